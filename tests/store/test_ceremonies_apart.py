"""The store's functions for ceremonies and calendars touch the rows of their own workspace alone."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from rules.calendar import slot_of
from rules.ceremonies import Ceremony, Holding, Occurrence, Schedule, Standing
from rules.holdings import planned
from store import ceremonies, feeds
from store.ceremonies import Due
from store.postings import Posting
from tests.backends import contents
from tests.flows.gatherings import set_up
from tests.stories import ANA, CHANNEL, NOW

WORD = Ceremony.STANDUP
HOLDING = Holding(CHANNEL, WORD, date(2026, 3, 3))
DUE = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
MINE = Due("T0ASSAY", CHANNEL, WORD)


def schedule(session: Session) -> Schedule:
    """Return the schedule of the standup."""
    found = ceremonies.schedule(session, CHANNEL, WORD)
    assert found
    return found


def occurrence(session: Session, day: date = HOLDING.day) -> Occurrence:
    """Return a planned holding that Ana facilitates."""
    mine = schedule(session)
    return replace(planned(mine, slot_of(mine, day)), facilitator=ANA)


def fill(desk: Desk, at: str) -> None:
    """Leave a standup at a time, a holding, an open one and a posting in a workspace."""
    set_up(desk, "standup", standup=at)
    with desk.begin() as session:
        before = replace(occurrence(session, date(2026, 3, 2)), standing=Standing.OPEN)
        ceremonies.add(session, replace(before, starts_at=NOW - timedelta(hours=1)))
        ceremonies.add(session, occurrence(session))
        ceremonies.keep_part(session, HOLDING, "prompt", Posting("C1", at))


READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    ceremonies.schedule: schedule,
    ceremonies.schedules: lambda session: ceremonies.schedules(session, CHANNEL),
    ceremonies.next_day: lambda session: ceremonies.next_day(session, CHANNEL, WORD),
    ceremonies.lock_schedule: lambda session: ceremonies.lock_schedule(session, CHANNEL, WORD),
    ceremonies.take_schedule: lambda session: ceremonies.take_schedule(session, MINE, DUE),
    ceremonies.get: lambda session: ceremonies.get(session, HOLDING),
    ceremonies.lock: lambda session: ceremonies.lock(session, HOLDING),
    ceremonies.take: lambda session: ceremonies.take(session, HOLDING),
    ceremonies.lock_planned: lambda session: ceremonies.lock_planned(session, CHANNEL, WORD),
    ceremonies.known_since: lambda session: ceremonies.known_since(session, CHANNEL, NOW),
    ceremonies.open_one: lambda session: ceremonies.open_one(session, CHANNEL, WORD),
    ceremonies.held_before: lambda session: ceremonies.held_before(session, occurrence(session)),
    ceremonies.turns: lambda session: ceremonies.turns(session, CHANNEL, WORD),
    ceremonies.find_part: lambda session: ceremonies.find_part(session, HOLDING, "prompt"),
    feeds.find: lambda session: feeds.find(session, CHANNEL),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    ceremonies.keep_schedule: lambda session: ceremonies.keep_schedule(
        session, replace(schedule(session), paused=True), None
    ),
    ceremonies.keep_next: lambda session: ceremonies.keep_next(
        session, schedule(session), slot_of(schedule(session), date(2026, 3, 9))
    ),
    ceremonies.add: lambda session: ceremonies.add(session, occurrence(session, date(2026, 3, 4))),
    ceremonies.save: lambda session: ceremonies.save(
        session, replace(occurrence(session), standing=Standing.SKIPPED)
    ),
    ceremonies.keep_part: lambda session: ceremonies.keep_part(
        session, HOLDING, "prompt", Posting("C1", "9.9")
    ),
    ceremonies.remove: lambda session: ceremonies.remove(session, occurrence(session, date(2026, 3, 4))),
    ceremonies.remove_schedule: lambda session: ceremonies.remove_schedule(session, schedule(session)),
    feeds.renew: lambda session: feeds.renew(session, CHANNEL),
    feeds.ensure: lambda session: feeds.ensure(session, "C0OTHER"),
}
# The clock's and the calendar's: they look for what is due, and for a secret, in all workspaces.
EVERYWHERE = {
    ceremonies.due_schedules,
    ceremonies.due_occurrences,
    ceremonies.missed_in_advance,
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
        for module in (ceremonies, feeds)
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
        assert [due.workspace for due in ceremonies.due_schedules(session, DUE)] == ["T0ASSAY", "T0OTHER"]
        assert ceremonies.due_schedules(session, DUE - timedelta(seconds=1)) == []
        assert {due.workspace for due in ceremonies.due_occurrences(session, DUE)} == {"T0ASSAY", "T0OTHER"}
        assert ceremonies.missed_in_advance(session, NOW) == []
    with desk.look() as session:
        secret = feeds.find(session, CHANNEL)
    with desk.database.look_everywhere() as session:
        assert feeds.channel_of(session, secret) == ("T0ASSAY", CHANNEL)
        assert feeds.channel_of(session, secret[:-1]) is None
