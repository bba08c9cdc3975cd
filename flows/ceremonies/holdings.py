"""The clock's deeds: naming the holdings whose time has come, and taking each through its phases, exactly once."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.attendance import away, facilitator
from flows.ceremonies.phase_handlers import HANDLERS
from flows.ceremonies.public_holidays import days_off
from flows.ceremonies.standup import asks
from flows.desk import Desk
from rules.ceremonies.calendar import HORIZON_DAYS, HoldingTime
from rules.ceremonies.ceremonies import Holding, Phase, Schedule, Standing
from rules.ceremonies.holdings import (
    after_phase,
    begun,
    ended,
    is_missed,
    phase_due,
    phases_ahead,
    planned,
    restarted,
)
from rules.ceremonies.letters import CeremonyMissedLetter
from rules.ceremony_names import HoldingKey
from store import outbox
from store.ceremonies import holdings, schedules
from store.ceremonies.due import Due
from store.ceremonies.schedules import ScheduleAhead
from store.database import Database

logger = logging.getLogger(__name__)
# A holding passes its phases in at most so many rounds, however long the clock stood still.
MOST_ROUNDS = 10
MOST_DAYS_TOLD = 30


Step = Callable[[Desk, Due, datetime], bool]


def tick(database: Database, desk_for: Callable[[str], Desk | None], now: datetime) -> int:
    """Do all that is due in the workspaces that have a desk, each row once a round and in its own transaction.

    Returns how many rows were done. What fails is logged and left for the next tick, and keeps nothing else waiting.
    """
    done, failed = 0, set[tuple[Step, Due]]()
    for _ in range(MOST_ROUNDS):
        before = done
        for step, due in all_due(database, now):
            desk = desk_for(due.workspace)
            if desk is None or (step, due) in failed:
                continue
            try:
                done += step(desk, due, now)
            except Exception:
                logger.exception("the %s of %s could not go on", due.ceremony.words, due.channel)
                failed.add((step, due))
        if done == before:
            break
    return done + asks.tick(database, desk_for, now)


def all_due(database: Database, now: datetime) -> Iterator[tuple[Step, Due]]:
    """Yield every row that is due with what is to be done; open holdings first, so that one ends before the next begins."""
    with database.look_everywhere() as session:
        found = (
            (restore, holdings.missed_in_advance(session, now)),
            (proceed, holdings.due_holdings(session, now)),
            (begin, schedules.due_schedules(session, now)),
        )
    for step, rows in found:
        for due in rows:
            yield step, due


def key_of(due: Due) -> HoldingKey:
    """Return the holding that a row names."""
    if due.day is None:
        raise ValueError("a schedule is no holding")
    return HoldingKey(due.channel, due.ceremony, due.day)


def begin(desk: Desk, due: Due, now: datetime) -> bool:
    """Name the holdings of a schedule whose time has come; false if another worker does."""
    with desk.begin() as session:
        taken = schedules.take_schedule(session, due, now)
        if taken is None:
            return False
        catch_up(session, desk, taken, now)
        return True


def proceed(desk: Desk, due: Due, now: datetime) -> bool:
    """Carry out the phase of a holding that is due; false if another worker does."""
    with desk.begin() as session:
        occurrence = holdings.lock_if_free(session, key_of(due))
        return occurrence is not None and go_on(session, desk, occurrence, now)


def restore(desk: Desk, due: Due, now: datetime) -> bool:
    """Plan a holding again that a clock which ran ahead recorded as missed before its time."""
    with desk.begin() as session:
        occurrence = holdings.lock_if_free(session, key_of(due))
        if not occurrence or occurrence.standing is not Standing.MISSED or occurrence.starts_at <= now:
            return False
        holdings.save(session, restarted(occurrence, occurrence.starts_at))
        return True


def bring_up_to_date(session: Session, desk: Desk, taken: ScheduleAhead, now: datetime) -> None:
    """Do all that is due of a locked schedule, so that a change of it starts from the same state however the clock ticked."""
    catch_up(session, desk, taken, now)
    for occurrence in holdings.lock_planned(session, taken.schedule.channel, taken.schedule.ceremony):
        go_on(session, desk, occurrence, now)


def go_on(session: Session, desk: Desk, occurrence: Holding, now: datetime) -> bool:
    """Carry out the phase of a locked holding that is due, or record it as missed; false if nothing is due."""
    phase = phase_due(occurrence, now)
    if phase is None:
        return False
    if is_missed(occurrence, now):
        miss(session, desk, occurrence, now)
    else:
        carry_out(session, desk, occurrence, phase, now)
    return True


def catch_up(session: Session, desk: Desk, taken: ScheduleAhead, now: datetime) -> None:
    """Name every holding of a locked schedule that has begun by now, those past their grace as missed."""
    schedule, day = taken.schedule, taken.next_day
    if day is None:
        return
    holidays = days_off(schedule.country, day, now.date() + timedelta(days=HORIZON_DAYS))
    slots, following = begun(schedule, day, holidays, now)
    missed = [slot.day for slot in slots if not name(session, desk, schedule, slot, now)]
    schedules.keep_next(session, schedule, following)
    tell_missed(session, schedule, missed, now)


def name(session: Session, desk: Desk, schedule: Schedule, slot: HoldingTime, now: datetime) -> bool:
    """Name one holding, with who facilitates it, and begin it; false where it is recorded as missed."""
    occurrence = planned(schedule, slot)
    if is_missed(occurrence, now):
        return not holdings.add(session, ended(occurrence, Standing.MISSED))
    occurrence = replace(occurrence, facilitator=facilitator(session, desk, schedule, slot.starts_at))
    # One that was moved or skipped by name before its time is there already, and stays as it is.
    is_new, phase = holdings.add(session, occurrence), phase_due(occurrence, now)
    if is_new and phase:
        carry_out(session, desk, occurrence, phase, now)
    return True


def carry_out(session: Session, desk: Desk, occurrence: Holding, phase: Phase, now: datetime) -> Holding:
    """Carry out one phase of a locked holding, and keep when the next one is due."""
    after = after_phase(occurrence, phase, now)
    if phase is Phase.OPEN:
        after = replace(after, facilitator=present_facilitator(session, desk, after, now))
    holdings.save(session, after)
    handler = HANDLERS[after.ceremony].phases.get(phase)
    if handler:
        handler(session, desk, after, now)
    return after


def present_facilitator(session: Session, desk: Desk, occurrence: Holding, now: datetime) -> str:
    """Return who facilitates a holding that opens: who was to, or who is next if they are away or gone by now."""
    who = occurrence.facilitator
    if who and who not in away(session, now) and desk.member(session, who).is_person:
        return who
    schedule = schedules.schedule(session, occurrence.channel, occurrence.ceremony)
    return facilitator(session, desk, schedule, now, but=frozenset({who})) if schedule else who


def miss(session: Session, desk: Desk, occurrence: Holding, now: datetime) -> None:
    """Record that a holding that was planned was never opened, and owe its owner word of it."""
    after = ended(occurrence, Standing.MISSED)
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


def advance_by_hand(desk: Desk, holding: HoldingKey, phase: Phase, *, now: datetime) -> Holding | None:
    """Carry out a phase of an open holding by hand, before its time; None if it is past that already.

    Whoever calls this has made sure of who asks: it is for the buttons of a holding.
    """
    with desk.begin() as session:
        occurrence = holdings.lock(session, holding)
        ahead = phases_ahead(occurrence) if occurrence and occurrence.standing is Standing.OPEN else ()
        if occurrence is None or phase not in ahead:
            return None
        return carry_out(session, desk, occurrence, phase, now)
