"""Who is away until when: said by themselves or by an admin, and over by itself."""

from datetime import datetime

from sqlmodel import Session

from flows import letters
from flows.desk import Desk
from flows.letters import LetterKind
from rules import absences as rules
from rules.absences import Absence
from rules.refusals import Refused
from rules.sheets import Deed, Entry
from store import journal, members, standups


def go_away(desk: Desk, user: str, words: str, *, by: str, now: datetime, request: str = "") -> Absence:
    """Let somebody be away until a day that was typed; who is away already is away until that day instead."""
    with desk.begin(request, now) as session:
        rules.may_set(desk.person(session, by), user)
        member = members.lock(session, user)
        if not member.is_active:
            raise Refused(f"{member.person.mention} is deactivated in Slack and is not expected anywhere.")
        last_day = rules.read_last_day(words, now, member.zone)
        made = rules.absence(user, last_day, member.zone, by=by, now=now)
        standups.keep_absence(session, made)
        note(session, Deed.WENT_AWAY, user, by, f"up to and with {last_day.isoformat()}", now)
        return made


def come_back(desk: Desk, user: str, *, by: str, now: datetime, request: str = "") -> bool:
    """End somebody's absence before its day; tell whether they were away."""
    with desk.begin(request, now) as session:
        rules.may_set(desk.person(session, by), user)
        members.lock(session, user)
        was_away = standups.end_absence(session, user, now)
        if was_away:
            note(session, Deed.CAME_BACK, user, by, "", now)
        return was_away


def current(desk: Desk, now: datetime) -> dict[str, Absence]:
    """Return who is away now, with their absences."""
    with desk.look() as session:
        return standups.absences(session, now)


def note(session: Session, deed: Deed, user: str, by: str, detail: str, now: datetime) -> None:
    """Record what became of an absence, and owe the prompts of open standups, which show it."""
    journal.add(session, Entry(at=now, by=by, deed=deed, subject=user, detail=detail))
    prompts = (letters.of_holding(one, LetterKind.STANDUP_PROMPT) for one in standups.open_ones(session))
    letters.put(session, prompts, now)
