"""What is to come: the next holdings of each ceremony of a channel, read in one transaction."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.attendance import facilitator
from flows.days_off import country_words, days_off
from flows.desk import Desk
from rules.calendar import is_in_rhythm, local_day
from rules.ceremonies import Ceremony, Holding, Occurrence, Schedule
from rules.ceremony_sheets import Coming, ScheduleSheet, coming
from rules.refusals import Refused
from store import ceremonies as store

NEXT = 3
# What lies further back in the store cannot be a holding that is to come, however it was moved.
LOOK_BACK = timedelta(days=3)
# Long enough for a ceremony of every two weeks to meet both daylight-saving nights, short enough to draw.
YEAR_OF_SLOTS = 260


def coming_of(session: Session, schedule: Schedule, now: datetime, count: int = NEXT) -> tuple[Coming, ...]:
    """Return the next holdings of a schedule."""
    known = store.known_since(session, schedule.channel, now - LOOK_BACK)
    mine = [one for one in known if one.ceremony is schedule.ceremony]
    next_day = store.next_day(session, schedule.channel, schedule.ceremony)
    return coming(schedule, next_day, mine, holidays_ahead(schedule, now), now, count)


def holidays_ahead(schedule: Schedule, now: datetime) -> dict[date, str]:
    """Return the names of the holidays of the coming two years, by day."""
    first = now.date() - LOOK_BACK
    return dict(days_off(schedule.country, first, first + timedelta(days=730)))


def sheet_of(session: Session, desk: Desk, schedule: Schedule, now: datetime) -> ScheduleSheet:
    """Return a schedule with what comes next, and what of its times people should know."""
    ahead = coming_of(session, schedule, now, count=YEAR_OF_SLOTS)
    following = ahead[:NEXT]
    until = following[-1].day if following else local_day(now, schedule.zone)
    left_out = {
        day: name
        for day, name in holidays_ahead(schedule, now).items()
        if local_day(now, schedule.zone) <= day <= until and is_in_rhythm(schedule, day)
    }
    turn = following[0].facilitator if following else ""
    return ScheduleSheet(
        schedule=schedule,
        coming=following,
        facilitator=turn
        or (facilitator(session, desk, schedule, following[0].starts_at) if following else ""),
        holidays=left_out,
        country=country_words(schedule.country) if schedule.country else "",
        shifted=tuple(one for one in ahead if one.is_shifted and one.starts_at < now + timedelta(days=366))[
            :2
        ],
    )


def sheets(desk: Desk, channel: str, now: datetime) -> tuple[ScheduleSheet, ...]:
    """Return the ceremonies of a channel with what comes next."""
    with desk.look() as session:
        return tuple(sheet_of(session, desk, one, now) for one in store.schedules(session, channel))


def occurrence(desk: Desk, holding: Holding) -> Occurrence:
    """Return a holding; refuse one that is not known."""
    with desk.look() as session:
        return known(store.get(session, holding), holding.ceremony)


def known(found: Occurrence | None, ceremony: Ceremony) -> Occurrence:
    """Return a holding that was found; refuse one that is not known."""
    if found is None:
        raise Refused(f"This {ceremony.words} is not known any more. `/ceremony list` shows what comes next.")
    return found
