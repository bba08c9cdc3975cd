"""What is to come: the next holdings of each ceremony of a channel, read in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.attendance import who_facilitates
from flows.desk import Desk
from flows.people.public_holidays import country_words, days_off
from rules.ceremonies.calendar import left_out
from rules.ceremonies.ceremonies import Holding, Schedule
from rules.ceremonies.ceremony_sheets import NextHolding, ScheduleSheet, next_holdings
from rules.ceremony_names import Ceremony
from rules.local_time import local_day
from rules.refusals import Refused
from store.ceremonies import holdings, schedules

NEXT = 3
# What lies further back in the store cannot be a holding that is to come, however it was moved.
LOOK_BACK = timedelta(days=3)
# Long enough for a ceremony of every two weeks to meet both daylight-saving nights, short enough to draw.
YEAR_OF_HOLDINGS = 260


def next_holdings_of(
    session: Session, schedule: Schedule, now: datetime, count: int = NEXT
) -> tuple[NextHolding, ...]:
    """Return the next holdings of a schedule."""
    known = holdings.known_since(session, schedule.channel, now - LOOK_BACK)
    mine = [one for one in known if one.ceremony is schedule.ceremony]
    next_day = schedules.next_day(session, schedule.channel, schedule.ceremony)
    return next_holdings(schedule, next_day, mine, holidays_ahead(schedule, now), now, count)


def holidays_ahead(schedule: Schedule, now: datetime) -> dict[date, str]:
    """Return the names of the holidays of the next two years, by day."""
    first = now.date() - LOOK_BACK
    return dict(days_off(schedule.country, first, first + timedelta(days=730)))


def sheet_of(session: Session, desk: Desk, schedule: Schedule, now: datetime) -> ScheduleSheet:
    """Return a schedule with what comes next, and what of its times people should know."""
    ahead = next_holdings_of(session, schedule, now, count=YEAR_OF_HOLDINGS)
    following = ahead[:NEXT]
    today, names = local_day(now, schedule.zone), holidays_ahead(schedule, now)
    until = following[-1].day if following else today
    return ScheduleSheet(
        schedule=schedule,
        next_holdings=following,
        facilitator=next_facilitator_of(session, desk, schedule, following),
        holidays={day: names[day] for day in left_out(schedule, today, until, names)},
        country=country_words(schedule.country) if schedule.country else "",
        shifted=tuple(one for one in ahead if one.is_shifted and one.starts_at < now + timedelta(days=366))[
            :2
        ],
    )


def next_facilitator_of(
    session: Session, desk: Desk, schedule: Schedule, ahead: Sequence[NextHolding]
) -> str:
    """Return who facilitates the first of the next holdings, whether named for it or by turn; nobody where none is to come."""
    if not ahead:
        return ""
    return who_facilitates(session, desk, schedule, ahead[0].facilitator, ahead[0].starts_at)


def channels_held(desk: Desk) -> tuple[str, ...]:
    """Return the channels in which a ceremony is held that is not paused."""
    with desk.look() as session:
        return schedules.channels_held(session)


def sheets(desk: Desk, channel: str, now: datetime) -> tuple[ScheduleSheet, ...]:
    """Return the ceremonies of a channel with what comes next."""
    with desk.look() as session:
        return tuple(sheet_of(session, desk, one, now) for one in schedules.schedules_of(session, channel))


def require_known(found: Holding | None, ceremony: Ceremony) -> Holding:
    """Return a holding that was found; refuse one that is not known."""
    if found is None:
        raise Refused(f"This {ceremony.words} is not known any more. `/ceremony list` shows what comes next.")
    return found
