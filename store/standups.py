"""Check-ins, whom to ask when, and who is away, in and out of their tables."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from rules.absences import Absence
from rules.ceremonies import Ceremony, Holding, Occurrence, Schedule, Standing
from rules.standups import CheckIn
from store.ceremonies import occurrence_of, schedule_of
from store.ceremony_tables import OccurrenceRow, ScheduleRow
from store.once import add_once
from store.postings import Posting
from store.standup_tables import AbsenceRow, AskRow, CheckInRow

MOST_DUE = 5000
MOST_OPEN = 1000


@dataclass(frozen=True, slots=True)
class Ask:
    """One person to be asked by message for the standup of a channel on a day."""

    workspace: str
    channel: str
    day: date
    user: str


def schedules(session: Session) -> tuple[Schedule, ...]:
    """Return the standups of all channels."""
    mine = select(ScheduleRow).where(ScheduleRow.ceremony == Ceremony.STANDUP)
    return tuple(schedule_of(row) for row in session.exec(mine.order_by(col(ScheduleRow.channel))))


def open_ones(session: Session) -> tuple[Occurrence, ...]:
    """Return the standups that are open now."""
    mine = (OccurrenceRow.standing == Standing.OPEN, OccurrenceRow.ceremony == Ceremony.STANDUP)
    rows = session.exec(select(OccurrenceRow).where(*mine).limit(MOST_OPEN))
    return tuple(occurrence_of(row) for row in rows)


def check_ins(session: Session, holding: Holding) -> tuple[CheckIn, ...]:
    """Return the check-ins of a standup in the order in which they came."""
    mine = (CheckInRow.channel == holding.channel, CheckInRow.day == holding.day)
    ordered = select(CheckInRow).where(*mine).order_by(col(CheckInRow.at), col(CheckInRow.user))
    return tuple(check_in_of(row) for row in session.exec(ordered))


def check_in(session: Session, holding: Holding, user: str) -> CheckIn | None:
    """Return somebody's check-in of a standup, if there is one."""
    mine = (CheckInRow.channel == holding.channel, CheckInRow.day == holding.day, CheckInRow.user == user)
    row = session.exec(select(CheckInRow).where(*mine)).one_or_none()
    return check_in_of(row) if row else None


def last_check_in(session: Session, holding: Holding, user: str) -> CheckIn | None:
    """Return somebody's last check-in in a channel before a standup's day, if there is one."""
    mine = (CheckInRow.channel == holding.channel, CheckInRow.user == user, CheckInRow.day < holding.day)
    latest = select(CheckInRow).where(*mine).order_by(col(CheckInRow.day).desc()).limit(1)
    row = session.exec(latest).one_or_none()
    return check_in_of(row) if row else None


def last_day(session: Session, holding: Holding, user: str) -> date | None:
    """Return the day of somebody's check-in before the one of a standup, if there is one."""
    return next((day for day in last_days(session, holding, user, 2) if day < holding.day), None)


def last_days(session: Session, holding: Holding, user: str, count: int) -> tuple[date, ...]:
    """Return the days of somebody's last check-ins in a channel up to a standup's day, the newest first."""
    mine = (CheckInRow.channel == holding.channel, CheckInRow.user == user, CheckInRow.day <= holding.day)
    newest = select(CheckInRow).where(*mine).order_by(col(CheckInRow.day).desc()).limit(count)
    return tuple(row.day for row in session.exec(newest))


def keep_check_in(session: Session, holding: Holding, kept: CheckIn) -> None:
    """Keep somebody's check-in of a standup, new or changed."""
    values = {name.name: getattr(kept, name.name) for name in fields(kept)}
    workspace = session.info["workspace"]
    session.merge(CheckInRow(workspace=workspace, channel=holding.channel, day=holding.day, **values))
    session.flush()


def check_in_of(row: CheckInRow) -> CheckIn:
    """Return the check-in of a row."""
    return CheckIn(**{name.name: getattr(row, name.name) for name in fields(CheckIn)})


def plan_ask(session: Session, holding: Holding, user: str, due_at: datetime) -> None:
    """Plan to ask somebody by message at an instant; who was asked for this standup is not asked again."""
    if add_once(session, AskRow(channel=holding.channel, day=holding.day, user=user, due_at=due_at)):
        return
    row = session.exec(select(AskRow).where(*of_ask(holding.channel, holding.day, user))).one()
    if row.due_at is not None:
        row.due_at = due_at
        session.add(row)


def asked_later(session: Session, holding: Holding) -> frozenset[str]:
    """Return who is still to be asked by message for a standup."""
    mine = (AskRow.channel == holding.channel, AskRow.day == holding.day, col(AskRow.due_at).is_not(None))
    return frozenset(session.exec(select(AskRow.user).where(*mine)))


def due_asks(session: Session, now: datetime) -> list[Ask]:
    """Return the people of all workspaces who are to be asked by now, the longest due first."""
    due = select(AskRow).where(col(AskRow.due_at) <= now).order_by(col(AskRow.due_at)).limit(MOST_DUE)
    return [Ask(row.workspace, row.channel, row.day, row.user) for row in session.exec(due)]


def take_ask(session: Session, ask: Ask, now: datetime) -> bool:
    """Take on that somebody is asked now, once; false if another worker does or it is due no longer."""
    mine = (*of_ask(ask.channel, ask.day, ask.user), col(AskRow.due_at) <= now)
    row = session.exec(select(AskRow).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return False
    row.due_at = None
    session.add(row)
    return True


def drop_asks(session: Session, channel: str, user: str) -> None:
    """Forget that somebody was to be asked by message in a channel."""
    mine = (col(AskRow.channel) == channel, col(AskRow.user) == user, col(AskRow.due_at).is_not(None))
    session.exec(delete(AskRow).where(*mine))


def asked_in(session: Session, holding: Holding, user: str) -> Posting | None:
    """Return where the message stands that asked somebody, if it was posted."""
    row = session.exec(select(AskRow).where(*of_ask(holding.channel, holding.day, user))).one_or_none()
    return Posting(row.posted_in, row.ts) if row and row.ts else None


def keep_asked(session: Session, holding: Holding, user: str, posting: Posting) -> None:
    """Keep where the message stands that asked somebody."""
    row = session.exec(select(AskRow).where(*of_ask(holding.channel, holding.day, user))).one()
    row.posted_in, row.ts = posting.channel, posting.ts
    session.add(row)


def of_ask(channel: str, day: date, user: str) -> tuple[Any, ...]:
    """Return the conditions that a row is about asking somebody for a standup."""
    return col(AskRow.channel) == channel, col(AskRow.day) == day, col(AskRow.user) == user


def away(session: Session, now: datetime) -> frozenset[str]:
    """Return who is away at a moment."""
    return frozenset(absences(session, now))


def absences(session: Session, now: datetime) -> dict[str, Absence]:
    """Return the absences at a moment, by user."""
    during = (col(AbsenceRow.since) <= now, col(AbsenceRow.until) > now)
    rows = session.exec(select(AbsenceRow).where(*during).order_by(col(AbsenceRow.until)))
    return {row.user: absence_of(row) for row in rows}


def absence(session: Session, user: str, now: datetime) -> Absence | None:
    """Return somebody's absence at a moment, if they are away."""
    row = current(session, user, now)
    return absence_of(row) if row else None


def keep_absence(session: Session, kept: Absence) -> None:
    """Keep an absence; who is away already is away until the new day instead."""
    row = current(session, kept.user, kept.since)
    if row:
        row.until, row.last_day, row.set_by = kept.until, kept.last_day, kept.set_by
    else:
        row = AbsenceRow(**{name.name: getattr(kept, name.name) for name in fields(kept)})
    session.add(row)
    session.flush()


def end_absence(session: Session, user: str, now: datetime) -> bool:
    """End somebody's absence; tell whether they were away."""
    row = current(session, user, now)
    if row:
        row.until = now
        session.add(row)
    return row is not None


def current(session: Session, user: str, now: datetime) -> AbsenceRow | None:
    """Return the row of somebody's absence at a moment."""
    during = (AbsenceRow.user == user, col(AbsenceRow.since) <= now, col(AbsenceRow.until) > now)
    newest = select(AbsenceRow).where(*during).order_by(col(AbsenceRow.id).desc()).limit(1)
    return session.exec(newest.with_for_update()).one_or_none()


def absence_of(row: AbsenceRow) -> Absence:
    """Return the absence of a row."""
    return Absence(**{name.name: getattr(row, name.name) for name in fields(Absence)})
