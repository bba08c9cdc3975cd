"""How one holding of a ceremony goes from phase to phase: on time, late, after a standstill, or not at all."""

from collections.abc import Container
from dataclasses import replace
from datetime import date, datetime, timedelta

from rules.ceremonies.calendar import HoldingTime, holding_time, next_holding_time
from rules.ceremonies.ceremonies import FORMATS, GRACE, LATE_AFTER, Holding, Phase, Schedule, Standing
from rules.ceremony_names import Ceremony

# More than a year of working days; a clock gone wild by decades is followed in steps.
MOST_AT_ONCE = 300
STANDING_AFTER: dict[Phase, Standing] = {Phase.OPEN: Standing.OPEN, Phase.CLOSE: Standing.CLOSED}


def offset(ceremony: Ceremony, phase: Phase) -> timedelta:
    """Return how long after its start a phase of a ceremony is due; before it, where negative."""
    return FORMATS[ceremony].phases[phase]


def first_phase(ceremony: Ceremony) -> Phase:
    """Return the phase with which a holding begins."""
    return next(iter(FORMATS[ceremony].phases))


def phase_after(ceremony: Ceremony, phase: Phase) -> Phase | None:
    """Return the phase that follows another, or None after the last."""
    phases = list(FORMATS[ceremony].phases)
    return next(iter(phases[phases.index(phase) + 1 :]), None)


def phases_ahead(occurrence: Holding) -> tuple[Phase, ...]:
    """Return the phases that a holding still has before it."""
    phases = tuple(FORMATS[occurrence.ceremony].phases)
    return phases[phases.index(occurrence.next_phase) :] if occurrence.next_phase else ()


def begins_at(ceremony: Ceremony, starts_at: datetime) -> datetime:
    """Return when the first phase of a holding is due."""
    return starts_at + offset(ceremony, first_phase(ceremony))


def planned(schedule: Schedule, slot: HoldingTime, facilitator: str = "") -> Holding:
    """Return a holding that is still to come, with the options of its schedule."""
    return Holding(
        channel=schedule.channel,
        ceremony=schedule.ceremony,
        day=slot.day,
        starts_at=slot.starts_at,
        next_phase=first_phase(schedule.ceremony),
        due_at=begins_at(schedule.ceremony, slot.starts_at),
        facilitator=facilitator,
        options=schedule.options,
    )


def begun(
    schedule: Schedule, day: date, holidays: Container[date], now: datetime
) -> tuple[tuple[HoldingTime, ...], HoldingTime | None]:
    """Return the slots of a schedule, from its next day on, whose first phase has come, and the one that follows."""
    slot: HoldingTime | None = holding_time(schedule, day)
    found: list[HoldingTime] = []
    while slot and len(found) < MOST_AT_ONCE and begins_at(schedule.ceremony, slot.starts_at) <= now:
        found.append(slot)
        slot = next_holding_time(schedule, slot.day, holidays)
    return tuple(found), slot


def restarted(occurrence: Holding, starts_at: datetime, phase: Phase | None = None) -> Holding:
    """Return a holding that is to come at an instant: from its first phase, or from the phase where it stood."""
    phase = phase or first_phase(occurrence.ceremony)
    due_at = starts_at + offset(occurrence.ceremony, phase)
    return replace(
        occurrence,
        starts_at=starts_at,
        standing=Standing.PLANNED,
        next_phase=phase,
        due_at=due_at,
        late=False,
    )


def ended(occurrence: Holding, standing: Standing) -> Holding:
    """Return a holding that does not go on: skipped or missed."""
    return replace(occurrence, standing=standing, next_phase=None, due_at=None)


def is_missed(occurrence: Holding, now: datetime) -> bool:
    """Tell whether a holding that never opened is past its grace."""
    return occurrence.standing is Standing.PLANNED and now > occurrence.starts_at + GRACE


def is_late(occurrence: Holding, now: datetime) -> bool:
    """Tell whether a holding that opens now opens so late that it should say so."""
    return now > occurrence.starts_at + LATE_AFTER


def phase_due(occurrence: Holding, now: datetime) -> Phase | None:
    """Return the phase to carry out now, or None; phases that time has overtaken are passed over.

    Nothing is prepared any more once it should open, and after a long standstill an open holding is only closed.
    """
    if occurrence.next_phase is None or occurrence.due_at is None or occurrence.due_at > now:
        return None
    if occurrence.standing is Standing.PLANNED and now >= occurrence.starts_at:
        return Phase.OPEN
    if occurrence.standing is Standing.OPEN and now > occurrence.due_at + GRACE:
        return Phase.CLOSE
    return occurrence.next_phase


def after_phase(occurrence: Holding, phase: Phase, now: datetime) -> Holding:
    """Return a holding as it stands once a phase is carried out.

    A phase that comes late, or early by hand, takes the following ones along, so that each has its full time.
    """
    following = phase_after(occurrence.ceremony, phase)
    return replace(
        occurrence,
        standing=STANDING_AFTER.get(phase, occurrence.standing),
        late=is_late(occurrence, now) if phase is Phase.OPEN else occurrence.late,
        next_phase=following,
        due_at=due_after(occurrence, phase, following, now) if following else None,
    )


def due_after(occurrence: Holding, done: Phase, following: Phase, now: datetime) -> datetime:
    """Return when a phase is due, seen from the one before it; nothing that went on early ends before its time."""
    ceremony = occurrence.ceremony
    meant = occurrence.starts_at + offset(ceremony, done)
    is_punctual = abs(now - meant) <= LATE_AFTER or done is Phase.PREPARE
    start = occurrence.starts_at if is_punctual else now - offset(ceremony, done)
    due = start + offset(ceremony, following)
    return max(due, occurrence.starts_at + offset(ceremony, following)) if following is Phase.CLOSE else due
