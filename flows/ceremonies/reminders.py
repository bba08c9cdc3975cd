"""What of actions and follow-ups stands in the one list a day that people are reminded by."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from rules.letters import Letter
from rules.waiting.digests import KEPT_TRUE
from rules.waiting.letters import ReminderLetter
from rules.waiting.waits import WaitKind, key_of
from store.ceremonies import reminders
from store.waiting import nudges


def lists_that_name(session: Session, kind: WaitKind, number: int, now: datetime) -> Iterator[Letter]:
    """Yield the lists anew that name an action or a follow-up, where they were sent: what is done leaves them."""
    told = nudges.told_of_item(session, key_of(kind, number), (now - KEPT_TRUE).date())
    yield from (ReminderLetter(user=user, day=day) for user, day in told)


def remind_next_morning(desk: Desk, kind: WaitKind, number: int, now: datetime) -> None:
    """Let the next list remind of an action or a follow-up, unless it is done."""
    with desk.begin() as session:
        reminders.plan_reminder(session, kind, number, now)
