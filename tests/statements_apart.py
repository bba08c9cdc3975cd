"""Whether a statement is bounded by its workspace, read from its own words: every table that it reads or changes, under each of
its names in it, must be held to a workspace.

`watching` listens to a database; what of ours is neither bounded nor listed here fails the test that led to it. What a test
itself asks is its own matter.
"""

import re
import sys
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event
from sqlmodel import SQLModel

from store.database import Database

CLOCK = "the clock asks what is due anywhere; each row is done in a transaction of its workspace"
INSTALLED = "which workspaces a process serves, and with which tokens, is asked by the process itself"
BY_SECRET = "a secret is all that was sent: it leads to its workspace"
# Every statement that goes over all workspaces, with the reason.
OVER_ALL = {
    "store.ceremonies.holdings.due_holdings": CLOCK,
    "store.ceremonies.holdings.missed_in_advance": CLOCK,
    "store.ceremonies.schedules.due_schedules": CLOCK,
    "store.ceremonies.standup.asks.due_asks": CLOCK,
    "store.experiments.blockers.due_to_age": CLOCK,
    "store.journal.seals.due": CLOCK,
    "store.people.channels.due_looks": CLOCK,
    "store.people.homes.due_homes": CLOCK,
    "store.people.tokens.expiring": CLOCK,
    "store.waiting.nudges.mornings": CLOCK,
    "store.installing.erasure.leftovers": CLOCK,
    "store.installing.installations.workspaces_of": CLOCK,
    "store.installing.installations.expiring": CLOCK,
    "store.installing.installations.left": CLOCK,
    "store.installing.installations.live": INSTALLED,
    "store.installing.installations.served": INSTALLED,
    "store.workspaces.every": "who goes through all workspaces, one after the other, asks which there are",
    "store.journal.journal.workspaces": "who verifies asks which journals there are, also beside a row that was removed",
    "store.ceremonies.feeds.channel_of": BY_SECRET,
    "store.people.tokens.of_secret": BY_SECRET,
    "store.claims.first_due": "lanes are gone through by one index; only letters of the workspaces served are taken",
    "store.letters.backlogs.counts": "a figure of the whole process, for who operates it",
    "store.letters.backlogs.backlog": "a figure of the whole process, for who operates it",
}
ROOMS = ("store", "flows", "bot")
# Through these every statement goes; who asked stands above them.
WAYS = ("store/prepared.py", "store/database.py")
HOUSE = Path(__file__).parent.parent
VALUE = r"(?:\?|%\(\w+\)s|:\w+|'[^']*'|ANY \(|\(SELECT|\(\?|\(%|\(NULL)"
ITEM = r"\w+\b(?![.(])(?:\s+AS\s+\w+)?"


@cache
def tables() -> frozenset[str]:
    """Return the names of the tables that carry their workspace."""
    return frozenset(table.name for table in SQLModel.metadata.sorted_tables)


@cache
def unbounded(statement: str) -> tuple[str, ...]:
    """Return the tables, by their names in a statement, that no condition of it holds to a workspace."""
    words = " ".join(statement.split())
    if not re.match(r"(?:WITH|SELECT|INSERT|UPDATE|DELETE)\b", words):
        return ()
    places = read_or_changed(words)
    held = held_names(words, places)
    missing = [name for name, times in places.items() if held[name] < times]
    filled = [table for table in re.findall(r"INSERT INTO (\w+)", words) if table in tables()]
    return (*missing, *(table for table in filled if not names_workspace(words, table)))


def read_or_changed(words: str) -> Counter[str]:
    """Return how often a statement reads or changes a table of ours, by the names that it has there."""
    lists = re.findall(rf"\b(?:FROM|JOIN|UPDATE)\s+({ITEM}(?:\s*,\s*{ITEM})*)", words)
    items = [item.split() for one in lists for item in one.split(",")]
    return Counter(item[-1] for item in items if item[0] in tables())


def names_workspace(words: str, table: str) -> bool:
    """Tell whether rows are put into a table with their workspace."""
    return bool(re.search(rf"INSERT INTO {table}\s*\((?:[^)]*\W)?workspace\W", words))


def held_names(words: str, places: Counter[str]) -> Counter[str]:
    """Return how many conditions hold each name to a workspace; one that equals another that is held is held, too."""
    if len(places) == 1:
        # Hand-written statements over one table name its columns alone.
        words = re.sub(r"(WHERE|AND|(?<!%)\()\s*workspace\b", rf"\1 {next(iter(places))}.workspace", words)
    # SQLite's way to return values names columns alone, too.
    words = re.sub(r"FROM (\w+) WHERE workspace\b", r"FROM \1 WHERE \1.workspace", words)
    held = Counter(re.findall(rf"(\w+)\.workspace(?:\s*=|\s+IN)\s*{VALUE}", words))
    held.update(re.findall(rf"{VALUE}\s*=\s*(\w+)\.workspace\b", words))
    pairs = re.findall(r"(\w+)\.workspace\s*=\s*(\w+)\.workspace\b", words)
    both_ways = [*pairs, *((other, one) for one, other in pairs)]
    for _ in pairs:
        held.update({one: places[one] for one, other in both_ways if held[other] and not held[one]})
    return held


def asked_by(frame: FrameType | None) -> str:
    """Return the function of ours that asked, as `store.outbox.close`; nothing where a test itself did."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        inside = path.relative_to(HOUSE) if path.is_relative_to(HOUSE) else Path("outside")
        if inside.parts[0] == "tests" or "migrations" in inside.parts:
            return ""
        if inside.parts[0] in ROOMS and inside.as_posix() not in WAYS:
            return f"{'.'.join(inside.with_suffix('').parts)}.{frame.f_code.co_name}"
        frame = frame.f_back
    return ""


@contextmanager
def watching(database: Database, listed: Container[str] = OVER_ALL) -> Iterator[dict[str, str]]:
    """Yield what of ours goes over all workspaces meanwhile and is not listed: the function that asked, with its statement."""
    found: dict[str, str] = {}

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if unbounded(statement):
            function = asked_by(sys._getframe(1))
            if function and function not in listed:
                found[function] = statement

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
