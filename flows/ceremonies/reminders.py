"""Reminders: the owners of actions and follow-ups, in the morning of the due day; who is away on their return."""

from datetime import datetime

from sqlmodel import Session

from flows.ceremonies.attendance import away
from flows.desk import Desk
from flows.due import DueKind
from rules.ceremonies.reminding import Owed, next_reminder
from rules.ceremonies.retro.letters import ActionReminderLetter
from rules.ceremonies.review.letters import FollowUpLetter
from rules.letters import Letter
from store import outbox
from store.ceremonies import reminders
from store.ceremonies.reminders import Reminder


def due_reminders(session: Session, now: datetime) -> list[Reminder]:
    """Return what the owners of all workspaces are to be reminded of by now."""
    return [one for owed in Owed for one in reminders.due(session, owed, now)]


def remind(desk: Desk, due: Reminder, now: datetime) -> bool:
    """Owe an owner a reminder, once for each time; who is away gets it in the morning of their return."""
    with desk.begin() as session:
        owner = reminders.lock_if_due(session, due.owed, due.number, now)
        if owner is None:
            return False
        member = desk.member(session, owner)
        is_away = owner in away(session, now)
        again = next_reminder(due.owed, member.zone, now, is_away=is_away)
        reminders.plan_reminder(session, due.owed, due.number, again if member.is_person else None)
        if member.is_person and not is_away:
            outbox.put(session, [reminder(due, owner)], now)
        return True


def reminder(due: Reminder, owner: str) -> Letter:
    """Return the message that reminds an owner."""
    if due.owed is Owed.ACTION:
        return ActionReminderLetter(user=owner, action=due.number)
    return FollowUpLetter(user=owner, follow_up=due.number, reminds=True)


REMINDERS = DueKind(due_reminders, remind, lambda due: f"reminding of {due.owed.words} {due.number}")
