"""When somebody is reminded of what they took on: in their own morning of the due day, and later where it matters."""

from datetime import date, datetime, time, timedelta

from rules.local_time import instant, local_day
from rules.words import Worded

MORNING = time(9)


class Owed(Worded):
    """What people are reminded of."""

    ACTION = "action", "action of a retrospective"
    FOLLOW_UP = "follow_up", "follow-up of an AI ethics review"


# An action comes first in the next retrospective; a follow-up may hold an experiment, so it is asked for each week.
AGAIN: dict[Owed, timedelta | None] = {Owed.ACTION: None, Owed.FOLLOW_UP: timedelta(days=7)}


def remind_at(due: date, zone: str, now: datetime) -> datetime | None:
    """Return when the owner is reminded: in their own morning of the due day, or not where that has passed."""
    moment, _ = instant(due, MORNING, zone)
    return moment if moment > now else None


def first_reminder(owed: Owed, due: date, zone: str, now: datetime) -> datetime | None:
    """Return when the owner is reminded first of something that is told to them now."""
    return remind_at(due, zone, now) or next_reminder(owed, zone, now)


def next_reminder(owed: Owed, zone: str, now: datetime, *, is_away: bool = False) -> datetime | None:
    """Return when the owner is reminded after a reminder was due: who is away in the morning of the next day."""
    wait = timedelta(days=1) if is_away else AGAIN[owed]
    if wait is None:
        return None
    moment, _ = instant(local_day(now, zone) + wait, MORNING, zone)
    return moment
