"""The store's functions for check-ins, absences and blockers touch the rows of their own workspace alone."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from flows import absences, blockers, standups
from flows.desk import Desk
from rules.absences import absence
from rules.blockers import Blocker
from rules.ceremonies import Ceremony, Holding
from rules.refusals import Refused
from rules.standups import CheckIn, CheckInDraft
from store import blockers as blocker_store
from store import standups as store
from store.blockers import Aging
from store.postings import Posting
from store.standup_tables import BlockerRow
from store.standups import Ask
from tests import stories
from tests.backends import contents
from tests.flows.gatherings import set_up, tick
from tests.stories import ANA, BEN, CHANNEL, CLARA, NOW, new_request

TUESDAY = Holding(CHANNEL, Ceremony.STANDUP, date(2026, 3, 3))
WEDNESDAY = replace(TUESDAY, day=date(2026, 3, 4))
OPEN = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
LATER = OPEN + timedelta(days=3)


def fill(desk: Desk, name: str) -> None:
    """Leave an open standup, two check-ins, a blocker, somebody to ask and an absence in a workspace."""
    set_up(desk, "standup", expected=(ANA, BEN, CLARA))
    standups.by_message(desk, CHANNEL, True, by=BEN, now=NOW)
    stories.running(desk)
    tick(desk, OPEN)
    for holding in (TUESDAY, WEDNESDAY):
        draft = CheckInDraft(next=name, blockers=f"EXP-1: {name}")
        standups.check_in(desk, holding, draft, by=ANA, now=OPEN, request=new_request())
    absences.go_away(desk, CLARA, "until friday" if name == "ours" else "2 weeks", by=CLARA, now=NOW)
    with desk.begin() as session:
        store.plan_ask(session, WEDNESDAY, ANA, OPEN)
        store.plan_ask(session, TUESDAY, ANA, OPEN)
        store.keep_asked(session, TUESDAY, ANA, Posting("D1", name))


def number(session: Session) -> int:
    """Return the number of the workspace's first blocker."""
    return min(int(row.number or 0) for row in session.exec(select(BlockerRow)))


def answer(session: Session) -> CheckIn:
    """Return another answer of Ana's."""
    return CheckIn(user=ANA, at=NOW, next="Something else")


def blocker(session: Session) -> Blocker:
    """Return the workspace's first blocker in other words."""
    return replace(blocker_store.get(session, number(session)), text="Something else")


BENS = Ask(stories.WORKSPACE, CHANNEL, WEDNESDAY.day, BEN)
READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    store.schedules: store.schedules,
    store.open_ones: store.open_ones,
    store.check_ins: lambda session: store.check_ins(session, TUESDAY),
    store.check_in: lambda session: store.check_in(session, TUESDAY, ANA),
    store.last_check_in: lambda session: store.last_check_in(session, WEDNESDAY, ANA),
    store.last_day: lambda session: store.last_day(session, WEDNESDAY, ANA),
    store.last_days: lambda session: store.last_days(session, WEDNESDAY, ANA, 9),
    store.asked_later: lambda session: store.asked_later(session, WEDNESDAY),
    store.asked_in: lambda session: store.asked_in(session, TUESDAY, ANA),
    store.away: lambda session: store.away(session, OPEN),
    store.absences: lambda session: store.absences(session, OPEN),
    store.absence: lambda session: store.absence(session, CLARA, OPEN),
    store.current: lambda session: (store.current(session, CLARA, OPEN) or BlockerRow()).model_dump(),
    blocker_store.get: lambda session: blocker_store.get(session, number(session)),
    blocker_store.lock: lambda session: blocker_store.lock(session, number(session)),
    blocker_store.unsolved_of: lambda session: blocker_store.unsolved_of(session, CHANNEL, ANA),
    blocker_store.unsolved_on: lambda session: blocker_store.unsolved_on(session, 1),
    blocker_store.of_standup: lambda session: blocker_store.of_standup(session, TUESDAY),
    blocker_store.take_aging: lambda session: blocker_store.take_aging(
        session, Aging(stories.WORKSPACE, number(session)), LATER
    ),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    store.keep_check_in: lambda session: store.keep_check_in(session, TUESDAY, answer(session)),
    store.plan_ask: lambda session: store.plan_ask(session, WEDNESDAY, BEN, LATER),
    store.keep_asked: lambda session: store.keep_asked(session, WEDNESDAY, BEN, Posting("D2", "2.2")),
    store.take_ask: lambda session: store.take_ask(session, BENS, LATER),
    store.drop_asks: lambda session: store.drop_asks(session, CHANNEL, ANA),
    store.keep_absence: lambda session: store.keep_absence(
        session, absence(CLARA, date(2026, 3, 20), "UTC", by=ANA, now=OPEN)
    ),
    store.end_absence: lambda session: store.end_absence(session, CLARA, OPEN),
    blocker_store.add: lambda session: blocker_store.add(session, blocker(session)),
    blocker_store.save: lambda session: blocker_store.save(session, blocker(session)),
    blocker_store.stop_aging: lambda session: blocker_store.stop_aging(session, blocker(session)),
}
# The clock's: it looks for what is due in all workspaces.
EVERYWHERE = {store.due_asks, blocker_store.due_to_age}


def rows_of(desk: Desk) -> dict[str, list[Any]]:
    """Return every row of a desk's workspace, by table."""
    return {
        table: [row for row in rows if desk.workspace in row]
        for table, rows in contents(desk.database).items()
    }


def test_every_function_of_these_rooms_has_its_line_here() -> None:
    there = {
        function
        for module in (store, blocker_store)
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
        assert {ask.workspace for ask in store.due_asks(session, LATER)} == {"T0ASSAY", "T0OTHER"}
        assert {aging.workspace for aging in blocker_store.due_to_age(session, LATER)} == {
            "T0ASSAY",
            "T0OTHER",
        }
        assert blocker_store.due_to_age(session, OPEN) == []


def test_a_blocker_of_another_workspace_is_not_solved_by_its_number(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    fill(other_desk, "theirs")
    with other_desk.look() as session:
        theirs = number(session)
    before = rows_of(other_desk)
    with pytest.raises(Refused, match="no longer named"):
        blockers.solve(desk, [theirs], by=ANA, now=LATER)
    assert rows_of(other_desk) == before
