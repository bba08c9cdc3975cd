"""The one runner of what the clock does: rows that are due, each done in a transaction of its own."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
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

    `do` opens the transaction, and returns what was done: nothing where another worker does it. `of_left` tells whether it is
    due in workspaces too that Slack has taken us out of.
    """

    find: Callable[[Session, datetime], Iterable[Row]]
    do: Callable[[Desk, Row, datetime], int]
    words: Callable[[Row], str]
    of_left: bool = False


def run_due(kinds: Sequence[DueKind[Any]], database: Database, desk_for: DeskFor, now: datetime) -> int:
    """Do all that is due in the workspaces that have a desk, round after round, since one row may make another due.

    Returns how much was done. What fails is logged and left for the next tick, and keeps nothing else waiting.
    """
    done, failed = 0, set[tuple[DueKind[Any], DueRow]]()
    for _ in range(MOST_ROUNDS):
        before = done
        for kind, row in all_due(kinds, database, now):
            desk = desk_for(row.workspace)
            if desk is None or (kind, row) in failed:
                continue
            try:
                done += kind.do(desk, row, now)
            except Exception:
                logger.exception("%s could not be done; the next tick tries again", kind.words(row))
                failed.add((kind, row))
        if done == before:
            break
    return done


def all_due(
    kinds: Sequence[DueKind[Any]], database: Database, now: datetime
) -> Iterator[tuple[DueKind[Any], DueRow]]:
    """Yield every row that is due with its kind, in the order of the kinds.

    In workspaces that Slack has taken us out of nothing is looked for, so that it takes the place of nothing else.
    """
    with database.look_everywhere() as session:
        left = installations.left(session)
        found = [(kind, tuple(due_rows(kind, session, now, () if kind.of_left else left))) for kind in kinds]
    return ((kind, row) for kind, rows in found for row in rows)


def due_rows(kind: DueKind[Any], session: Session, now: datetime, but: tuple[str, ...]) -> Iterable[DueRow]:
    """Return what of a kind is due, but in some workspaces."""
    session.info[BUT] = but
    return kind.find(session, now)
