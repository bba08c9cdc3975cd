"""The store's functions for check-ins, absences and blockers touch the rows of their own workspace alone."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from flows.ceremonies.standup import check_ins, standups
from flows.ceremonies.standup.blockers import solve
from flows.desk import Desk
from flows.people import absences
from rules.ceremonies.standup.check_ins import CheckIn, CheckInDraft
from rules.ceremony_names import Ceremony, HoldingKey
from rules.experiments.blockers import Blocker
from rules.people.absences import absence
from rules.refusals import Refused
from store.ceremonies.standup import asks
from store.ceremonies.standup.asks import Ask
from store.ceremonies.standup.check_ins import (
    check_in,
    check_ins_of,
    forget_answers,
    keep_check_in,
    last_check_in,
    last_day,
    last_days,
    open_ones,
    schedules,
    unanswered,
)
from store.experiments import blockers
from store.experiments.blocker_tables import BlockerRow
from store.experiments.blockers import Aging
from store.people.absences import (
    absences_ahead,
    absences_at,
    absences_since,
    away,
    current,
    end_absences,
    forget_ended,
    keep_absence,
)
from tests import stories
from tests.backends import contents
from tests.flows.gatherings import set_up, tick
from tests.stories import ANA, BEN, CHANNEL, CLARA, NOW, new_request

TUESDAY = HoldingKey(CHANNEL, Ceremony.STANDUP, date(2026, 3, 3))
WEDNESDAY = replace(TUESDAY, day=date(2026, 3, 4))
OPEN = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
LATER = OPEN + timedelta(days=3)


def fill(desk: Desk, name: str) -> None:
    """Leave an open standup, two check-ins, a blocker, somebody to ask and an absence in a workspace."""
    set_up(desk, "standup", expected=(ANA, BEN, CLARA))
    standups.by_message(desk, CHANNEL, True, by=BEN, now=NOW)
    stories.running(desk)
    tick(desk, OPEN)
    for key in (TUESDAY, WEDNESDAY):
        draft = CheckInDraft(next=name, blockers=f"EXP-1: {name}")
        check_ins.check_in(desk, key, draft, by=ANA, now=OPEN, request=new_request())
    absences.go_away(desk, CLARA, "until friday" if name == "ours" else "2 weeks", by=CLARA, now=NOW)
    with desk.begin() as session:
        asks.plan_ask(session, WEDNESDAY, ANA, OPEN)
        asks.plan_ask(session, TUESDAY, ANA, OPEN)


def number(session: Session) -> int:
    """Return the number of the workspace's first blocker."""
    return min(int(row.number or 0) for row in session.exec(select(BlockerRow)))


def answer(session: Session) -> CheckIn:
    """Return another answer of Ana's."""
    return CheckIn(user=ANA, at=NOW, next="Something else")


def blocker(session: Session) -> Blocker:
    """Return the workspace's first blocker in other words."""
    return replace(blockers.get(session, number(session)), text="Something else")


BENS = Ask(stories.WORKSPACE, CHANNEL, WEDNESDAY.day, BEN)
READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    schedules: schedules,
    open_ones: open_ones,
    check_ins_of: lambda session: check_ins_of(session, TUESDAY),
    check_in: lambda session: check_in(session, TUESDAY, ANA),
    unanswered: unanswered,
    last_check_in: lambda session: last_check_in(session, WEDNESDAY, ANA),
    last_day: lambda session: last_day(session, WEDNESDAY, ANA),
    last_days: lambda session: last_days(session, WEDNESDAY, ANA, 9),
    asks.asked_later: lambda session: asks.asked_later(session, WEDNESDAY),
    away: lambda session: away(session, OPEN),
    absences_at: lambda session: absences_at(session, OPEN),
    absences_ahead: lambda session: absences_ahead(session, OPEN),
    absences_since: lambda session: absences_since(session, [CLARA], OPEN),
    current: lambda session: (current(session, CLARA, OPEN) or BlockerRow()).model_dump(),
    blockers.find: lambda session: blockers.find(session, number(session)),
    blockers.get: lambda session: blockers.get(session, number(session)),
    blockers.lock: lambda session: blockers.lock(session, number(session)),
    blockers.unsolved_of: lambda session: blockers.unsolved_of(session, CHANNEL, ANA),
    blockers.unsolved_on: lambda session: blockers.unsolved_on(session, 1),
    blockers.of_standup: lambda session: blockers.of_standup(session, TUESDAY),
    blockers.take_aging: lambda session: blockers.take_aging(
        session, Aging(stories.WORKSPACE, number(session)), LATER
    ),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    keep_check_in: lambda session: keep_check_in(session, TUESDAY, answer(session)),
    asks.plan_ask: lambda session: asks.plan_ask(session, WEDNESDAY, BEN, LATER),
    asks.take_ask: lambda session: asks.take_ask(session, BENS, LATER),
    asks.drop_asks: lambda session: asks.drop_asks(session, CHANNEL, ANA),
    keep_absence: lambda session: keep_absence(
        session, absence(CLARA, date(2026, 3, 20), "UTC", by=ANA, now=OPEN)
    ),
    end_absences: lambda session: end_absences(session, CLARA, OPEN),
    forget_ended: lambda session: forget_ended(session, LATER.replace(year=2028)),
    forget_answers: lambda session: forget_answers(session, date(2028, 1, 1)),
    blockers.add: lambda session: blockers.add(session, blocker(session)),
    blockers.save: lambda session: blockers.save(session, blocker(session)),
    blockers.stop_aging: lambda session: blockers.stop_aging(session, blocker(session)),
}
# The clock's: it looks for what is due in all workspaces.
EVERYWHERE = {asks.due_asks, blockers.due_to_age}


def rows_of(desk: Desk) -> dict[str, list[Any]]:
    """Return every row of a desk's workspace, by table."""
    return {
        table: [row for row in rows if desk.workspace in row]
        for table, rows in contents(desk.database).items()
    }


def test_every_function_of_these_rooms_has_its_line_here() -> None:
    there = {
        function
        for module in {inspect.getmodule(one) for one in READS}
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "session" in inspect.signature(function).parameters
    }
    assert {one.__qualname__ for one in there} == {one.__qualname__ for one in {*READS, *WRITES, *EVERYWHERE}}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    with desk.begin() as session:
        alone = {function.__name__: read(session) for function, read in READS.items()}
    fill(other_desk, "theirs")
    with desk.begin() as session:
        beside = {function.__name__: read(session) for function, read in READS.items()}
    assert [name for name, found in alone.items() if beside[name] != found or not found] == []


def test_no_change_of_ours_shows_in_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    fill(other_desk, "theirs")
    theirs = rows_of(other_desk)
    for function, write in WRITES.items():
        ours = rows_of(desk)
        with desk.begin() as session:
            write(session)
        assert rows_of(other_desk) == theirs, function.__name__
        assert rows_of(desk) != ours, function.__name__


def test_what_is_due_is_found_in_every_workspace(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        fill(one, "both")
    with desk.database.look_everywhere() as session:
        assert {ask.workspace for ask in asks.due_asks(session, LATER)} == {"T0ASSAY", "T0OTHER"}
        assert {aging.workspace for aging in blockers.due_to_age(session, LATER)} == {
            "T0ASSAY",
            "T0OTHER",
        }
        assert blockers.due_to_age(session, OPEN) == []


def test_a_blocker_of_another_workspace_is_not_solved_by_its_number(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    fill(other_desk, "theirs")
    with other_desk.look() as session:
        theirs = number(session)
    before = rows_of(other_desk)
    with pytest.raises(Refused, match="no longer named"):
        solve(desk, [theirs], by=ANA, now=LATER)
    assert rows_of(other_desk) == before
