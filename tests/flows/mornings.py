"""Mornings on a moved clock: what the clock owes people in them, taken as if Slack had it then."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from flows.desk import Desk
from flows.due import run_due
from flows.waiting import reminders
from rules.message_keys import reminder_of
from rules.waiting.clock import Nudge
from rules.waiting.letters import ReminderLetter
from store import postings
from store.postings import Posting
from store.tables import LetterRow
from tests.stories import BEN


def tick(desk: Desk, now: datetime) -> list[ReminderLetter]:
    """Let the clock remind at a moment, and return the messages that it owes, as if Slack had them then."""
    forget_letters(desk)
    run_due((reminders.MORNINGS,), desk.database, lambda name: desk if name == desk.workspace else None, now)
    return list(sent(desk, now))


def forget_letters(desk: Desk) -> None:
    """Let Slack have what was owed before."""
    with desk.begin() as session:
        for row in session.exec(select(LetterRow)):
            session.delete(row)


def owed(desk: Desk, kind: str) -> list[dict[str, Any]]:
    """Return what the letters of a kind say that are owed."""
    with desk.look() as session:
        mine = select(LetterRow).where(LetterRow.kind == kind).order_by(col(LetterRow.id))
        return [dict(row.facts) for row in session.exec(mine)]


def sent(desk: Desk, now: datetime) -> Iterator[ReminderLetter]:
    """Yield the messages of the day that are owed, each as the postman delivers it."""
    for facts in owed(desk, ReminderLetter.kind):
        letter = ReminderLetter(user=facts["user"], day=date.fromisoformat(facts["day"]))
        found = reminders.digest(desk, letter.user, now)
        assert found.is_worth_sending
        with desk.begin() as session:
            postings.keep_posting(session, reminder_of(letter.user, letter.day), Posting("D0", str(now)))
        reminders.keep_told(desk, found, letter, now)
        yield letter


def reminded(desk: Desk, now: datetime, user: str = BEN) -> list[Nudge]:
    """Let a morning come, and return what is new in the list that somebody gets; nothing where they get none."""
    forget_letters(desk)
    run_due((reminders.MORNINGS,), desk.database, lambda name: desk if name == desk.workspace else None, now)
    if user not in [facts["user"] for facts in owed(desk, ReminderLetter.kind)]:
        return []
    news = [item.news for item in reminders.digest(desk, user, now).items]
    list(sent(desk, now))
    return [one for one in news if one]
