"""The actions of retrospectives: agreed on, done, and their owners reminded in the morning of the due day."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import letters
from flows.attendance import away
from flows.desk import Desk
from flows.letters import Letter, LetterKind
from flows.retros import existing, redraw
from rules import actions as rules
from rules.actions import Action, ActionDraft
from rules.calendar import local_day
from rules.ceremonies import Holding
from rules.sheets import Deed, Entry
from store import ceremonies, journal
from store import retros as store
from store.database import Database
from store.retros import Reminder

logger = logging.getLogger(__name__)
SUBJECT = "retrospective"


def add(desk: Desk, holding: Holding, draft: ActionDraft, *, by: str, now: datetime, request: str) -> Action:
    """Agree on an action with its owner and due day."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        occurrence = existing(ceremonies.lock(session, holding))
        store.lock(session, holding)
        today = local_day(now, desk.member(session, by).zone)
        action = rules.read_action(draft, holding, by=by, now=now, today=today)
        zone = desk.member(session, action.owner).zone
        kept = store.add_action(session, action, rules.remind_at(action, zone, now))
        note(session, Deed.ADDED_ACTION, kept, by, now)
        redraw(session, desk, occurrence, now)
        return kept


def complete(desk: Desk, number: int, *, by: str, now: datetime) -> Action:
    """Mark an action as done; doing so twice changes nothing."""
    with desk.begin() as session:
        before = store.lock_action(session, number)
        occurrence = existing(ceremonies.get(session, before.holding))
        after = rules.done_action(before, desk.person(session, by), occurrence.facilitator, now)
        if after == before:
            return before
        store.save_action(session, after)
        note(session, Deed.COMPLETED_ACTION, after, by, now)
        redraw(session, desk, occurrence, now)
        is_open = ceremonies.open_one(session, occurrence.channel, occurrence.ceremony)
        if is_open and is_open.holding != occurrence.holding:
            redraw(session, desk, is_open, now)
        return after


def note(session: Session, deed: Deed, action: Action, by: str, now: datetime) -> None:
    """Add an entry about an action to the journal."""
    entry = Entry(at=now, by=by, deed=deed, subject=SUBJECT, detail=action.text)
    journal.add(session, entry)


def open_actions(desk: Desk, channel: str) -> tuple[Action, ...]:
    """Return the actions of a channel that are still to be done."""
    with desk.look() as session:
        return store.open_actions(session, channel)


def action(desk: Desk, number: int) -> Action:
    """Return an action."""
    with desk.look() as session:
        return store.action(session, number)


def tick(database: Database, desk_for: Callable[[str], Desk | None], now: datetime) -> int:
    """Remind the owners whose morning has come, each row in its own transaction; returns how many were done."""
    with database.look_everywhere() as session:
        due = store.due_reminders(session, now)
    return sum(attempt(desk_for(one.workspace), one, now) for one in due)


def attempt(desk: Desk | None, due: Reminder, now: datetime) -> bool:
    """Do one reminder, where its workspace is served here; what fails is left for the next tick."""
    try:
        return desk is not None and remind(desk, due.number, now)
    except Exception:
        logger.exception("an action could not be reminded of; the next tick tries again")
        return False


def remind(desk: Desk, number: int, now: datetime) -> bool:
    """Owe the owner of an action a reminder, once; who is away gets it in the morning of their return."""
    with desk.begin() as session:
        found = store.take_reminder(session, number, now)
        if found is None:
            return False
        is_away = found.owner in away(session, now)
        store.plan_reminder(session, number, now + timedelta(days=1) if is_away else None)
        if not is_away and desk.member(session, found.owner).is_active:
            letters.put(session, iter([reminder(found)]), now)
        return True


def reminder(action: Action) -> Letter:
    """Return the message that reminds the owner of an action."""
    return letters.to_person(action.owner, LetterKind.RETRO_REMINDER, action=action.number)
