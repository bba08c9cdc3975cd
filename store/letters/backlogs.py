"""How the outbox stands: what waits in it, and what was set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from store.outbox import waits
from store.tables import IS_CLOSED, LetterRow, LetterState, WorkspaceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits in the outbox and what was set aside, since when the first of it is due, and when a worker was last at work."""

    waiting: int
    parked: int
    due_since: datetime | None
    ticked_at: datetime | None


def parked_lately(session: Session, since: datetime, limit: int) -> tuple[tuple[LetterRow, ...], int]:
    """Return the letters that were set aside since a time, the latest first, and how many there are in all."""
    lately = (col(LetterRow.state) == LetterState.PARKED, col(LetterRow.closed_at) >= since)
    rows = session.exec(
        select(LetterRow, func.count().over())
        .where(*lately)
        .order_by(col(LetterRow.closed_at).desc(), col(LetterRow.id).desc())
        .limit(limit)
    ).all()
    return tuple(row for row, _ in rows), rows[0][1] if rows else 0


def counts(session: Session) -> dict[LetterState, int]:
    """Return how many letters there are in each state."""
    rows = session.exec(select(LetterRow.state, func.count()).group_by(col(LetterRow.state)))
    return {LetterState(state): count for state, count in rows}


def unsent(session: Session, states: Sequence[LetterState], most: int) -> tuple[LetterRow, ...]:
    """Return the letters in some states, the oldest first."""
    asked = select(LetterRow).where(col(LetterRow.state).in_(states)).order_by(col(LetterRow.id)).limit(most)
    return tuple(session.exec(asked))


def backlog(session: Session) -> Backlog:
    """Return how the outbox of all workspaces stands: one query, each part of it answered by an index."""
    waiting = select(func.count()).where(waits(LetterRow)).scalar_subquery()
    due_since = select(func.min(LetterRow.due_at)).where(waits(LetterRow)).scalar_subquery()
    set_aside = (col(LetterRow.state) == LetterState.PARKED, IS_CLOSED)
    parked = select(func.count()).select_from(LetterRow).where(*set_aside).scalar_subquery()
    ticked_at = select(func.max(WorkspaceRow.ticked_at)).scalar_subquery()
    found = session.exec(select(waiting, parked, due_since, ticked_at)).one()
    return Backlog(waiting=found[0], parked=found[1], due_since=found[2], ticked_at=found[3])
