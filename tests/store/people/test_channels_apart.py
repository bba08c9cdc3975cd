"""Channels and erasures of two workspaces never meet: each function of their rooms is tried against another workspace."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from rules.people.viewing import ChannelFound, Viewer
from store.every_table import METADATA
from store.people import channels, erasures, homes
from tests.backends import contents
from tests.stories import ANA, BEN, CLARA, IVAN, NOW

SECRET, OTHER = "C0SECRET", "C0OTHER"
LATER = NOW + timedelta(hours=1)


def fill(desk: Desk, *people: str) -> None:
    """Leave a private channel with some people in a workspace."""
    with desk.begin() as session:
        channels.is_new(session, SECRET, NOW)
        erasures.keep_erasure(session, CLARA, ANA, NOW)
        homes.keep_opened(session, CLARA, NOW)
        channels.keep_channel(session, SECRET, ChannelFound(is_private=True, people=frozenset(people)))


READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    channels.hidden_from: lambda session: [
        channels.hidden_from(session, Viewer(user)) for user in (ANA, BEN, CLARA, "")
    ],
    channels.inside: lambda session: [
        channels.inside(session, one, [ANA, BEN, CLARA]) for one in (SECRET, OTHER)
    ],
    erasures.erased_among: lambda session: [erasures.erased_among(session, [ANA, BEN])],
    erasures.of_person: lambda session: [len(erasures.of_person(session, METADATA.tables["homes"], ANA))],
    erasures.rows_naming: lambda session: list(erasures.rows_naming(session, METADATA, ANA)),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    channels.is_new: lambda session: channels.is_new(session, OTHER, NOW),
    channels.join: lambda session: channels.join(session, SECRET, IVAN),
    channels.leave: lambda session: channels.leave(session, SECRET, [ANA, BEN]),
    channels.take_look: lambda session: channels.take_look(session, SECRET, NOW, LATER),
    erasures.keep_erasure: lambda session: erasures.keep_erasure(session, BEN, ANA, NOW),
    erasures.lift_erasure: lambda session: erasures.lift_erasure(session, CLARA),
    erasures.erase_rows: lambda session: erasures.erase_rows(session, METADATA, CLARA),
    channels.keep_channel: lambda session: channels.keep_channel(
        session, SECRET, ChannelFound(is_private=False)
    ),
}
# The clock's: it looks for channels in all workspaces.
EVERYWHERE = {channels.due_looks}


def rows_of(desk: Desk) -> dict[str, list[Any]]:
    """Return every row of a desk's workspace, by table."""
    return {
        table: [row for row in rows if desk.workspace in row]
        for table, rows in contents(desk.database).items()
    }


def test_every_function_of_these_rooms_has_its_line_here() -> None:
    there = {
        function
        for module in (channels, erasures)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "session" in inspect.signature(function).parameters
    }
    assert {one.__qualname__ for one in there} == {one.__qualname__ for one in {*READS, *WRITES, *EVERYWHERE}}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, ANA)
    with desk.look() as session:
        alone = {function: read(session) for function, read in READS.items()}
    fill(other_desk, BEN)
    with desk.look() as session:
        assert {function: read(session) for function, read in READS.items()} == alone
    assert alone[channels.inside] == [{ANA}, {ANA, BEN, CLARA}]
    assert alone[channels.hidden_from] == [frozenset(), {SECRET}, {SECRET}, {SECRET}]


def test_no_change_of_ours_shows_in_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, ANA)
    fill(other_desk, BEN)
    theirs = rows_of(other_desk)
    for function, write in WRITES.items():
        ours = rows_of(desk)
        with desk.begin() as session:
            write(session)
        assert rows_of(other_desk) == theirs, function
        assert rows_of(desk) != ours, function


def test_the_clock_finds_the_channels_of_all_workspaces(desk: Desk, other_desk: Desk) -> None:
    fill(desk, ANA)
    fill(other_desk, BEN)
    with desk.database.look_everywhere() as session:
        found = channels.due_looks(session, NOW)
    assert sorted((one.workspace, one.channel) for one in found) == [
        (one.workspace, SECRET) for one in (desk, other_desk)
    ]
