"""Reminders: the owners of actions and follow-ups, in the morning of the due day; who is away on their return."""

import logging
from collections.abc import Callable
from datetime import datetime

from flows.ceremonies.attendance import away
from flows.desk import Desk
from rules.ceremonies.reminding import Owed, next_reminder
from rules.ceremonies.retro.letters import ActionReminderLetter
from rules.ceremonies.review.letters import FollowUpLetter
from rules.letters import Letter
from store import outbox
from store.ceremonies import reminders
from store.ceremonies.reminders import Reminder
from store.database import Database

logger = logging.getLogger(__name__)


def tick(database: Database, desk_for: Callable[[str], Desk | None], now: datetime) -> int:
    """Remind the owners whose morning has come, each row in its own transaction; returns how many were done."""
    with database.look_everywhere() as session:
        due = [one for owed in Owed for one in reminders.due(session, owed, now)]
    return sum(attempt(desk_for(one.workspace), one, now) for one in due)


def attempt(desk: Desk | None, due: Reminder, now: datetime) -> bool:
    """Do one reminder, where its workspace is served here; what fails is left for the next tick."""
    try:
        return desk is not None and remind(desk, due, now)
    except Exception:
        logger.exception("somebody could not be reminded; the next tick tries again")
        return False


def remind(desk: Desk, due: Reminder, now: datetime) -> bool:
    """Owe an owner a reminder, once for each time; who is away gets it in the morning of their return."""
    with desk.begin() as session:
        owner = reminders.lock_if_due(session, due.owed, due.number, now)
        if owner is None:
            return False
        member = desk.member(session, owner)
        is_away = owner in away(session, now)
        again = next_reminder(due.owed, member.zone, now, is_away=is_away)
        reminders.plan(session, due.owed, due.number, again if member.is_person else None)
        if member.is_person and not is_away:
            outbox.put(session, [reminder(due, owner)], now)
        return True


def reminder(due: Reminder, owner: str) -> Letter:
    """Return the message that reminds an owner."""
    if due.owed is Owed.ACTION:
        return ActionReminderLetter(user=owner, action=due.number)
    return FollowUpLetter(user=owner, follow_up=due.number, reminds=True)
