"""The calendar feed of a channel: the secret address it is given, and what it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from flows.ceremonies.next_holdings import next_holdings_of
from flows.ceremonies.rescheduling import require_rights
from flows.desk import Desk
from rules.ceremonies.ceremonies import Schedule
from rules.ceremonies.ceremony_sheets import NextHolding
from rules.ceremonies.feeds import CalendarEntry, FeedState, entries
from rules.ceremonies.setups import require_channel
from rules.journal.entries import Deed, Entry
from rules.people.people import Team
from rules.refusals import Refused
from store.ceremonies import feeds, holdings
from store.ceremonies.schedules import schedules_of
from store.database import Database
from store.journal import journal

BACK = timedelta(days=60)
AHEAD = timedelta(days=190)
MOST_AHEAD = 200
NOTHING_SET_UP = "No ceremonies are set up in this channel. `/ceremony setup` does it."


def may_manage(desk: Desk, channel: str, user: str) -> bool:
    """Tell whether somebody may change the ceremonies of a channel."""
    try:
        managed(desk, channel, user)
    except Refused:
        return False
    return True


def managed(desk: Desk, channel: str, user: str) -> tuple[Schedule, ...]:
    """Return the ceremonies of a channel; refuse who may not change them, and a channel without any."""
    with desk.look() as session:
        return managed_in(session, desk, channel, user)


def managed_in(session: Session, desk: Desk, channel: str, user: str, what: str = "") -> tuple[Schedule, ...]:
    """Return the ceremonies of a channel, within a transaction; refuse who may not change them, or `what` goes with them."""
    found = schedules_of(session, channel)
    if not found:
        raise Refused(NOTHING_SET_UP)
    for schedule in found:
        require_rights(session, desk, schedule, user, what=what)
    return found


def state(desk: Desk, channel: str, *, by: str) -> FeedState:
    """Return how things stand with a channel's calendar, to anybody of the workspace; the address itself nobody is told again."""
    require_channel(channel)
    with desk.look() as session:
        desk.person(session, by)
        if not schedules_of(session, channel):
            raise Refused(NOTHING_SET_UP)
        if not desk.public_url:
            return FeedState.NOT_PUBLIC
        return FeedState.MADE if feeds.is_made(session, channel) else FeedState.NOT_MADE


def renew(desk: Desk, channel: str, *, by: str, now: datetime, request: str = "") -> str:
    """Give a channel's calendar a new address, and return it, once; empty where our public address is not known. The old one
    leads nowhere from now on."""
    with desk.begin(request, now) as session:
        managed_in(session, desk, channel, by, what="calendar of this channel")
        if not desk.public_url:
            return ""
        secret = feeds.renew(session, channel)
        journal.add(session, Entry(at=now, by=by, deed=Deed.RENEWED_FEED, subject=f"calendar of {channel}"))
        return f"{desk.public_url}/calendar/{secret}.ics"


def calendar(
    database: Database, desk_for: Callable[[str], Desk | None], secret: str, now: datetime
) -> tuple[tuple[CalendarEntry, ...], Team] | None:
    """Return what the calendar of a secret address shows, and the team; None for an address that leads nowhere."""
    with database.look_everywhere() as session:
        found = feeds.channel_of(session, secret)
    desk = desk_for(found[0]) if found else None
    if found is None or desk is None:
        return None
    _, channel = found
    with desk.look() as session:
        known = holdings.known_since(session, channel, now - BACK)
        schedules = schedules_of(session, channel)
        ahead = [
            (schedule.ceremony, one) for schedule in schedules for one in ahead_of(session, schedule, now)
        ]
        shown = entries(channel, known, ahead)
        return shown, desk.named(session, shown)


def ahead_of(session: Session, schedule: Schedule, now: datetime) -> list[NextHolding]:
    """Return the holdings of the next half year."""
    found = next_holdings_of(session, schedule, now, MOST_AHEAD)
    return [one for one in found if one.starts_at <= now + AHEAD]
