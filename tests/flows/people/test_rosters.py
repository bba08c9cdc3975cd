"""The roster of a large workspace: taken some people at a time, so that no deed waits long for it, and only what differs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from flows.desk import Desk
from flows.people import team
from rules.people.accounts import Account
from rules.people.people import Duty, Member
from store.database import Database
from tests import stories
from tests.backends import contents
from tests.stories import BEN, NOW

CROWD = tuple(
    Member(id=f"U1M{number:03}", name=f"Person {number}", zone="Asia/Tokyo") for number in range(25)
)
WRITES = ("INSERT INTO members", "UPDATE members")


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team, "AT_ONCE", 10)


@contextmanager
def kept_at_once(database: Database) -> Iterator[list[int]]:
    """Yield how many rows of members each transaction writes meanwhile, of those that write any."""
    kept, written = [], [0]

    def note(_connection: Any, _cursor: Any, statement: str, rows: Any, _context: Any, is_many: bool) -> None:
        written[0] += (len(rows) if is_many else 1) if statement.startswith(WRITES) else 0

    def end(_connection: Any) -> None:
        kept.extend(one for one in (written[0],) if one)
        written[0] = 0

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", end)
    try:
        yield kept
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "commit", end)


def test_a_first_roster_is_kept_some_people_at_a_time(desk: Desk) -> None:
    with kept_at_once(desk.database) as kept:
        team.record_roster(desk, CROWD, now=NOW)
    assert kept == [10, 10, 5]
    assert set(CROWD) <= set(team.everybody(desk).members)


def test_of_a_known_roster_only_what_differs_is_written(desk: Desk) -> None:
    team.record_roster(desk, CROWD, now=NOW)
    renamed = replace(CROWD[17], name="Somebody else")
    with kept_at_once(desk.database) as kept:
        team.record_roster(desk, [renamed if one.id == renamed.id else one for one in CROWD], now=NOW)
    # Its row is asked to be added once more, is there, and is changed.
    assert kept == [2]
    assert team.member_of(desk, renamed.id) == renamed


def test_the_same_roster_again_writes_nothing(desk: Desk) -> None:
    everybody = (*CROWD, *stories.TEAM)
    team.record_roster(desk, everybody, now=NOW)
    before = contents(desk.database)
    with kept_at_once(desk.database) as kept:
        team.record_roster(desk, everybody, now=NOW)
    assert (kept, contents(desk.database)) == ([], before)


def test_who_is_told_of_twice_is_as_slack_said_last(desk: Desk) -> None:
    gone = replace(CROWD[0], account=Account.DEACTIVATED)
    team.record_roster(desk, [CROWD[0], gone], now=NOW)
    assert team.member_of(desk, gone.id) == gone


def test_a_duty_that_is_given_while_a_roster_is_taken_stays(desk: Desk) -> None:
    def people() -> Iterator[Member]:
        yield Member(id=BEN, name="Benjamin")
        team.give_duty(desk, BEN, Duty.SECURITY, by=stories.HUGO, now=NOW)

    team.record_roster(desk, people(), now=NOW)
    ben = team.member_of(desk, BEN)
    assert (ben.name, ben.duties) == ("Benjamin", {Duty.TECHNICAL, Duty.SECURITY})
