"""Schedules and holdings in and out of their tables, and who facilitated when."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select, update

from rules.calendar import Slot
from rules.ceremonies import Ceremony, Holding, Occurrence, Schedule, Standing
from rules.holdings import begins_at
from rules.rota import Turn
from store.ceremony_tables import CeremonyPostingRow, OccurrenceRow, ScheduleRow
from store.once import add_once
from store.postings import Posting

HELD = (Standing.OPEN, Standing.CLOSED)
# More than a team takes to come round; what lies further back matters to nobody's turn.
TURNS_KEPT = 400
MOST_DUE = 5000


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule, and the local day that is its next one; None while it is paused or nothing is in sight."""

    schedule: Schedule
    next_day: date | None


@dataclass(frozen=True, slots=True)
class Due:
    """A row that is due: a schedule, or a holding where `day` is given."""

    workspace: str
    channel: str
    ceremony: Ceremony
    day: date | None = None


def schedule(session: Session, channel: str, ceremony: Ceremony) -> Schedule | None:
    """Return the schedule of a ceremony in a channel, if there is one."""
    row = session.exec(select(ScheduleRow).where(*of_ceremony(ScheduleRow, channel, ceremony))).one_or_none()
    return schedule_of(row) if row else None


def next_day(session: Session, channel: str, ceremony: Ceremony) -> date | None:
    """Return the next local day of a schedule, None where there is none in sight."""
    mine = select(col(ScheduleRow.next_day)).where(*of_ceremony(ScheduleRow, channel, ceremony))
    return session.exec(mine).one_or_none()


def schedules(session: Session, channel: str) -> tuple[Schedule, ...]:
    """Return the schedules of a channel, in the order of the ceremonies."""
    rows = session.exec(select(ScheduleRow).where(ScheduleRow.channel == channel))
    found = {row.ceremony: schedule_of(row) for row in rows}
    return tuple(found[ceremony] for ceremony in Ceremony if ceremony in found)


def lock_schedule(session: Session, channel: str, ceremony: Ceremony) -> Planned | None:
    """Return a schedule that nobody else can change until this transaction ends, if there is one."""
    mine = select(ScheduleRow).where(*of_ceremony(ScheduleRow, channel, ceremony))
    row = session.exec(mine.with_for_update()).one_or_none()
    return Planned(schedule_of(row), row.next_day) if row else None


def take_schedule(session: Session, due: Due, now: datetime) -> Planned | None:
    """Return a schedule that is due, locked; None if another worker has it or it is due no longer."""
    mine = (*of_ceremony(ScheduleRow, due.channel, due.ceremony), col(ScheduleRow.next_at) <= now)
    row = session.exec(select(ScheduleRow).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    return Planned(schedule_of(row), row.next_day) if row else None


def keep_schedule(session: Session, kept: Schedule, following: Slot | None) -> None:
    """Keep a schedule, new or known, with its next slot."""
    values = {name.name: getattr(kept, name.name) for name in fields(kept)}
    values["at"] = kept.at.isoformat("minutes")
    next_at = begins_at(kept.ceremony, following.starts_at) if following else None
    next_day = following.day if following else None
    workspace = session.info["workspace"]
    session.merge(ScheduleRow(workspace=workspace, next_day=next_day, next_at=next_at, **values))
    session.flush()


def keep_next(session: Session, kept: Schedule, following: Slot | None) -> None:
    """Keep which slot of a known schedule is its next one."""
    mine = of_ceremony(ScheduleRow, kept.channel, kept.ceremony)
    next_at = begins_at(kept.ceremony, following.starts_at) if following else None
    next_day = following.day if following else None
    session.exec(update(ScheduleRow).where(*mine).values(next_day=next_day, next_at=next_at))


def remove_schedule(session: Session, removed: Schedule) -> None:
    """Forget a schedule; what was held stays."""
    mine = of_ceremony(ScheduleRow, removed.channel, removed.ceremony)
    session.exec(delete(ScheduleRow).where(*mine))


def due_schedules(session: Session, now: datetime) -> list[Due]:
    """Return the schedules of all workspaces whose next holding begins, the longest due first."""
    query = select(ScheduleRow).where(col(ScheduleRow.next_at) <= now).order_by(col(ScheduleRow.next_at))
    return [Due(row.workspace, row.channel, row.ceremony) for row in session.exec(query.limit(MOST_DUE))]


def due_occurrences(session: Session, now: datetime) -> list[Due]:
    """Return the holdings of all workspaces that have a phase due, the longest due first."""
    query = select(OccurrenceRow).where(col(OccurrenceRow.due_at) <= now).order_by(col(OccurrenceRow.due_at))
    return [due_of(row) for row in session.exec(query.limit(MOST_DUE))]


def missed_in_advance(session: Session, now: datetime) -> list[Due]:
    """Return the holdings that are still to come and yet recorded as missed, by a clock that ran ahead."""
    query = select(OccurrenceRow).where(
        col(OccurrenceRow.standing) == Standing.MISSED, col(OccurrenceRow.starts_at) > now
    )
    return [due_of(row) for row in session.exec(query.limit(MOST_DUE))]


def due_of(row: OccurrenceRow) -> Due:
    """Return which holding is due."""
    return Due(row.workspace, row.channel, row.ceremony, row.day)


def add(session: Session, occurrence: Occurrence) -> bool:
    """Add a holding unless it is there; tell whether it was added."""
    return add_once(session, OccurrenceRow(**values_of(occurrence)))


def save(session: Session, occurrence: Occurrence) -> None:
    """Keep what became of a holding, new or known."""
    values = values_of(occurrence)
    mine = of_holding(occurrence.holding)
    known = session.exec(
        update(OccurrenceRow).where(*mine).values(**values).returning(col(OccurrenceRow.day))
    )
    if known.first() is None:
        add(session, occurrence)


def get(session: Session, holding: Holding) -> Occurrence | None:
    """Return a holding, if it is known."""
    row = session.exec(select(OccurrenceRow).where(*of_holding(holding))).one_or_none()
    return occurrence_of(row) if row else None


def lock(session: Session, holding: Holding) -> Occurrence | None:
    """Return a holding that nobody else can change until this transaction ends, if it is known."""
    mine = select(OccurrenceRow).where(*of_holding(holding))
    row = session.exec(mine.with_for_update()).one_or_none()
    return occurrence_of(row) if row else None


def take(session: Session, holding: Holding) -> Occurrence | None:
    """Return a holding, locked; None if another worker has it."""
    mine = select(OccurrenceRow).where(*of_holding(holding))
    row = session.exec(mine.with_for_update(skip_locked=True)).one_or_none()
    return occurrence_of(row) if row else None


def lock_planned(session: Session, channel: str, ceremony: Ceremony) -> tuple[Occurrence, ...]:
    """Return the holdings that are planned by name, the next one first, locked: prepared or moved ones."""
    mine = (*of_ceremony(OccurrenceRow, channel, ceremony), col(OccurrenceRow.standing) == Standing.PLANNED)
    ordered = select(OccurrenceRow).where(*mine).order_by(col(OccurrenceRow.starts_at))
    return tuple(occurrence_of(row) for row in session.exec(ordered.with_for_update()))


def remove(session: Session, occurrence: Occurrence) -> None:
    """Forget a holding of which nothing was posted yet; its timetable takes its place."""
    session.exec(delete(OccurrenceRow).where(*of_holding(occurrence.holding)))


def known_since(session: Session, channel: str, first: datetime) -> tuple[Occurrence, ...]:
    """Return the holdings of a channel that start, or would have started by their day, at an instant or later."""
    late_enough = or_(col(OccurrenceRow.starts_at) >= first, col(OccurrenceRow.day) >= first.date())
    mine = (col(OccurrenceRow.channel) == channel, late_enough)
    rows = session.exec(select(OccurrenceRow).where(*mine).order_by(col(OccurrenceRow.starts_at)))
    return tuple(occurrence_of(row) for row in rows)


def open_one(session: Session, channel: str, ceremony: Ceremony) -> Occurrence | None:
    """Return the holding of a ceremony that is open in a channel, the latest if there are several."""
    mine = (*of_ceremony(OccurrenceRow, channel, ceremony), col(OccurrenceRow.standing) == Standing.OPEN)
    latest = select(OccurrenceRow).where(*mine).order_by(col(OccurrenceRow.starts_at).desc())
    row = session.exec(latest.limit(1)).one_or_none()
    return occurrence_of(row) if row else None


def held_before(session: Session, occurrence: Occurrence) -> Occurrence | None:
    """Return the last holding of the same ceremony that took place before this one, if any did."""
    mine = (
        *of_ceremony(OccurrenceRow, occurrence.channel, occurrence.ceremony),
        col(OccurrenceRow.standing).in_(HELD),
        col(OccurrenceRow.starts_at) < occurrence.starts_at,
    )
    latest = select(OccurrenceRow).where(*mine).order_by(col(OccurrenceRow.starts_at).desc())
    row = session.exec(latest.limit(1)).one_or_none()
    return occurrence_of(row) if row else None


def turns(session: Session, channel: str, ceremony: Ceremony) -> tuple[Turn, ...]:
    """Return who facilitated the last holdings of a ceremony, and who is to facilitate the planned ones."""
    mine = (
        *of_ceremony(OccurrenceRow, channel, ceremony),
        col(OccurrenceRow.standing).in_((*HELD, Standing.PLANNED)),
        col(OccurrenceRow.facilitator) != "",
    )
    lately = select(col(OccurrenceRow.facilitator), col(OccurrenceRow.day)).where(*mine)
    rows = session.exec(lately.order_by(col(OccurrenceRow.day).desc()).limit(TURNS_KEPT))
    return tuple(Turn(user, day) for user, day in rows)


def find_part(session: Session, holding: Holding, part: str) -> Posting | None:
    """Return where a message of a holding stands in Slack, if it was posted."""
    mine = (*of_holding(holding, CeremonyPostingRow), col(CeremonyPostingRow.part) == part)
    row = session.exec(select(CeremonyPostingRow).where(*mine)).one_or_none()
    return Posting(row.posted_in, row.ts) if row else None


def keep_part(session: Session, holding: Holding, part: str, posting: Posting) -> None:
    """Keep where a message of a holding stands."""
    session.merge(
        CeremonyPostingRow(
            workspace=session.info["workspace"],
            channel=holding.channel,
            ceremony=holding.ceremony,
            day=holding.day,
            part=part,
            posted_in=posting.channel,
            ts=posting.ts,
        )
    )


def of_ceremony(
    table: type[ScheduleRow] | type[OccurrenceRow], channel: str, ceremony: Ceremony
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a row belongs to a ceremony of a channel."""
    return col(table.channel) == channel, col(table.ceremony) == ceremony


def of_holding(
    holding: Holding, table: type[OccurrenceRow] | type[CeremonyPostingRow] = OccurrenceRow
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row belongs to a holding."""
    return (
        col(table.channel) == holding.channel,
        col(table.ceremony) == holding.ceremony,
        col(table.day) == holding.day,
    )


def schedule_of(row: ScheduleRow) -> Schedule:
    """Return the schedule of a row."""
    values = {name.name: getattr(row, name.name) for name in fields(Schedule)}
    return Schedule(**{**values, "at": time.fromisoformat(row.at)})


def occurrence_of(row: OccurrenceRow) -> Occurrence:
    """Return the holding of a row."""
    return Occurrence(**{name.name: getattr(row, name.name) for name in fields(Occurrence)})


def values_of(occurrence: Occurrence) -> dict[str, Any]:
    """Return what the row of a holding keeps."""
    return {name.name: getattr(occurrence, name.name) for name in fields(occurrence)}
