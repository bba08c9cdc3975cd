"""Who is away until when: said by themselves or by an admin, and over by itself."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from rules.ceremonies.standup.letters import StandupPromptLetter
from rules.dates.typed_span import Span
from rules.journal.entries import Deed, Entry
from rules.people import absences
from rules.people.absences import Absence
from rules.people.accounts import Part
from store import outbox
from store.ceremonies.standup import check_ins
from store.journal import journal
from store.people import members
from store.people.absences import absences_at, end_absences, keep_absence


def go_away(
    desk: Desk, user: str, words: str, *, by: str, now: datetime, request: str = ""
) -> tuple[Absence, Span]:
    """Let somebody be away on the days that were typed; who is away on the first of them already is away until the last
    instead. Return it with its days."""
    with desk.begin(request, now) as session:
        absences.may_set(desk.person(session, by), user)
        desk.require_people(session, [user], Part.EXPECTED, "member")
        member = members.lock(session, user)
        days = absences.read_days(words, now, member.zone)
        made = absences.absence(user, days.last, member.zone, by=by, now=now, first_day=days.first)
        keep_absence(session, made)
        begins = f"from {days.first.isoformat()} " if made.since > now else ""
        add_entry(session, Deed.WENT_AWAY, user, by, f"{begins}up to and with {days.last.isoformat()}", now)
        return made, days


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
