"""What the changes of a ceremony share: planning its holdings anew, and what each change leaves behind."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.phase_handlers import HANDLERS
from flows.desk import Desk
from flows.people.homes import owe
from flows.people.public_holidays import days_off
from rules.ceremonies.calendar import HORIZON_DAYS, holding_time, is_held, next_days
from rules.ceremonies.ceremonies import Holding, Schedule, Standing
from rules.ceremonies.ceremony_sheets import News
from rules.ceremonies.holdings import ended, first_phase, restarted
from rules.ceremonies.letters import CeremonyNewsLetter
from rules.ceremonies.setups import require_manager
from rules.journal.entries import Deed, Entry
from store import outbox
from store.ceremonies import holdings, schedules
from store.journal import journal

# More times than prepared holdings can ever take.
TIMES_AHEAD = 8


def require_rights(
    session: Session, desk: Desk, schedule: Schedule, by: str, *, facilitator: str = "", what: str = ""
) -> None:
    """Refuse who may not change a ceremony, the one holding of it that somebody facilitates, or `what` goes with it."""
    owner_is_here = desk.member(session, schedule.owner).is_person
    person = desk.person(session, by)
    require_manager(schedule, person, owner_is_here=owner_is_here, facilitator=facilitator, what=what)


def holidays(schedule: Schedule, now: datetime) -> frozenset[date]:
    """Return the holidays that a schedule leaves out from now on, as far as anybody looks."""
    first = now.date() - timedelta(days=2)
    return frozenset(days_off(schedule.country, first, first + timedelta(days=HORIZON_DAYS)))


def plan_anew(session: Session, desk: Desk, schedule: Schedule, now: datetime) -> None:
    """Begin a schedule anew from now on.

    What was only planned gives way to it. What was prepared already is held on its own day if that is still one, or
    else takes the first of its times, so that an agenda that was posted is neither lost nor doubled.
    """
    days = holidays(schedule, now)
    times = list(next_days(schedule, now, days, TIMES_AHEAD))
    for holding in holdings.lock_planned(session, schedule.channel, schedule.ceremony):
        own = holding_time(schedule, holding.day)
        if holding.next_phase is first_phase(schedule.ceremony):
            holdings.remove(session, holding)
        elif is_held(schedule, holding.day, days) and own.starts_at > now:
            put_at(session, desk, holding, own.starts_at, now, is_paused=schedule.paused)
        elif times:
            put_at(session, desk, holding, times.pop(0).starts_at, now, is_paused=schedule.paused)
    schedules.keep_schedule(session, schedule, times[0] if times and not schedule.paused else None)


def put_at(
    session: Session,
    desk: Desk,
    holding: Holding,
    starts_at: datetime,
    now: datetime,
    *,
    is_paused: bool = False,
) -> None:
    """Plan a holding for another instant, from the phase where it stands, and draw anew what was posted of it."""
    after = restarted(holding, starts_at, holding.next_phase)
    after = replace(after, due_at=None) if is_paused else after
    holdings.save(session, after)
    HANDLERS[after.ceremony].refresh(session, desk, after, now)


def end(session: Session, desk: Desk, holding: Holding, now: datetime) -> None:
    """Skip a holding, and draw anew what was posted of it."""
    after = ended(holding, Standing.SKIPPED)
    holdings.save(session, after)
    HANDLERS[after.ceremony].refresh(session, desk, after, now)


def add_entry(session: Session, schedule: Schedule, deed: Deed, by: str, detail: str, now: datetime) -> None:
    """Add an entry about a ceremony to the journal."""
    journal.add(session, Entry(at=now, by=by, deed=deed, subject=schedule.subject, detail=detail))


def announce(session: Session, schedule: Schedule, news: News, now: datetime) -> None:
    """Owe the channel of a ceremony word of what became of it."""
    letter = CeremonyNewsLetter(channel=schedule.channel, ceremony=schedule.ceremony, news=news, at=now)
    outbox.put(session, [letter], now)
    owe(session, schedule.expected or None, now)
