"""Telling one person privately what their deed has done."""

from datetime import datetime

from flows.desk import Desk
from rules.letters import AnswerLetter
from store import outbox


def privately(desk: Desk, user: str, channel: str, text: str, *, now: datetime) -> None:
    """Owe one person a private answer in the channel where they asked."""
    with desk.begin() as session:
        outbox.put(session, [AnswerLetter(user=user, channel=channel, text=text)], now)
