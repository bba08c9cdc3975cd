"""The clock's deeds: naming the holdings whose time has come, and taking each through its phases, exactly once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.attendance import facilitator, owe_homes, who_facilitates
from flows.ceremonies.next_holdings import require_known
from flows.ceremonies.phase_handlers import HANDLERS
from flows.desk import Desk
from flows.due import DueKind
from flows.people.public_holidays import days_off
from rules.ceremonies.calendar import HORIZON_DAYS, HoldingTime
from rules.ceremonies.ceremonies import Holding, Phase, Schedule, Standing
from rules.ceremonies.holdings import (
    after_phase,
    begun,
    ended,
    is_missed,
    new_holding,
    phase_due,
    phases_ahead,
    restarted,
)
from rules.ceremonies.letters import CeremonyMissedLetter
from rules.ceremony_names import HoldingKey
from store import outbox
from store.ceremonies import holdings, schedules
from store.ceremonies.due import DueHolding, DueSchedule
from store.ceremonies.schedules import ScheduleAhead

MOST_DAYS_TOLD = 30


def begin(desk: Desk, due: DueSchedule, now: datetime) -> bool:
    """Name the holdings of a schedule whose time has come; false if another worker does."""
    with desk.begin() as session:
        taken = schedules.take_schedule(session, due, now)
        if taken is None:
            return False
        catch_up(session, desk, taken, now)
        return True


def proceed(desk: Desk, due: DueHolding, now: datetime) -> bool:
    """Carry out the phase of a holding that is due; false if another worker does."""
    with desk.begin() as session:
        holding = holdings.lock_if_free(session, due.key)
        return holding is not None and go_on(session, desk, holding, now)


def restore(desk: Desk, due: DueHolding, now: datetime) -> bool:
    """Plan a holding again that a clock which ran ahead recorded as missed before its time."""
    with desk.begin() as session:
        holding = holdings.lock_if_free(session, due.key)
        if not holding or holding.standing is not Standing.MISSED or holding.starts_at <= now:
            return False
        holdings.save(session, restarted(holding, holding.starts_at))
        return True


def bring_up_to_date(session: Session, desk: Desk, taken: ScheduleAhead, now: datetime) -> None:
    """Do all that is due of a locked schedule, so that a change of it starts from the same state however the clock ticked.

    As with a tick, what is open goes on before the next begins: one whose end nobody ticked is not open any more.
    """
    channel, ceremony = taken.schedule.channel, taken.schedule.ceremony
    for holding in holdings.lock_standing(session, channel, ceremony, Standing.OPEN):
        go_on(session, desk, holding, now)
    catch_up(session, desk, taken, now)
    for holding in holdings.lock_planned(session, channel, ceremony):
        go_on(session, desk, holding, now)


def go_on(session: Session, desk: Desk, holding: Holding, now: datetime) -> bool:
    """Carry out the phase of a locked holding that is due, or record it as missed; false if nothing is due."""
    phase = phase_due(holding, now)
    if phase is None:
        return False
    if is_missed(holding, now):
        miss(session, desk, holding, now)
    else:
        carry_out(session, desk, holding, phase, now)
    return True


def catch_up(session: Session, desk: Desk, taken: ScheduleAhead, now: datetime) -> None:
    """Name every holding of a locked schedule that has begun by now, those past their grace as missed."""
    schedule, day = taken.schedule, taken.next_day
    if day is None:
        return
    holidays = days_off(schedule.country, day, now.date() + timedelta(days=HORIZON_DAYS))
    times, following = begun(schedule, day, holidays, now)
    missed = [when.day for when in times if not name(session, desk, schedule, when, now)]
    schedules.keep_next(session, schedule, following)
    tell_missed(session, schedule, missed, now)


def name(session: Session, desk: Desk, schedule: Schedule, when: HoldingTime, now: datetime) -> bool:
    """Name one holding, with who facilitates it, and begin it; false where it is recorded as missed."""
    holding = new_holding(schedule, when)
    if is_missed(holding, now):
        return not holdings.add(session, ended(holding, Standing.MISSED))
    phase = phase_due(holding, now)
    # Who opens it at once has to be there now; who is named ahead, when it starts.
    at = now if phase is Phase.OPEN else when.starts_at
    holding = replace(holding, facilitator=facilitator(session, schedule, at))
    named = after_phase(holding, phase, now) if phase else holding
    # One that was moved or skipped by name before its time is there already, and stays as it is.
    if holdings.add(session, named) and phase:
        begin_phase(session, desk, named, phase, schedule, now)
    return True


def carry_out(session: Session, desk: Desk, holding: Holding, phase: Phase, now: datetime) -> Holding:
    """Carry out one phase of a locked holding, and keep when the next one is due."""
    after = after_phase(holding, phase, now)
    schedule = schedules.schedule(session, after.channel, after.ceremony)
    if phase is Phase.OPEN and schedule:
        # Who was to facilitate it may be away or gone by now.
        present = who_facilitates(session, desk, schedule, after.facilitator, now)
        after = after.facilitated_by(present)
    holdings.save(session, after)
    begin_phase(session, desk, after, phase, schedule, now)
    return after


def begin_phase(
    session: Session, desk: Desk, after: Holding, phase: Phase, schedule: Schedule | None, now: datetime
) -> None:
    """Let its ceremony do what a phase of a holding asks for, once that is kept, and owe the Homes that show it."""
    handler = HANDLERS[after.ceremony].phases.get(phase)
    if handler:
        handler(session, desk, after, now)
    if schedule and phase in (Phase.OPEN, Phase.CLOSE):
        owe_homes(session, schedule, now)


def miss(session: Session, desk: Desk, holding: Holding, now: datetime) -> None:
    """Record that a holding that was planned was never opened, and owe its owner word of it."""
    after = ended(holding, Standing.MISSED)
    holdings.save(session, after)
    HANDLERS[after.ceremony].refresh(session, desk, after, now)
    schedule = schedules.schedule(session, after.channel, after.ceremony)
    if schedule:
        tell_missed(session, schedule, [after.day], now)


def tell_missed(session: Session, schedule: Schedule, days: list[date], now: datetime) -> None:
    """Owe the owner of a schedule word of the days on which nothing was held, in one letter."""
    if days:
        letter = CeremonyMissedLetter(
            user=schedule.owner,
            channel=schedule.channel,
            ceremony=schedule.ceremony,
            days=tuple(days[-MOST_DAYS_TOLD:]),
            count=len(days),
        )
        outbox.put(session, [letter], now)


def advance_by_hand(desk: Desk, key: HoldingKey, phase: Phase, *, by: str, now: datetime) -> Holding | None:
    """Carry out a phase of an open holding by hand, before its time; None if it is past that already."""
    with desk.begin() as session:
        holding = require_known(holdings.lock(session, key), key.ceremony)
        HANDLERS[key.ceremony].require_leader(session, desk, holding, by)
        if holding.standing is not Standing.OPEN or phase not in phases_ahead(holding):
            return None
        return carry_out(session, desk, holding, phase, now)


def due_schedule_words(due: DueSchedule) -> str:
    """Return a schedule as a log names it."""
    return f"the next {due.ceremony.words} of {due.channel}"


def due_holding_words(due: DueHolding) -> str:
    """Return a holding as a log names it."""
    return f"the {due.key.ceremony.words} of {due.key.channel} on {due.key.day}"


MISSED_IN_ADVANCE = DueKind(holdings.missed_in_advance, restore, due_holding_words)
OPEN_HOLDINGS = DueKind(holdings.due_holdings, proceed, due_holding_words, lane=lambda due: due.key.channel)
SCHEDULES = DueKind(schedules.due_schedules, begin, due_schedule_words, lane=lambda due: due.channel)
