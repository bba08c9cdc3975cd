"""The one runner of what the clock does: rows that are due, each done in a transaction of its own."""

import logging
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlmodel import Session

from flows.desk import Desk
from store.database import BUT, Database
from store.installing import installations

logger = logging.getLogger(__name__)
# A holding passes its phases in at most so many rounds, however long the clock stood still.
MOST_ROUNDS = 10
# On SQLite so many rows share a commit, and with it one wait for the disk: whoever writes meanwhile waits for no more.
SHARE_COMMIT = 32
# On PostgreSQL so many lanes are done side by side, each in a connection of its own.
SIDE_BY_SIDE = 4
DeskFor = Callable[[str], Desk | None]


class DueRow(Protocol):
    """What is due, by the names that lead to its row."""

    @property
    def workspace(self) -> str:
        """Return the workspace it belongs to."""


Row = TypeVar("Row", bound=DueRow)


@dataclass(frozen=True, slots=True)
class DueKind(Generic[Row]):
    """One kind of what comes due: how its rows are found in all workspaces, how one of them is done, and what it is, in words.

    `do` opens the transaction, and returns what was done: nothing where another worker does it. Where that is one
    transaction and nothing beside it, `lane` says which rows are done one after the other; others need not wait for them.
    `of_left` tells whether it is due in workspaces too that Slack has taken us out of.
    """

    find: Callable[[Session, datetime], Iterable[Row]]
    do: Callable[[Desk, Row, datetime], int]
    words: Callable[[Row], str]
    lane: Callable[[Row], Hashable] | None = None
    of_left: bool = False

    def done(self, desk: Desk, row: Row, now: datetime) -> int | None:
        """Do one row; what fails is logged, and None."""
        try:
            return self.do(desk, row, now)
        except Exception:
            logger.exception("%s could not be done; the next tick tries again", self.words(row))
            return None


@dataclass(frozen=True, slots=True)
class DueTask(Generic[Row]):
    """A row that is due in a workspace that has a desk."""

    desk: Desk
    row: Row


# Rows as they were tried, each with what was done, or None where it failed.
Tried = Iterable[tuple[DueTask[Any], int | None]]


def run_due(kinds: Sequence[DueKind[Any]], database: Database, desk_for: DeskFor, now: datetime) -> int:
    """Do all that is due in the workspaces that have a desk, round after round, since one row may make another due.

    Returns how much was done. What fails is logged and left for the next tick, and keeps nothing else waiting.
    """
    done, failed = 0, set[tuple[DueKind[Any], DueRow]]()
    for _ in range(MOST_ROUNDS):
        before = done
        for kind, rows in all_due(kinds, database, now):
            due = [
                DueTask(desk, row)
                for row in rows
                if (desk := desk_for(row.workspace)) and (kind, row) not in failed
            ]
            for task, number in tried(kind, database, due, now):
                done += number or 0
                if number is None:
                    failed.add((kind, task.row))
        if done == before:
            break
    return done


def tried(kind: DueKind[Any], database: Database, due: Sequence[DueTask[Any]], now: datetime) -> Tried:
    """Yield the rows of one kind as they are tried: where they may, some at once."""
    if kind.lane is None:
        return ((task, kind.done(task.desk, task.row, now)) for task in due)
    if database.is_sqlite:
        return sharing_commits(kind, database, due, now)
    return side_by_side(kind, due, now)


def sharing_commits(
    kind: DueKind[Any], database: Database, due: Sequence[DueTask[Any]], now: datetime
) -> Tried:
    """Yield rows, some of which share a commit; one that fails is taken back alone."""
    for start in range(0, len(due), SHARE_COMMIT):
        some = due[start : start + SHARE_COMMIT]
        numbers: list[int | None] = [None] * len(some)
        try:
            with database.sharing_commit():
                done = [kind.done(task.desk, task.row, now) for task in some]
            numbers = done
        except Exception:
            logger.exception("what is due was not kept, %s first", kind.words(some[0].row))
        yield from zip(some, numbers, strict=True)


def side_by_side(kind: DueKind[Any], due: Sequence[DueTask[Any]], now: datetime) -> Tried:
    """Yield rows, done lane beside lane; those of one lane keep their order."""
    lanes: dict[Hashable, list[DueTask[Any]]] = {}
    for task in due:
        lane = kind.lane(task.row) if kind.lane else None
        lanes.setdefault((task.row.workspace, lane), []).append(task)

    def through(lane: list[DueTask[Any]]) -> list[tuple[DueTask[Any], int | None]]:
        return [(task, kind.done(task.desk, task.row, now)) for task in lane]

    if len(lanes) < 2:
        return (one for lane in lanes.values() for one in through(lane))
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(lanes)), thread_name_prefix="due") as pool:
        return [one for lane in pool.map(through, lanes.values()) for one in lane]


def all_due(
    kinds: Sequence[DueKind[Any]], database: Database, now: datetime
) -> Iterator[tuple[DueKind[Any], tuple[DueRow, ...]]]:
    """Yield the rows that are due, kind by kind, in the order of the kinds.

    In workspaces that Slack has taken us out of nothing is looked for, so that it takes the place of nothing else.
    """
    with database.look_everywhere() as session:
        left = installations.left(session)
        found = [(kind, tuple(due_rows(kind, session, now, () if kind.of_left else left))) for kind in kinds]
    yield from found


def due_rows(kind: DueKind[Any], session: Session, now: datetime, but: tuple[str, ...]) -> Iterable[DueRow]:
    """Return what of a kind is due, but in some workspaces."""
    session.info[BUT] = but
    return kind.find(session, now)
