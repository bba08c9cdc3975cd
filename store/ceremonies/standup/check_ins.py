"""Check-ins in and out of their table."""

from datetime import date
from typing import Any

from sqlalchemy import and_, true
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from rules.ceremonies.ceremonies import Holding, Schedule, Standing
from rules.ceremonies.standup.check_ins import CheckIn
from rules.ceremony_names import Ceremony, HoldingKey
from store.ceremonies.ceremony_tables import HoldingRow, ScheduleRow
from store.ceremonies.holdings import holding_of
from store.ceremonies.schedules import schedule_of
from store.ceremonies.standup.standup_tables import CheckInRow
from store.mapping import asked_of, columns_of, fact_of, where
from store.prepared import Prepared, within

MOST_OPEN = 1000
OF_STANDUP = Prepared(
    select_columns(*asked_of(CheckInRow, CheckIn))
    .where(*where(CheckInRow, "channel", "day"))
    .order_by(col(CheckInRow.at), col(CheckInRow.user))
)


def schedules(session: Session) -> tuple[Schedule, ...]:
    """Return the standups of all channels."""
    mine = select(ScheduleRow).where(ScheduleRow.ceremony == Ceremony.STANDUP)
    return tuple(schedule_of(row) for row in session.exec(mine.order_by(col(ScheduleRow.channel))))


def open_ones(session: Session) -> tuple[Holding, ...]:
    """Return the standups that are open now."""
    mine = (HoldingRow.standing == Standing.OPEN, HoldingRow.ceremony == Ceremony.STANDUP)
    rows = session.exec(select(HoldingRow).where(*mine).limit(MOST_OPEN))
    return tuple(holding_of(row) for row in rows)


def check_ins_of(session: Session, key: HoldingKey) -> tuple[CheckIn, ...]:
    """Return the check-ins of a standup in the order in which they came."""
    rows = OF_STANDUP.all(session, within(session, channel=key.channel, day=key.day))
    return tuple(check_in_of(row) for row in rows)


def check_in(session: Session, key: HoldingKey, user: str) -> CheckIn | None:
    """Return somebody's check-in of a standup, if there is one."""
    mine = (CheckInRow.channel == key.channel, CheckInRow.day == key.day, CheckInRow.user == user)
    row = session.exec(select(CheckInRow).where(*mine)).one_or_none()
    return check_in_of(row) if row else None


def last_check_in(session: Session, key: HoldingKey, user: str) -> CheckIn | None:
    """Return somebody's last check-in in a channel before a standup's day, if there is one."""
    mine = (CheckInRow.channel == key.channel, CheckInRow.user == user, CheckInRow.day < key.day)
    latest = select(CheckInRow).where(*mine).order_by(col(CheckInRow.day).desc()).limit(1)
    row = session.exec(latest).one_or_none()
    return check_in_of(row) if row else None


def last_day(session: Session, key: HoldingKey, user: str) -> date | None:
    """Return the day of somebody's check-in before the one of a standup, if there is one."""
    return next((day for day in last_days(session, key, user, 2) if day < key.day), None)


def last_days(session: Session, key: HoldingKey, user: str, count: int) -> tuple[date, ...]:
    """Return the days of somebody's last check-ins in a channel up to a standup's day, the newest first."""
    mine = (CheckInRow.channel == key.channel, CheckInRow.user == user, CheckInRow.day <= key.day)
    newest = select(CheckInRow).where(*mine).order_by(col(CheckInRow.day).desc()).limit(count)
    return tuple(row.day for row in session.exec(newest))


def keep_check_in(session: Session, key: HoldingKey, kept: CheckIn) -> None:
    """Keep somebody's check-in of a standup, new or changed."""
    workspace = session.info["workspace"]
    session.merge(CheckInRow(workspace=workspace, channel=key.channel, day=key.day, **columns_of(kept)))
    session.flush()


def unanswered(
    session: Session, user: str = ""
) -> tuple[tuple[Holding, tuple[str, ...], frozenset[str]], ...]:
    """Return the standups that are open now, each with whom its schedule expects and with who has answered; of one `user`
    only whether they have."""
    answer = and_(
        col(CheckInRow.channel) == col(HoldingRow.channel),
        col(CheckInRow.day) == col(HoldingRow.day),
        col(CheckInRow.user) == user if user else true(),
    )
    schedule_of_it = and_(
        col(ScheduleRow.channel) == col(HoldingRow.channel),
        col(ScheduleRow.ceremony) == col(HoldingRow.ceremony),
    )
    rows = session.exec(
        select(HoldingRow, ScheduleRow, col(CheckInRow.user))
        .join(ScheduleRow, schedule_of_it)
        .outerjoin(CheckInRow, answer)
        .where(HoldingRow.standing == Standing.OPEN, HoldingRow.ceremony == Ceremony.STANDUP)
        .order_by(col(HoldingRow.starts_at), col(HoldingRow.channel), col(CheckInRow.user))
    )
    found: dict[HoldingKey, tuple[Holding, tuple[str, ...], list[str]]] = {}
    for held, schedule, who in rows:
        holding = holding_of(held)
        standing = found.setdefault(holding.key, (holding, schedule.expected, []))
        standing[2].extend([who] if who else [])
    return tuple((holding, expected, frozenset(who)) for holding, expected, who in found.values())


def forget_answers(session: Session, before: date) -> None:
    """Remove the answers to standups before a day."""
    session.exec(delete(CheckInRow).where(col(CheckInRow.day) < before))


def check_in_of(row: Any) -> CheckIn:
    """Return the check-in of a row."""
    return fact_of(CheckIn, row)
