"""The actions of retrospectives: agreed on, reminded of once, carried over first, done."""

from datetime import date, timedelta

import pytest

from flows import due_kinds
from flows.ceremonies.retro import retro_actions
from flows.desk import Desk
from flows.due import run_due
from flows.people import absences
from rules.ceremonies.ceremonies import Phase
from rules.ceremonies.retro.letters import ActionReminderLetter, RetroSummaryLetter
from rules.refusals import Refused
from tests.flows.deeds import deliver_all, letters_owed
from tests.flows.gatherings import letters
from tests.flows.retrospectives import add, advance, again, agree, opened, sheet
from tests.stories import ANA, BEN, CHANNEL, CLARA, NOW, new_request

DUE = NOW.replace(day=9, hour=9, minute=0)


def reminded(desk: Desk) -> list[str]:
    return [row.lane for row in letters(desk.database, ActionReminderLetter.kind)]


def tick(desk: Desk, now: object) -> int:
    return run_due(due_kinds.REMINDERS, desk.database, lambda _: desk, now)  # type: ignore[arg-type]


def test_an_action_has_owner_and_day(desk: Desk) -> None:
    key = opened(desk)
    agree(desk, key, "Pair on prompts")
    [action] = sheet(desk, key).actions
    assert (action.text, action.owner, action.due) == ("Pair on prompts", BEN, date(2026, 3, 9))


def test_what_is_missing_is_said_beside_its_field(desk: Desk) -> None:
    key = opened(desk)
    with pytest.raises(Refused) as refusal:
        agree(desk, key, " ", due="")
    assert set(refusal.value.fields) == {"action", "due"}
    with pytest.raises(Refused, match="has passed"):
        agree(desk, key, "Pair", due="2026-03-01")


def test_the_owner_is_reminded_once_in_the_morning_of_the_due_day(desk: Desk) -> None:
    agree(desk, opened(desk), "Pair on prompts")
    assert tick(desk, DUE - timedelta(minutes=1)) == 0
    assert tick(desk, DUE) == 1
    assert tick(desk, DUE + timedelta(days=1)) == 0
    assert reminded(desk) == [f"person:{BEN}"]


def test_nobody_is_reminded_of_what_is_done(desk: Desk) -> None:
    action = agree(desk, opened(desk), "Pair on prompts")
    retro_actions.complete(desk, action.number, by=BEN, now=NOW)
    assert tick(desk, DUE) == 0


def test_who_is_away_is_reminded_in_the_morning_of_their_return(desk: Desk) -> None:
    agree(desk, opened(desk), "Pair on prompts")
    absences.go_away(
        desk, BEN, "until 2026-03-10", by=BEN, now=DUE - timedelta(hours=1), request=new_request()
    )
    assert tick(desk, DUE) == 1
    assert reminded(desk) == []
    for day in (1, 2):
        tick(desk, DUE + timedelta(days=day))
    assert reminded(desk) == [f"person:{BEN}"]


def test_open_actions_come_first_next_time_and_done_ones_after_them(desk: Desk) -> None:
    first = opened(desk)
    for text in ("first", "second"):
        agree(desk, first, text)
    advance(desk, first, Phase.CLOSE)
    done, _ = sheet(desk, first).actions
    retro_actions.complete(desk, done.number, by=BEN, now=NOW + timedelta(days=2))
    second = again(desk, now=NOW + timedelta(days=14))
    after = sheet(desk, second, now=NOW + timedelta(days=14))
    assert [(one.text, one.is_open) for one in after.earlier] == [("second", True), ("first", False)]
    assert after.earlier[0].is_overdue(after.today)


def test_only_who_has_to_do_with_it_marks_it_as_done_and_twice_changes_nothing(desk: Desk) -> None:
    key = opened(desk)
    action = agree(desk, key, "Pair on prompts")
    with pytest.raises(Refused, match="Only"):
        retro_actions.complete(desk, action.number, by=CLARA, now=NOW)
    done = retro_actions.complete(desk, action.number, by=BEN, now=NOW)
    assert retro_actions.complete(desk, action.number, by=ANA, now=NOW + timedelta(days=1)) == done
    assert retro_actions.open_actions(desk, CHANNEL) == ()


def test_an_action_agreed_on_after_the_end_shows_in_the_summary(desk: Desk) -> None:
    key = opened(desk)
    advance(desk, key, Phase.CLOSE)
    deliver_all(desk)
    agree(desk, key, "Pair on prompts")
    assert [action.text for action in sheet(desk, key).actions] == ["Pair on prompts"]
    assert RetroSummaryLetter.kind in [row.kind for row in letters_owed(desk)]


def test_an_action_marked_as_done_after_the_end_shows_in_the_summary(desk: Desk) -> None:
    key = opened(desk)
    add(desk, key, "one")
    action = agree(desk, key, "Pair on prompts")
    advance(desk, key, Phase.CLOSE)
    before = len(letters(desk.database, RetroSummaryLetter.kind))
    retro_actions.complete(desk, action.number, by=BEN, now=NOW)
    # The summary that still waits shows it too: one is enough.
    assert len(letters(desk.database, RetroSummaryLetter.kind)) == before
