"""The rows in which something waits for somebody, found without reading the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import and_, true, union
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from rules.experiments.experiment import Experiment, Stage
from rules.experiments.follow_ups import FollowUp
from store.experiments.experiment_tables import SOMEBODY_ASKED, ExperimentRow
from store.experiments.experiments import state_of
from store.experiments.follow_up_tables import OPEN, FollowUpRow
from store.experiments.follow_ups import follow_up_of

AT_ONCE = 500


def awaiting(
    session: Session, stages: Sequence[Stage], user: str = "", *, decides: bool = True
) -> Iterator[Experiment]:
    """Yield the experiments in one of these stages, or, for one person who decides nothing, theirs; and those that somebody
    is asked to own, of one person those alone that they are asked to own, or own."""
    wished = select(ExperimentRow.number).where(SOMEBODY_ASKED)
    seated = select(ExperimentRow.number).where(col(ExperimentRow.stage).in_(stages))
    if user:
        wished = wished.where(or_(col(ExperimentRow.asked) == user, col(ExperimentRow.owner) == user))
    if not decides:
        seated = seated.where(ExperimentRow.owner == user)
    # Each half has its index; asked for in one breath, neither database would use them.
    found = union(seated, wished).subquery()
    mine = select_columns(col(ExperimentRow.state), col(ExperimentRow.facts)).where(
        col(ExperimentRow.number).in_(select_columns(found.c.number))
    )
    # Of a thousand rows no objects are made.
    for state, facts in session.execute(mine).yield_per(AT_ONCE):
        yield replace(state, facts=facts)


def open_follow_ups(
    session: Session, owner: str = "", *, with_findings: bool = True
) -> tuple[tuple[FollowUp, Experiment | None], ...]:
    """Return the follow-ups that are to be done, by everybody or by one person, and, `with_findings`, those whose hold
    awaits one; each with its experiment."""
    is_done = col(FollowUpRow.done_at).is_not(None)
    to_do = and_(~is_done, col(FollowUpRow.owner) == owner if owner else true())
    rows = session.exec(
        select(FollowUpRow, ExperimentRow)
        .outerjoin(ExperimentRow, col(ExperimentRow.number) == col(FollowUpRow.experiment))
        .where(OPEN, or_(to_do, is_done) if with_findings else to_do)
        .order_by(col(FollowUpRow.number))
    )
    return tuple((follow_up_of(row), state_of(of) if of else None) for row, of in rows)


def owned(session: Session, owner: str, stages: Sequence[Stage]) -> tuple[Experiment, ...]:
    """Return the experiments of an owner that are in one of these stages."""
    mine = (col(ExperimentRow.owner) == owner, col(ExperimentRow.stage).in_(stages))
    rows = session.exec(select(ExperimentRow).where(*mine).order_by(col(ExperimentRow.number)))
    return tuple(state_of(row) for row in rows)
