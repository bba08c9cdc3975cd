"""Who is away until when: said by themselves or by an admin, and over by itself."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from rules.ceremonies.standup.letters import StandupPromptLetter
from rules.journal.entries import Deed, Entry
from rules.people import absences
from rules.people.absences import Absence
from rules.people.accounts import Part
from store import outbox
from store.ceremonies.standup import check_ins
from store.journal import journal
from store.people import members
from store.people.absences import absences_at, end_absence, keep_absence


def go_away(desk: Desk, user: str, words: str, *, by: str, now: datetime, request: str = "") -> Absence:
    """Let somebody be away until a day that was typed; who is away already is away until that day instead."""
    with desk.begin(request, now) as session:
        absences.may_set(desk.person(session, by), user)
        desk.require_people(session, [user], Part.EXPECTED, "member")
        member = members.lock(session, user)
        last_day = absences.read_last_day(words, now, member.zone)
        made = absences.absence(user, last_day, member.zone, by=by, now=now)
        keep_absence(session, made)
        add_entry(session, Deed.WENT_AWAY, user, by, f"up to and with {last_day.isoformat()}", now)
        return made


def come_back(desk: Desk, user: str, *, by: str, now: datetime, request: str = "") -> bool:
    """End somebody's absence before its day; tell whether they were away."""
    with desk.begin(request, now) as session:
        absences.may_set(desk.person(session, by), user)
        members.lock(session, user)
        was_away = end_absence(session, user, now)
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
