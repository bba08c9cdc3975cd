"""Blockers, from the check-in that names them to whoever solves them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from flows.ceremonies.standup import blockers, check_ins, standups
from flows.desk import Desk
from flows.experiments import sheets
from rules.ceremonies.standup.check_ins import CheckInDraft
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.blockers import Blocker
from rules.lifecycle.steps import Step
from rules.refusals import Refused
from store.ceremonies.retro import retro_figures
from tests import stories
from tests.flows.deeds import deliver_all, entries_of, letters_owed
from tests.flows.gatherings import set_up, tick
from tests.racing import problems, together
from tests.stories import ANA, BEN, CHANNEL, CLARA, NOW, new_request

FIRST = HoldingKey(CHANNEL, Ceremony.STANDUP, date(2026, 3, 3))
OPEN = datetime.fromisoformat("2026-03-03T08:30:00+00:00")
DAY = timedelta(days=1)
QUOTA = "EXP-1: waiting for the GPU quota"


@pytest.fixture
def team(desk: Desk) -> Desk:
    """Return the desk with a standup and EXP-1, EXP-2."""
    set_up(desk, "standup")
    stories.running(desk)
    stories.running(desk)
    deliver_all(desk)
    return desk


def name(desk: Desk, text: str, day: int = 0, *, by: str = ANA, experiment: str = "") -> None:
    """Check in with blockers, so many days after the first standup."""
    key = replace(FIRST, day=FIRST.day + day * DAY)
    draft = CheckInDraft(progress="Something", blockers=text, experiment=experiment)
    check_ins.check_in(desk, key, draft, by=by, now=OPEN + day * DAY, request=new_request())


def on_card(desk: Desk, number: int = 1) -> list[Blocker]:
    """Return the blockers on the card of an experiment."""
    return list(sheets.sheet(desk, number).blockers)


def texts(desk: Desk, number: int = 1) -> list[str]:
    """Return what holds an experiment up."""
    return [blocker.text for blocker in on_card(desk, number)]


def owed(desk: Desk) -> list[tuple[str, object]]:
    """Return the letters that wait, with the experiment or the blocker they are about."""
    return [(row.kind, row.facts.get("experiment", row.facts.get("blocker"))) for row in letters_owed(desk)]


def test_a_blocker_that_names_an_experiment_is_on_its_card(team: Desk) -> None:
    name(team, QUOTA)
    (found,) = on_card(team)
    assert (found.text, found.user, found.since, found.days) == (QUOTA, ANA, OPEN, 0)
    assert owed(team) == [("named_blocker", found.number), ("card", 1)]
    assert on_card(team, 2) == []


@pytest.mark.parametrize("key", ["EXP‑1", "exp–1.", "EXP−1：", "ＥＸＰ－１"])
def test_an_id_with_look_alike_signs_links_a_blocker_to_its_card(team: Desk, key: str) -> None:
    name(team, f"{key} waiting for the GPU quota")
    (found,) = on_card(team)
    assert (found.key, found.words) == ("EXP-1", "waiting for the GPU quota")


def test_the_experiment_of_the_check_in_counts_where_the_text_names_none(team: Desk) -> None:
    name(team, "No labels\nEXP-1 has no GPU", experiment="2")
    assert (texts(team, 2), texts(team, 1)) == (["No labels"], ["EXP-1 has no GPU"])


def test_a_blocker_without_an_experiment_is_told_and_in_the_summary_but_on_no_card(team: Desk) -> None:
    name(team, "Nobody reviews my change")
    (found,) = standups.sheet(team, FIRST).blockers
    assert found.text == "Nobody reviews my change"
    assert (on_card(team), owed(team)) == ([], [("named_blocker", found.number)])


def test_a_blocker_that_is_named_again_is_not_told_again(team: Desk) -> None:
    name(team, QUOTA)
    deliver_all(team)
    name(team, QUOTA, day=1)
    assert "named_blocker" not in [kind for kind, _ in owed(team)]


@pytest.mark.parametrize(
    ("text", "experiment", "field"), [("EXP-9 stands", "", "blockers"), ("x", "9", "experiment")]
)
def test_an_experiment_that_does_not_exist_is_refused_beside_its_field(
    team: Desk, text: str, experiment: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        name(team, text, experiment=experiment)
    assert "There is no EXP-9" in caught.value.fields[field]
    assert standups.sheet(team, FIRST).check_ins == ()


def test_it_ages_on_the_card_day_by_day_until_it_is_solved(team: Desk) -> None:
    name(team, QUOTA)
    deliver_all(team)
    tick(team, OPEN + DAY - timedelta(seconds=1))
    assert [one.days for one in on_card(team)] == [0]
    for day in (1, 2, 3):
        tick(team, OPEN + day * DAY)
        assert [one.days for one in on_card(team)] == [day]
        assert ("card", 1) in owed(team)
        deliver_all(team)
    blockers.solve(team, [on_card(team)[0].number], by=BEN, now=OPEN + 3 * DAY)
    deliver_all(team)
    tick(team, OPEN + 4 * DAY)
    assert ("card", 1) not in owed(team)


def test_a_clock_that_slept_counts_every_day(team: Desk) -> None:
    name(team, QUOTA)
    tick(team, OPEN + 9 * DAY)
    assert [one.days for one in on_card(team)] == [9]


def test_it_stays_while_later_check_ins_leave_it_out(team: Desk) -> None:
    name(team, QUOTA)
    name(team, "", 1)
    name(team, "EXP-1: still waiting for the GPU quota", 4)
    assert texts(team) == ["EXP-1: still waiting for the GPU quota"]


def test_a_line_that_is_taken_out_of_its_own_check_in_is_gone(team: Desk) -> None:
    name(team, f"{QUOTA}\nEXP-2: no data")
    deliver_all(team)
    name(team, "EXP-2: no data at all")
    assert (texts(team, 1), texts(team, 2)) == ([], ["EXP-2: no data at all"])
    assert owed(team) == [("card", 1), ("card", 2)]


def test_a_line_that_is_taken_out_of_a_later_check_in_stays_from_the_first(team: Desk) -> None:
    name(team, QUOTA)
    name(team, QUOTA, 1)
    name(team, "", 1)
    assert [one.seen for one in on_card(team)] == [(FIRST.day,)]


def test_solving_is_kept_with_by_whom_and_when(team: Desk) -> None:
    name(team, QUOTA)
    number = on_card(team)[0].number
    deliver_all(team)
    later = OPEN + timedelta(hours=1)
    for by, now in ((BEN, later), (CLARA, later + DAY)):
        blockers.solve(team, [number], by=by, now=now)
    assert on_card(team) == []
    assert owed(team) == [("card", 1)]
    found = [(entry.deed.value, entry.by, entry.at, entry.detail) for entry in entries_of(team)[-2:]]
    assert found == [("named_blocker", ANA, OPEN, QUOTA), ("solved_blocker", BEN, later, QUOTA)]


def test_two_people_at_once_solve_it_once(team: Desk, replica: Desk) -> None:
    name(team, QUOTA)
    number = on_card(team)[0].number
    both = [
        lambda desk=desk, by=by: blockers.solve(desk, [number], by=by, now=NOW)
        for desk, by in ((team, BEN), (replica, CLARA))
    ]
    assert problems(together(*both)) == []
    assert [entry.deed.value for entry in entries_of(team)].count("solved_blocker") == 1


def test_a_solved_one_does_not_come_back_when_its_check_in_is_changed(team: Desk) -> None:
    name(team, QUOTA)
    blockers.solve(team, [on_card(team)[0].number], by=BEN, now=OPEN)
    name(team, f"{QUOTA}\nEXP-1: no data")
    assert texts(team) == ["EXP-1: no data"]


def test_an_experiment_that_ended_is_held_up_by_nothing(team: Desk) -> None:
    name(team, QUOTA)
    stories.close(team, sheets.sheet(team, 1).experiment, Step.CONCLUDE)
    assert on_card(team) == []
    deliver_all(team)
    for day in (1, 2):
        tick(team, OPEN + day * DAY)
        assert ("card", 1) not in owed(team)


def test_the_third_time_in_a_row_asks_for_an_owner_once(team: Desk) -> None:
    for day in range(4):
        name(team, QUOTA, day)
        deliver_all(team)
        for hours in (0, 1, 2):
            tick(team, OPEN + day * DAY + timedelta(hours=hours))
        calls = [facts for kind, facts in owed(team) if kind == "blocker_call"]
        assert len(calls) == (1 if day == 2 else 0), day
        deliver_all(team)


def test_other_words_on_the_same_experiment_are_the_same_blocker(team: Desk) -> None:
    for day, text in enumerate(
        ("EXP-1: no GPU", "EXP-1: the quota is not granted", "EXP-1: infra does not answer")
    ):
        name(team, text, day)
    (found,) = on_card(team)
    assert len(found.seen) == 3


def test_a_day_without_it_begins_the_count_anew(team: Desk) -> None:
    for day, text in enumerate((QUOTA, QUOTA, "", QUOTA)):
        name(team, text, day)
        for hours in (0, 1, 2):
            tick(team, OPEN + day * DAY + timedelta(hours=hours))
    assert [kind for kind, _ in owed(team)].count("blocker_call") == 0


def test_a_late_check_in_asks_for_an_owner_too(team: Desk) -> None:
    for day in range(3):
        for hours in (0, 1, 2):
            tick(team, OPEN + day * DAY + timedelta(hours=hours))
        name(team, "waiting for the GPU quota", day)
    assert [kind for kind, _ in owed(team)].count("blocker_call") == 1


def test_one_person_takes_it(team: Desk) -> None:
    name(team, QUOTA)
    number = on_card(team)[0].number
    for _ in range(2):
        blockers.take_on(team, number, by=BEN, now=OPEN)
    with pytest.raises(Refused, match="takes care of it already"):
        blockers.take_on(team, number, by=CLARA, now=OPEN)
    assert [one.owner for one in on_card(team)] == [BEN]
    assert [entry.deed.value for entry in entries_of(team)].count("took_blocker") == 1


def test_a_blocker_that_is_gone_is_refused_in_words(team: Desk) -> None:
    with pytest.raises(Refused, match="no longer named"):
        blockers.solve(team, [99], by=BEN, now=OPEN)


def test_two_peoples_blockers_are_two(team: Desk) -> None:
    name(team, QUOTA)
    name(team, QUOTA, by=BEN)
    assert [one.user for one in on_card(team)] == [ANA, BEN]


def test_one_on_no_experiment_is_over_with_the_check_in_that_leaves_it_out(team: Desk) -> None:
    name(team, "The laptop is broken\n" + QUOTA)
    name(team, "", day=1)
    with team.look() as session:
        standing = retro_figures.standing_blockers(session, CHANNEL)
    assert [blocker.text for blocker in standing] == [QUOTA]


def test_an_earlier_check_in_that_is_changed_ends_nothing_that_came_later(team: Desk) -> None:
    name(team, "The laptop is broken", day=1)
    name(team, "")
    with team.look() as session:
        assert [blocker.text for blocker in retro_figures.standing_blockers(session, CHANNEL)] == [
            "The laptop is broken"
        ]
