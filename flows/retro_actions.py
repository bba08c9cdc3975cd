"""The actions of retrospectives: agreed on, and done."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.retros import existing, redraw
from rules import actions as rules
from rules.actions import Action, ActionDraft
from rules.calendar import local_day
from rules.ceremonies import Holding
from rules.reminding import remind_at
from rules.sheets import Deed, Entry
from store import ceremonies, journal
from store import retros as store

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
        kept = store.add_action(session, action, remind_at(action.due, zone, now))
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
