"""When somebody is reminded of what they took on: in their own morning of the due day, and later where it matters."""

from datetime import date, datetime, time, timedelta

from rules.local_time import instant, local_day
from rules.waiting.waits import WaitKind

MORNING = time(9)
# An action comes first in the next retrospective; a follow-up may hold an experiment, so it is asked for each week.
AGAIN = {WaitKind.FOLLOW_UP: timedelta(days=7)}


def remind_at(due: date, zone: str, now: datetime) -> datetime | None:
    """Return from when the owner is reminded: their own morning of the due day, or not where that has passed."""
    moment, _ = instant(due, MORNING, zone)
    return moment if moment > now else None


def first_reminder(kind: WaitKind, due: date, zone: str, now: datetime) -> datetime | None:
    """Return from when the owner is reminded first of something that is told to them now."""
    return remind_at(due, zone, now) or next_reminder(kind, zone, now)


def next_reminder(kind: WaitKind, zone: str, now: datetime) -> datetime | None:
    """Return from when the owner is reminded again of something that they were reminded of now; None for never."""
    if kind not in AGAIN:
        return None
    moment, _ = instant(local_day(now, zone) + AGAIN[kind], MORNING, zone)
    return moment
