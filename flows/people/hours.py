"""The working hours of people, said by themselves or by an admin, and those of everybody who said none."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from flows.people.settings import changing_settings
from flows.people.team import require_admin
from rules.journal.entries import Deed, Entry
from rules.people.accounts import Part
from rules.people.people import Person
from rules.people.working_hours import STANDARD, WorkingHours, read_hours
from rules.refusals import Refused
from store import workspaces
from store.journal import journal
from store.people import members
from store.people.hours import EVERYBODY, all_hours, keep_hours, kept_hours


def hours(desk: Desk, user: str) -> tuple[WorkingHours | None, WorkingHours]:
    """Return the hours that somebody set, if they did, and those of everybody who set none."""
    with desk.look() as session:
        kept = kept_hours(session, [user])
        return kept.get(user), kept.get(EVERYBODY, STANDARD)


def every_hours(desk: Desk) -> dict[str, WorkingHours]:
    """Return the hours of those who set any, by user."""
    with desk.look() as session:
        return {user: found for user, found in all_hours(session).items() if user != EVERYBODY}


def set_hours(
    desk: Desk, user: str, words: str, *, by: str, now: datetime, request: str = ""
) -> tuple[WorkingHours | None, WorkingHours]:
    """Set somebody's hours as typed, or let them be those of the workspace; return theirs, and those of the workspace."""
    with desk.begin(request, now) as session:
        require_may_set(desk.person(session, by), user)
        desk.require_people(session, [user], Part.EXPECTED, "member")
        members.lock(session, user)
        kept = kept_hours(session, [user])
        usual = kept.get(EVERYBODY, STANDARD)
        after = read_hours(words, kept.get(user, usual))
        keep_hours(session, user, after)
        if after != kept.get(user):
            said = after.words if after else "those of the workspace"
            journal.add(session, Entry(at=now, by=by, deed=Deed.SET_HOURS, subject=user, detail=said))
        owe(session, [user], now)
        return after, usual


def set_usual_hours(desk: Desk, words: str, *, by: str, now: datetime, request: str = "") -> WorkingHours:
    """Set the hours of everybody who set none of their own."""
    with desk.begin(request, now) as session:
        require_admin(desk.person(session, by))
        # What is typed changes what is kept now: two at once wait for each other.
        workspaces.locked(session)
        after = read_hours(words, usual_hours(session))
        said = f"Working hours are {(after or STANDARD).words}"
        with changing_settings(session, desk, Deed.SET_HOURS, said, by=by, now=now):
            keep_hours(session, EVERYBODY, after)
        owe(session, None, now)
        return after or STANDARD


def usual_hours(session: Session) -> WorkingHours:
    """Return the hours of everybody who set none."""
    return kept_hours(session, ()).get(EVERYBODY, STANDARD)


def require_may_set(person: Person, user: str) -> None:
    """Refuse who sets the hours of somebody else, and is no admin."""
    if person.id != user and not person.is_admin:
        raise Refused(
            "Only an admin can say that for somebody else. For yourself: `/team hours 10:00-18:30`."
        )
