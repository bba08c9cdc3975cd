"""Instants and local days, through both daylight-saving nights."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant(day: date, at: time, zone: str) -> tuple[datetime, bool]:
    """Return the instant of a wall time, and whether the clocks skip it.

    A time that daylight saving skips is held at the first instant after the gap, one that comes twice at its first.
    """
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    found = local.astimezone(UTC)
    if local_time(found, zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found, False
    return end_of_gap(local), True


def end_of_gap(local: datetime) -> datetime:
    """Return the instant at which the clocks jump over a wall time that does not exist."""
    # Read with the offset after the gap it lies before the jump, read with the one before it lies behind.
    before, behind = (local.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    offset_before = before.astimezone(local.tzinfo).utcoffset()
    while behind - before > timedelta(seconds=1):
        middle = before + (behind - before) // 2
        if middle.astimezone(local.tzinfo).utcoffset() == offset_before:
            before = middle
        else:
            behind = middle
    return behind.replace(microsecond=0)


def local_time(moment: datetime, zone: str) -> datetime:
    """Return a moment as the clocks of a zone show it."""
    return moment.astimezone(ZoneInfo(zone))


def local_day(moment: datetime, zone: str) -> date:
    """Return the day that a zone's calendar shows at a moment."""
    return local_time(moment, zone).date()
