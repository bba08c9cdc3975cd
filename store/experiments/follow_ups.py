"""Follow-ups of decisions in and out of their table, and what they hold from promotion."""

from datetime import datetime

from sqlmodel import Session, select

from rules.experiments.follow_ups import FollowUp
from rules.refusals import Refused
from store.experiments.follow_up_tables import FollowUpRow
from store.mapping import fact_of

NO_FOLLOW_UP = "This follow-up is no longer there."


def get_follow_up(session: Session, number: int) -> FollowUp:
    """Return a follow-up; refuse an unknown one."""
    return existing_follow_up(
        session.exec(select(FollowUpRow).where(FollowUpRow.number == number)).one_or_none()
    )


def lock_follow_up(session: Session, number: int) -> FollowUp:
    """Return a follow-up that nobody else can change until this transaction ends; refuse an unknown one."""
    mine = select(FollowUpRow).where(FollowUpRow.number == number)
    return existing_follow_up(session.exec(mine.with_for_update()).one_or_none())


def existing_follow_up(row: FollowUpRow | None) -> FollowUp:
    """Return the follow-up of a row that should be there."""
    if row is None or not row.task:
        raise Refused(NO_FOLLOW_UP)
    return follow_up_of(row)


def keep_done(session: Session, number: int, by: str, now: datetime) -> FollowUp:
    """Keep that a follow-up is done; nobody is reminded of it any more."""
    row = session.exec(select(FollowUpRow).where(FollowUpRow.number == number)).one()
    row.done_by, row.done_at, row.remind_at = by, now, None
    session.add(row)
    session.flush()
    return follow_up_of(row)


def keep_lifted(session: Session, number: int, finding: str, by: str, now: datetime) -> FollowUp:
    """Keep with which finding a hold was lifted; with it the follow-up ends, done before or not."""
    row = session.exec(select(FollowUpRow).where(FollowUpRow.number == number)).one()
    row.finding, row.lifted_by, row.lifted_at = finding, by, now
    if row.done_at is None:
        row.done_by, row.done_at, row.remind_at = by, now, None
    session.add(row)
    session.flush()
    return follow_up_of(row)


def follow_up_of(row: FollowUpRow) -> FollowUp:
    """Return the follow-up of a row."""
    return fact_of(FollowUp, row, number=int(row.number or 0), experiment=row.experiment or 0)
