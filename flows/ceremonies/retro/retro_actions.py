"""The actions of retrospectives: agreed on, and done."""

from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.reminders import lists_that_name
from flows.ceremonies.retro.retros import existing_retro, redraw
from flows.desk import Desk
from flows.people.homes import owe
from rules.ceremonies.reminding import remind_at
from rules.ceremonies.retro import retro_actions
from rules.ceremonies.retro.retro_actions import ActionDraft, RetroAction
from rules.ceremony_names import HoldingKey
from rules.journal.entries import Deed, Entry
from rules.local_time import local_day
from rules.people.accounts import Part
from rules.waiting.waits import WaitKind
from store import outbox
from store.ceremonies import holdings
from store.ceremonies.retro import retros
from store.ceremonies.retro.retro_actions import (
    add_action,
    lock_action,
    open_actions_in,
    save_action,
)
from store.journal import journal

SUBJECT = "retrospective"


def add(
    desk: Desk, key: HoldingKey, draft: ActionDraft, *, by: str, now: datetime, request: str
) -> RetroAction:
    """Agree on an action with its owner and due day."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        holding = existing_retro(holdings.lock(session, key))
        retros.lock(session, key)
        today = local_day(now, desk.member(session, by).zone)
        action = retro_actions.read_action(draft, key, by=by, now=now, today=today)
        desk.require_people(session, [action.owner], Part.ACTION, "owner")
        zone = desk.member(session, action.owner).zone
        kept = add_action(session, action, remind_at(action.due, zone, now))
        add_entry(session, Deed.ADDED_ACTION, kept, by, now)
        redraw(session, desk, holding, now)
        owe(session, [kept.owner], now)
        return kept


def complete(desk: Desk, number: int, *, by: str, now: datetime) -> RetroAction:
    """Mark an action as done; doing so twice changes nothing."""
    with desk.begin() as session:
        before = lock_action(session, number)
        holding = existing_retro(holdings.get(session, before.holding_key))
        after = retro_actions.done_action(before, desk.person(session, by), holding.facilitator, now)
        if after == before:
            return before
        save_action(session, after)
        owe(session, [after.owner], now)
        outbox.put(session, lists_that_name(session, WaitKind.ACTION, number, now), now)
        add_entry(session, Deed.COMPLETED_ACTION, after, by, now)
        redraw(session, desk, holding, now)
        is_open = holdings.open_one(session, holding.channel, holding.ceremony)
        if is_open and is_open.key != holding.key:
            redraw(session, desk, is_open, now)
        return after


def add_entry(session: Session, deed: Deed, action: RetroAction, by: str, now: datetime) -> None:
    """Add an entry about an action to the journal."""
    entry = Entry(at=now, by=by, deed=deed, subject=SUBJECT, detail=action.text)
    journal.add(session, entry)


def open_actions(desk: Desk, channel: str) -> tuple[RetroAction, ...]:
    """Return the actions of a channel that are still to be done."""
    with desk.look() as session:
        return open_actions_in(session, channel)
