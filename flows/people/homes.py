"""App Homes kept in step: opened, turned over, and owed anew to those who have opened theirs and whom a deed concerns."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlmodel import Session

from flows.desk import Desk
from flows.due import DueKind
from rules.local_time import instant, local_day
from rules.people.letters import HomeLetter
from store import outbox
from store.people import homes
from store.people.homes import DueHome

# Who has not looked for so long finds it drawn anew when they do.
LOOKED_AT = timedelta(days=30)


def open_home(desk: Desk, user: str, now: datetime) -> None:
    """Draw the Home of somebody who opens it; from now on it is kept in step."""
    with desk.begin() as session:
        homes.keep_opened(session, user, now)
        outbox.put(session, [HomeLetter(user=user)], now)


def turn_page(desk: Desk, user: str, part: str, place: int, now: datetime) -> None:
    """Show another page of a part of somebody's Home."""
    with desk.begin() as session:
        homes.keep_page(session, user, part, place)
        outbox.put(session, [HomeLetter(user=user)], now)


def owe(session: Session, users: Iterable[str] | None, now: datetime) -> None:
    """Owe their Homes to those of some users, or of all, who look at it; nobody else costs more than this question."""
    wanted = None if users is None else sorted({user for user in users if user})
    if wanted == []:
        return
    found = homes.openers(session, now - LOOKED_AT, wanted)
    outbox.put(session, [HomeLetter(user=user) for user in found], now)


def refresh(desk: Desk, users: Iterable[str] | None, now: datetime) -> None:
    """Owe Homes in a transaction of their own, if anybody has opened one of these."""
    wanted = None if users is None else sorted({user for user in users if user})
    with desk.look() as session:
        found = homes.openers(session, now - LOOKED_AT, wanted)
    if found:
        with desk.begin() as session:
            outbox.put(session, [HomeLetter(user=user) for user in found], now)


def keep_drawn(desk: Desk, user: str, digest: str, now: datetime) -> None:
    """Keep what the Home of somebody shows, and that it is drawn anew as their next day begins."""
    with desk.begin() as session:
        found = homes.find_home(session, user)
        looks = found is not None and found.opened_at >= now - LOOKED_AT
        zone = desk.member(session, user).zone
        morning, _ = instant(local_day(now, zone) + timedelta(days=1), time(0), zone)
        homes.keep_drawn(session, user, digest, morning if looks else None)


def redraw(desk: Desk, due: DueHome, now: datetime) -> int:
    """Owe a Home anew because a day begins where its owner lives."""
    with desk.begin() as session:
        if not homes.take_due(session, due.user, now):
            return 0
        outbox.put(session, [HomeLetter(user=due.user)], now)
        return 1


HOMES = DueKind(homes.due_homes, redraw, lambda due: f"drawing the Home of {due.user} anew")
