"""The rows in which something waits for somebody, found without reading the others."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, true
from sqlmodel import Session, col, or_, select

from rules.experiments.experiment import Experiment, Stage
from rules.experiments.follow_ups import FollowUp
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.experiments import state_of
from store.experiments.follow_up_tables import FollowUpRow
from store.experiments.follow_ups import follow_up_of, still_open

AT_ONCE = 500


def awaiting(
    session: Session, stages: Sequence[Stage], user: str = "", *, decides: bool = True
) -> Iterator[Experiment]:
    """Yield the experiments in one of these stages, or, for one person who decides nothing, theirs; and those that somebody,
    or that one person, is asked to own."""
    wish = col(ExperimentRow.asked) == user if user else col(ExperimentRow.asked) != ""
    staged = col(ExperimentRow.stage).in_(stages)
    mine = or_(wish, staged if decides else and_(staged, col(ExperimentRow.owner) == user))
    for row in session.exec(select(ExperimentRow).where(mine)).yield_per(AT_ONCE):
        yield state_of(row)


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
        .where(*still_open(), or_(to_do, is_done) if with_findings else to_do)
        .order_by(col(FollowUpRow.number))
    )
    return tuple((follow_up_of(row), state_of(of) if of else None) for row, of in rows)


def owned(session: Session, owner: str, stages: Sequence[Stage]) -> tuple[Experiment, ...]:
    """Return the experiments of an owner that are in one of these stages."""
    mine = (col(ExperimentRow.owner) == owner, col(ExperimentRow.stage).in_(stages))
    rows = session.exec(select(ExperimentRow).where(*mine).order_by(col(ExperimentRow.number)))
    return tuple(state_of(row) for row in rows)
