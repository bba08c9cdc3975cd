"""Schedules in and out of their table."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import String, bindparam, cast, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select, update

from rules.ceremonies.calendar import HoldingTime
from rules.ceremonies.ceremonies import Schedule
from rules.ceremonies.holdings import begins_at
from rules.ceremony_names import Ceremony
from store.ceremonies.ceremony_tables import ScheduleRow
from store.ceremonies.due import MOST_DUE, DueSchedule
from store.ceremonies.holdings import of_ceremony
from store.mapping import asked_of, columns_of, fact_of, where
from store.prepared import Prepared, within

# Whatever is done with a holding asks for its schedule, and a holding that begins takes it and keeps its next day.
MINE = where(ScheduleRow, "channel", "ceremony")
ONE = Prepared(select_columns(*asked_of(ScheduleRow, Schedule)).where(*MINE))
TAKEN = Prepared(
    select_columns(*asked_of(ScheduleRow, Schedule), col(ScheduleRow.next_day))
    .where(*MINE, col(ScheduleRow.next_at) <= bindparam("now"))
    .with_for_update(skip_locked=True)
)
KEPT_NEXT = Prepared(
    update(ScheduleRow).where(*MINE).values(next_day=bindparam("next_day"), next_at=bindparam("next_at"))
)


@dataclass(frozen=True, slots=True)
class ScheduleAhead:
    """A schedule, and the local day that is its next one; None while it is paused or nothing is in sight."""

    schedule: Schedule
    next_day: date | None


def schedule(session: Session, channel: str, ceremony: Ceremony) -> Schedule | None:
    """Return the schedule of a ceremony in a channel, if there is one."""
    row = ONE.one(session, within(session, channel=channel, ceremony=ceremony))
    return schedule_of(row) if row else None


def next_day(session: Session, channel: str, ceremony: Ceremony) -> date | None:
    """Return the next local day of a schedule, None where there is none in sight."""
    mine = select(col(ScheduleRow.next_day)).where(*of_ceremony(ScheduleRow, channel, ceremony))
    return session.exec(mine).one_or_none()


def schedules_of(session: Session, channel: str) -> tuple[Schedule, ...]:
    """Return the schedules of a channel, in the order of the ceremonies."""
    rows = session.exec(select(ScheduleRow).where(ScheduleRow.channel == channel))
    found = {row.ceremony: schedule_of(row) for row in rows}
    return tuple(found[ceremony] for ceremony in Ceremony if ceremony in found)


def channels_held(session: Session) -> tuple[str, ...]:
    """Return the channels in which a ceremony is held that is not paused."""
    held = select(col(ScheduleRow.channel)).where(~col(ScheduleRow.paused)).distinct()
    return tuple(session.exec(held.order_by(col(ScheduleRow.channel))))


def ahead_of(session: Session, user: str, limit: int) -> tuple[ScheduleAhead, ...]:
    """Return the schedules that expect somebody and have a next day, the next one first."""
    named = cast(col(ScheduleRow.expected), String)
    expects = or_(named == "[]", named.contains(f'"{user}"', autoescape=True))
    ahead = select(ScheduleRow).where(
        col(ScheduleRow.next_at).is_not(None), ~col(ScheduleRow.paused), expects
    )
    rows = session.exec(ahead.order_by(col(ScheduleRow.next_at), col(ScheduleRow.channel)).limit(limit))
    return tuple(ScheduleAhead(schedule_of(row), row.next_day) for row in rows)


def lock_schedule(session: Session, channel: str, ceremony: Ceremony) -> ScheduleAhead | None:
    """Return a schedule that nobody else can change until this transaction ends, if there is one."""
    mine = select(ScheduleRow).where(*of_ceremony(ScheduleRow, channel, ceremony))
    row = session.exec(mine.with_for_update()).one_or_none()
    return ScheduleAhead(schedule_of(row), row.next_day) if row else None


def take_schedule(session: Session, due: DueSchedule, now: datetime) -> ScheduleAhead | None:
    """Return a schedule that is due, locked; None if another worker has it or it is due no longer."""
    mine = within(session, channel=due.channel, ceremony=due.ceremony)
    row = TAKEN.one(session, {**mine, "now": now})
    return ScheduleAhead(schedule_of(row), row.next_day) if row else None


def keep_schedule(session: Session, kept: Schedule, following: HoldingTime | None) -> None:
    """Keep a schedule, new or known, with its next holding."""
    columns = columns_of(kept) | {"at": kept.at.isoformat("minutes")}
    next_at = begins_at(kept.ceremony, following.starts_at) if following else None
    next_day = following.day if following else None
    workspace = session.info["workspace"]
    session.merge(ScheduleRow(workspace=workspace, next_day=next_day, next_at=next_at, **columns))
    session.flush()


def keep_next(session: Session, kept: Schedule, following: HoldingTime | None) -> None:
    """Keep which holding of a known schedule is its next one."""
    mine = within(session, channel=kept.channel, ceremony=kept.ceremony)
    next_at = begins_at(kept.ceremony, following.starts_at) if following else None
    KEPT_NEXT.execute(session, {**mine, "next_day": following.day if following else None, "next_at": next_at})


def remove_schedule(session: Session, removed: Schedule) -> None:
    """Forget a schedule; what was held stays."""
    mine = of_ceremony(ScheduleRow, removed.channel, removed.ceremony)
    session.exec(delete(ScheduleRow).where(*mine))


def due_schedules(session: Session, now: datetime) -> list[DueSchedule]:
    """Return the schedules of all workspaces whose next holding begins, the longest due first."""
    named = select_columns(col(ScheduleRow.workspace), col(ScheduleRow.channel), col(ScheduleRow.ceremony))
    query = named.where(col(ScheduleRow.next_at) <= now).order_by(col(ScheduleRow.next_at))
    return [DueSchedule(*row) for row in session.execute(query.limit(MOST_DUE))]


def schedule_of(row: Any) -> Schedule:
    """Return the schedule of a row."""
    return fact_of(Schedule, row, at=time.fromisoformat(row.at))
