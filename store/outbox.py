"""The outbox: letters wait here from the transaction that owes them until Slack has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select

from store.tables import LetterRow, LetterState

CLAIM_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One letter that the postman has taken on; `attempts` counts this one."""

    id: int
    workspace: str
    lane: str
    kind: str
    facts: dict[str, Any]
    attempts: int
    created_at: datetime


def put(
    session: Session, *, lane: str, kind: str, facts: dict[str, Any], now: datetime, once: bool = False
) -> None:
    """Owe a letter; with `once`, the same letter still waiting in its lane is enough."""
    kept = to_jsonable_python(facts)
    if once and is_waiting(session, lane, kind, kept):
        return
    session.add(
        LetterRow(lane=lane, kind=kind, facts=kept, state=LetterState.WAITING, due_at=now, created_at=now)
    )


def is_waiting(session: Session, lane: str, kind: str, facts: dict[str, Any]) -> bool:
    """Tell whether the same letter waits in its lane and nobody has taken it on; `facts` as JSON keeps them."""
    waiting = select(LetterRow).where(
        LetterRow.lane == lane,
        LetterRow.state == LetterState.WAITING,
        LetterRow.kind == kind,
        col(LetterRow.claimed_until).is_(None),
    )
    # A letter that is locked or claimed is on its way with yesterday's state: it is not enough.
    return any(row.facts == facts for row in session.exec(waiting.with_for_update(skip_locked=True)))


def claim(session: Session, now: datetime, *, of: Sequence[str] | None = None) -> Errand | None:
    """Take on the next letter that is due and first in its lane; nobody else gets it for a minute.

    `of` are the workspaces whose letters may be taken; without them, those of all.
    """
    earlier = aliased(LetterRow)
    ahead = select(earlier.id).where(
        earlier.workspace == LetterRow.workspace,
        earlier.lane == LetterRow.lane,
        earlier.state == LetterState.WAITING,
        col(earlier.id) < col(LetterRow.id),
    )
    free = col(LetterRow.claimed_until).is_(None) | (col(LetterRow.claimed_until) < now)
    due = (LetterRow.state == LetterState.WAITING, LetterRow.due_at <= now, free, ~ahead.exists())
    ours = () if of is None else (col(LetterRow.workspace).in_(of),)
    first = select(LetterRow).where(*due, *ours).order_by(col(LetterRow.due_at), col(LetterRow.id)).limit(1)
    row = session.exec(first.with_for_update(skip_locked=True, of=LetterRow)).one_or_none()
    if row is None:
        return None
    row.claimed_until = now + timedelta(seconds=CLAIM_SECONDS)
    row.attempts += 1
    session.add(row)
    return errand_of(row)


def errand_of(row: LetterRow) -> Errand:
    """Return the errand of a letter."""
    return Errand(
        id=int(row.id or 0),
        workspace=row.workspace,
        lane=row.lane,
        kind=row.kind,
        facts=dict(row.facts),
        attempts=row.attempts,
        created_at=row.created_at,
    )


def close(session: Session, letter: int, state: LetterState, now: datetime, problem: str = "") -> None:
    """Record that a letter was sent, or parked with the problem that nobody but a person can solve."""
    row = session.exec(select(LetterRow).where(LetterRow.id == letter)).one()
    row.state, row.closed_at, row.problem, row.claimed_until = state, now, problem, None
    session.add(row)


def defer(session: Session, letter: int, until: datetime, problem: str) -> None:
    """Record that a letter must be tried again, not before a time."""
    row = session.exec(select(LetterRow).where(LetterRow.id == letter)).one()
    row.due_at, row.problem, row.claimed_until = until, problem, None
    session.add(row)


def counts(session: Session) -> dict[LetterState, int]:
    """Return how many letters there are in each state."""
    rows = session.exec(select(LetterRow.state, func.count()).group_by(col(LetterRow.state)))
    return {LetterState(state): count for state, count in rows}


def forget_sent(session: Session, before: datetime) -> None:
    """Remove letters that were sent before a time."""
    old = (col(LetterRow.state) == LetterState.SENT, col(LetterRow.closed_at) < before)
    session.exec(delete(LetterRow).where(*old))
