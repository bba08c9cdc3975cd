"""The journals of two workspaces never meet: each function of the seals and the subtrees over them reads and changes its own alone."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from flows.desk import Desk
from flows.journal import sealing, verification
from rules.journal import merkle
from rules.journal.heads import Head
from store.database import Database
from store.journal import seals, subtrees
from store.postings import Posting
from tests import stories
from tests.backends import contents
from tests.rules.sealing import line
from tests.stories import NOW

TODAY = NOW.date()
HEAD = Head(99, "ab" * 32)
MODULES = (seals, subtrees)


def seal_and_grow(session: Session) -> None:
    """Seal more, and keep the subtrees over that."""
    for place in range(seals.last(session) + 1, 33):
        seals.add(session, 1000 + place, line(place), merkle.leaf_of(b""), b"head")
    session.flush()
    subtrees.grow(session, 32)


READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    seals.beyond: lambda session: seals.beyond(session, "EXP-1", 2),
    seals.about: lambda session: seals.about(session, "EXP-1"),
    seals.every: lambda session: list(seals.every(session)),
    seals.is_waiting: lambda session: seals.is_waiting(session, "EXP-2"),
    seals.last_about: lambda session: seals.last_about(session, ["EXP-1", "EXP-2"]),
    seals.last_posted: seals.last_posted,
    seals.last: seals.last,
    seals.lock: lambda session: seals.lock(session, TODAY),
    seals.posted: seals.posted,
    seals.standing: seals.standing,
    seals.strangers: seals.strangers,
    seals.unsealed: seals.unsealed,
    seals.waiting: lambda session: [entry.detail for _, entry in seals.waiting(session, 99)],
    subtrees.every: lambda session: list(subtrees.every(session)),
    subtrees.hashes: lambda session: [subtrees.hashes(session, height, range(20)) for height in (0, 4)],
    subtrees.kept_up_to: subtrees.kept_up_to,
    subtrees.members: lambda session: [subtrees.members(session, height, [0, 1], 99) for height in (0, 4)],
    subtrees.tree: lambda session: subtrees.tree(session, 20, [1, 17]),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    seals.add: lambda session: seals.add(session, 99, line(99), b"leaf", b"head"),
    seals.keep_posted: lambda session: seals.keep_posted(session, HEAD, Posting("C9", "9.9"), NOW),
    seals.save: lambda session: seals.save(session, seals.JournalStanding(merkle.Tree(), 7, TODAY)),
    seals.wait_no_more: lambda session: seals.wait_no_more(session, range(99)),
    subtrees.grow: seal_and_grow,
}
# The clock's alone, in a session over all workspaces; and the shapes of queries.
EVERYWHERE = {seals.due, seals.plain_columns, seals.seals_and_entries}


def fill(desk: Desk, title: str) -> None:
    """Leave sealed and waiting entries, and a posted head."""
    stories.in_review(desk, title=title)
    sealing.seal(desk, NOW)
    sealing.keep_posted(desk, verification.verify(desk).head, Posting("C1", "1.1"), NOW)
    stories.proposed(desk, title=title)


def rows_of(database: Database, workspace: str) -> list[str]:
    """Return every row of a workspace."""
    return [
        repr((table, row)) for table, rows in contents(database).items() for row in rows if workspace in row
    ]


def test_every_function_of_the_seals_has_its_line_here() -> None:
    there = {
        function
        for module in MODULES
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "session" in inspect.signature(function).parameters
    }
    assert there == {*READS, *WRITES, *EVERYWHERE}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    with desk.begin() as session:
        alone = {read.__name__: ask(session) for read, ask in READS.items()}
    fill(other_desk, "theirs")
    with desk.begin() as session:
        assert {read.__name__: ask(session) for read, ask in READS.items()} == alone


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_no_change_of_ours_shows_in_another_workspace(
    desk: Desk, other_desk: Desk, write: Callable[..., Any]
) -> None:
    fill(desk, "ours")
    fill(other_desk, "theirs")
    theirs, ours = rows_of(desk.database, other_desk.workspace), rows_of(desk.database, desk.workspace)
    with desk.begin() as session:
        WRITES[write](session)
    assert rows_of(desk.database, other_desk.workspace) == theirs
    assert rows_of(desk.database, desk.workspace) != ours


def test_the_clock_is_told_of_every_workspace_in_which_something_waits(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    fill(other_desk, "theirs")
    sealing.seal(other_desk, NOW)
    with desk.database.look_everywhere() as session:
        assert seals.due(session) == (desk.workspace, other_desk.workspace)
