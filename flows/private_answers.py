"""Telling one person privately what their deed has done."""

from datetime import datetime

from flows import letters
from flows.desk import Desk


def privately(desk: Desk, user: str, channel: str, text: str, *, now: datetime) -> None:
    """Owe one person a private answer in the channel where they asked."""
    with desk.begin() as session:
        letters.put(session, iter([letters.answer(user, channel, text)]), now)
