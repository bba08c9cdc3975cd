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


def phases_ahead(holding: Holding) -> tuple[Phase, ...]:
    """Return the phases that a holding still has before it."""
    phases = tuple(FORMATS[holding.ceremony].phases)
    return phases[phases.index(holding.next_phase) :] if holding.next_phase else ()


def begins_at(ceremony: Ceremony, starts_at: datetime) -> datetime:
    """Return when the first phase of a holding is due."""
    return starts_at + offset(ceremony, first_phase(ceremony))


def new_holding(schedule: Schedule, when: HoldingTime, facilitator: str = "") -> Holding:
    """Return a holding that is still to come, with the options of its schedule."""
    return Holding(
        channel=schedule.channel,
        ceremony=schedule.ceremony,
        day=when.day,
        starts_at=when.starts_at,
        next_phase=first_phase(schedule.ceremony),
        due_at=begins_at(schedule.ceremony, when.starts_at),
        facilitator=facilitator,
        options=schedule.options,
    )


def begun(
    schedule: Schedule, day: date, holidays: Container[date], now: datetime
) -> tuple[tuple[HoldingTime, ...], HoldingTime | None]:
    """Return the times of a schedule, from its next day on, whose first phase has come, and the one that follows."""
    when: HoldingTime | None = holding_time(schedule, day)
    found: list[HoldingTime] = []
    while when and len(found) < MOST_AT_ONCE and begins_at(schedule.ceremony, when.starts_at) <= now:
        found.append(when)
        when = next_holding_time(schedule, when.day, holidays)
    return tuple(found), when


def restarted(holding: Holding, starts_at: datetime, phase: Phase | None = None) -> Holding:
    """Return a holding that is to come at an instant: from its first phase, or from the phase where it stood."""
    phase = phase or first_phase(holding.ceremony)
    due_at = starts_at + offset(holding.ceremony, phase)
    return replace(
        holding,
        starts_at=starts_at,
        standing=Standing.PLANNED,
        next_phase=phase,
        due_at=due_at,
        late=False,
    )


def ended(holding: Holding, standing: Standing) -> Holding:
    """Return a holding that does not go on: skipped or missed."""
    return replace(holding, standing=standing, next_phase=None, due_at=None)


def is_missed(holding: Holding, now: datetime) -> bool:
    """Tell whether a holding that never opened is past its grace."""
    return holding.standing is Standing.PLANNED and now > holding.starts_at + GRACE


def is_late(holding: Holding, now: datetime) -> bool:
    """Tell whether a holding that opens now opens so late that it should say so."""
    return now > holding.starts_at + LATE_AFTER


def phase_due(holding: Holding, now: datetime) -> Phase | None:
    """Return the phase to carry out now, or None; phases that time has overtaken are passed over.

    Nothing is prepared any more once it should open, and after a long standstill an open holding is only closed.
    """
    if holding.next_phase is None or holding.due_at is None or holding.due_at > now:
        return None
    if holding.standing is Standing.PLANNED and now >= holding.starts_at:
        return Phase.OPEN
    if holding.standing is Standing.OPEN and now > holding.due_at + GRACE:
        return Phase.CLOSE
    return holding.next_phase


def after_phase(holding: Holding, phase: Phase, now: datetime) -> Holding:
    """Return a holding as it stands once a phase is carried out.

    A phase that comes late, or early by hand, takes the following ones along, so that each has its full time.
    """
    following = phase_after(holding.ceremony, phase)
    return replace(
        holding,
        standing=STANDING_AFTER.get(phase, holding.standing),
        late=is_late(holding, now) if phase is Phase.OPEN else holding.late,
        next_phase=following,
        due_at=due_after(holding, phase, following, now) if following else None,
    )


def due_after(holding: Holding, done: Phase, following: Phase, now: datetime) -> datetime:
    """Return when a phase is due, seen from the one before it; nothing that went on early ends before its time."""
    ceremony = holding.ceremony
    meant = holding.starts_at + offset(ceremony, done)
    is_punctual = abs(now - meant) <= LATE_AFTER or done is Phase.PREPARE
    start = holding.starts_at if is_punctual else now - offset(ceremony, done)
    due = start + offset(ceremony, following)
    return max(due, holding.starts_at + offset(ceremony, following)) if following is Phase.CLOSE else due
