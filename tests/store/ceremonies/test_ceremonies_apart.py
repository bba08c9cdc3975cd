"""The store's functions for ceremonies and calendars touch the rows of their own workspace alone."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from flows.desk import Desk
from rules.ceremonies.calendar import holding_time
from rules.ceremonies.ceremonies import Holding, Schedule, Standing
from rules.ceremonies.holdings import new_holding
from rules.ceremony_names import Ceremony, HoldingKey
from store.ceremonies import feeds, holdings, schedules
from store.ceremonies.ceremony_tables import FeedRow
from store.ceremonies.due import DueSchedule
from tests.backends import contents
from tests.flows.gatherings import set_up
from tests.stories import ANA, CHANNEL, NOW

WORD = Ceremony.STANDUP
HOLDING = HoldingKey(CHANNEL, WORD, date(2026, 3, 3))
DUE = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
MINE = DueSchedule("T0ASSAY", CHANNEL, WORD)


def schedule(session: Session) -> Schedule:
    """Return the schedule of the standup."""
    found = schedules.schedule(session, CHANNEL, WORD)
    assert found
    return found


def holding(session: Session, day: date = HOLDING.day) -> Holding:
    """Return a planned holding that Ana facilitates."""
    mine = schedule(session)
    return replace(new_holding(mine, holding_time(mine, day)), facilitator=ANA)


def fill(desk: Desk, at: str) -> None:
    """Leave a standup at a time, a holding, an open one and a calendar in a workspace."""
    set_up(desk, "standup", standup=at)
    with desk.begin() as session:
        before = replace(holding(session, date(2026, 3, 2)), standing=Standing.OPEN)
        holdings.add(session, replace(before, starts_at=NOW - timedelta(hours=1)))
        holdings.add(session, holding(session))
        feeds.renew(session, CHANNEL)


READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    schedules.schedule: schedule,
    schedules.schedules_of: lambda session: schedules.schedules_of(session, CHANNEL),
    schedules.channels_held: schedules.channels_held,
    schedules.next_day: lambda session: schedules.next_day(session, CHANNEL, WORD),
    schedules.lock_schedule: lambda session: schedules.lock_schedule(session, CHANNEL, WORD),
    schedules.take_schedule: lambda session: schedules.take_schedule(session, MINE, DUE),
    holdings.get: lambda session: holdings.get(session, HOLDING),
    holdings.lock: lambda session: holdings.lock(session, HOLDING),
    holdings.lock_if_free: lambda session: holdings.lock_if_free(session, HOLDING),
    holdings.lock_planned: lambda session: holdings.lock_planned(session, CHANNEL, WORD),
    holdings.lock_standing: lambda session: holdings.lock_standing(session, CHANNEL, WORD, Standing.PLANNED),
    holdings.known_since: lambda session: holdings.known_since(session, CHANNEL, NOW),
    holdings.known_in: lambda session: holdings.known_in(session, [CHANNEL], NOW),
    holdings.open_one: lambda session: holdings.open_one(session, CHANNEL, WORD),
    holdings.held_before: lambda session: holdings.held_before(session, holding(session)),
    holdings.turns: lambda session: holdings.turns(session, CHANNEL, WORD),
    holdings.turns_in: lambda session: holdings.turns_in(session, [(CHANNEL, WORD)]),
    schedules.ahead_of: lambda session: schedules.ahead_of(session, ANA, 9),
    feeds.is_made: lambda session: feeds.is_made(session, CHANNEL),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    schedules.keep_schedule: lambda session: schedules.keep_schedule(
        session, replace(schedule(session), paused=True), None
    ),
    schedules.keep_next: lambda session: schedules.keep_next(
        session, schedule(session), holding_time(schedule(session), date(2026, 3, 9))
    ),
    holdings.add: lambda session: holdings.add(session, holding(session, date(2026, 3, 4))),
    holdings.save: lambda session: holdings.save(
        session, replace(holding(session), standing=Standing.SKIPPED)
    ),
    holdings.remove: lambda session: holdings.remove(session, holding(session, date(2026, 3, 4))),
    schedules.remove_schedule: lambda session: schedules.remove_schedule(session, schedule(session)),
    feeds.renew: lambda session: feeds.renew(session, CHANNEL),
    feeds.hash_plain: lambda session: [
        session.exec(update(FeedRow).values(secret="secret-1", plain_since=NOW)),
        feeds.hash_plain(session, NOW, seen_before=NOW),
    ],
}
# The clock's and the calendar's: they look for what is due, and for a secret, in all workspaces.
EVERYWHERE = {
    schedules.due_schedules,
    holdings.due_holdings,
    holdings.missed_in_advance,
    feeds.channel_of,
}


def rows_of(desk: Desk) -> dict[str, list[Any]]:
    """Return every row of a desk's workspace, by table."""
    return {
        table: [row for row in rows if desk.workspace in row]
        for table, rows in contents(desk.database).items()
    }


def test_every_function_of_these_rooms_has_its_line_here() -> None:
    there = {
        function
        for module in (holdings, schedules, feeds)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "session" in inspect.signature(function).parameters
    }
    assert {one.__name__ for one in there} == {one.__name__ for one in {*READS, *WRITES, *EVERYWHERE}}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "09:30")
    with desk.begin() as session:
        alone = {function.__name__: read(session) for function, read in READS.items()}
    fill(other_desk, "11:45")
    with desk.begin() as session:
        beside = {function.__name__: read(session) for function, read in READS.items()}
    assert [name for name, found in alone.items() if beside[name] != found or not found] == []


def test_no_change_of_ours_shows_in_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "09:30")
    fill(other_desk, "09:30")
    theirs = rows_of(other_desk)
    for function, write in WRITES.items():
        ours = rows_of(desk)
        with desk.begin() as session:
            write(session)
        assert rows_of(other_desk) == theirs, function.__name__
        assert rows_of(desk) != ours, function.__name__


def test_what_is_due_is_found_in_every_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "09:30")
    fill(other_desk, "09:30")
    with desk.database.look_everywhere() as session:
        assert [due.workspace for due in schedules.due_schedules(session, DUE)] == ["T0ASSAY", "T0OTHER"]
        assert schedules.due_schedules(session, DUE - timedelta(seconds=1)) == []
        assert {due.workspace for due in holdings.due_holdings(session, DUE)} == {"T0ASSAY", "T0OTHER"}
        assert holdings.missed_in_advance(session, NOW) == []
    with desk.begin() as session:
        secret = feeds.renew(session, CHANNEL)
    with desk.database.look_everywhere() as session:
        assert feeds.channel_of(session, secret) == ("T0ASSAY", CHANNEL)
        assert feeds.channel_of(session, secret[:-1]) is None
