"""The actions of retrospectives: agreed on, reminded of once, carried over first, done."""

from datetime import date, timedelta

import pytest

from flows.ceremonies.reminders import remind_next_morning
from flows.ceremonies.retro import retro_actions
from flows.desk import Desk
from flows.people import absences
from flows.waiting import reminders
from rules.ceremonies.ceremonies import Phase
from rules.ceremonies.retro.letters import RetroSummaryLetter
from rules.refusals import Refused
from rules.waiting.clock import Nudge
from rules.waiting.letters import ReminderLetter
from rules.waiting.waits import WaitKind
from store.ceremonies.reminders import plan_reminder
from tests.flows.deeds import deliver_all, letters_owed
from tests.flows.gatherings import letters
from tests.flows.mornings import forget_letters, owed, reminded
from tests.flows.retrospectives import add, advance, again, agree, opened, sheet
from tests.stories import ANA, BEN, CHANNEL, CLARA, NOW, new_request

DUE = NOW.replace(day=9, hour=9, minute=0)


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


def test_the_list_of_the_due_day_tells_of_it_once(desk: Desk) -> None:
    action = agree(desk, opened(desk), "Pair on prompts")
    for days, news in ((-3, None), (0, Nudge.SOON), (1, None), (7, None)):
        now = DUE + timedelta(days=days)
        assert reminded(desk, now) == ([news] if news else []), days
    retro_actions.complete(desk, action.number, by=BEN, now=DUE)
    assert reminded(desk, DUE + timedelta(days=8)) == []


def test_nobody_is_reminded_of_what_is_done(desk: Desk) -> None:
    action = agree(desk, opened(desk), "Pair on prompts")
    retro_actions.complete(desk, action.number, by=BEN, now=NOW)
    assert reminded(desk, DUE) == []


def test_who_is_away_is_reminded_in_the_morning_of_their_return(desk: Desk) -> None:
    agree(desk, opened(desk), "Pair on prompts")
    absences.go_away(
        desk, BEN, "until 2026-03-10", by=BEN, now=DUE - timedelta(hours=1), request=new_request()
    )
    assert [reminded(desk, DUE + timedelta(days=day)) for day in (0, 1, 2, 3)] == [[], [], [Nudge.LATE], []]


def test_what_is_done_leaves_the_list_that_told_of_it(desk: Desk) -> None:
    action = agree(desk, opened(desk), "Pair on prompts")
    reminded(desk, DUE)
    forget_letters(desk)
    retro_actions.complete(desk, action.number, by=BEN, now=DUE)
    assert owed(desk, ReminderLetter.kind) == [{"user": BEN, "day": "2026-03-09"}]
    assert reminders.digest(desk, BEN, DUE).items == ()


def test_what_the_version_before_owed_stands_in_the_next_list(desk: Desk) -> None:
    action = agree(desk, opened(desk), "Pair on prompts")
    with desk.begin() as session:
        plan_reminder(session, WaitKind.ACTION, action.number, None)
    assert reminded(desk, DUE) == []
    remind_next_morning(desk, WaitKind.ACTION, action.number, DUE)
    assert reminded(desk, DUE + timedelta(days=1)) == [Nudge.LATE]


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
