"""Who is away until when: said by themselves or by an admin, and over by itself."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from rules.ceremonies.standup.letters import StandupPromptLetter
from rules.dates.typed_span import Span
from rules.journal.entries import Deed, Entry
from rules.marks import mention
from rules.people import absences
from rules.people.absences import Absence
from rules.people.accounts import Part
from rules.people.people import Member
from rules.people.standing_in import stand_in_objections
from rules.refusals import refuse
from store import outbox
from store.ceremonies.standup import check_ins
from store.journal import journal
from store.people import members
from store.people.absences import absences_at, end_absences, keep_absence


def go_away(
    desk: Desk, user: str, words: str, *, by: str, now: datetime, request: str = "", stand_in: str = ""
) -> tuple[Absence, Span]:
    """Let somebody be away on the days that were typed; who is away on the first of them already is away until the last
    instead. A stand-in is asked meanwhile to decide in their place. Return the absence with its days."""
    with desk.begin(request, now) as session:
        absences.may_set(desk.person(session, by), user)
        desk.require_people(session, [user], Part.EXPECTED, "member")
        member = members.lock(session, user)
        if stand_in:
            require_stand_in(session, desk, member, stand_in, now)
        days = absences.read_days(words, now, member.zone)
        made = absences.absence(
            user, days.last, member.zone, by=by, now=now, first_day=days.first, stand_in=stand_in
        )
        keep_absence(session, made)
        begins = f"from {days.first.isoformat()} " if made.since > now else ""
        # By the id: a name that is sealed could not be erased.
        named = f"; {mention(stand_in)} stands in" if stand_in else ""
        said = f"{begins}up to and with {days.last.isoformat()}{named}"
        add_entry(session, Deed.WENT_AWAY, user, by, said, now)
        return made, days


def require_stand_in(session: Session, desk: Desk, user: Member, stand_in: str, now: datetime) -> None:
    """Refuse a stand-in who could decide nothing in somebody's place, or with whom it would go in a circle."""
    desk.require_people(session, [stand_in], Part.STAND_IN, "stand_in")
    others = (desk.with_settings(user), desk.member(session, stand_in))
    refuse(stand_in_objections(*others, absences_at(session, now)))


def come_back(desk: Desk, user: str, *, by: str, now: datetime, request: str = "") -> bool:
    """End somebody's absence before its day, and call off those that are to come; tell whether there was any."""
    with desk.begin(request, now) as session:
        absences.may_set(desk.person(session, by), user)
        members.lock(session, user)
        was_away = end_absences(session, user, now)
        if was_away:
            add_entry(session, Deed.CAME_BACK, user, by, "", now)
        return was_away


def current(desk: Desk, now: datetime) -> dict[str, Absence]:
    """Return who is away now, with their absences."""
    with desk.look() as session:
        return absences_at(session, now)


def add_entry(session: Session, deed: Deed, user: str, by: str, detail: str, now: datetime) -> None:
    """Record what became of an absence, and owe what shows it: the prompts of open standups, and who facilitates next."""
    journal.add(session, Entry(at=now, by=by, deed=deed, subject=user, detail=detail))
    prompts = (StandupPromptLetter(holding=one.key) for one in check_ins.open_ones(session))
    outbox.put(session, prompts, now)
    owe(session, None, now)
