"""On which local days a schedule is held, and at which instant, through both daylight-saving nights."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from rules.ceremonies import Schedule

NO_HOLIDAYS: frozenset[date] = frozenset()
# Longer than any run of days that weeks and holidays leave out; further ahead nobody looks.
HORIZON_DAYS = 800
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A local day on which a ceremony is held, and the instant, in UTC; `is_shifted` where its wall time is skipped."""

    day: date
    starts_at: datetime
    is_shifted: bool = False


def slot_of(schedule: Schedule, day: date) -> Slot:
    """Return when a schedule's ceremony is held on a day."""
    starts_at, is_shifted = instant(day, schedule.at, schedule.zone)
    return Slot(day, starts_at, is_shifted)


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


def is_real(day: date, zone: str) -> bool:
    """Tell whether a day exists in a zone: Samoa went from 29 to 31 December 2011."""
    midnight, _ = instant(day, time(0), zone)
    return local_day(midnight, zone) == day


def is_in_rhythm(schedule: Schedule, day: date) -> bool:
    """Tell whether a schedule names a day: by its weekday, and by its week where it is not every week."""
    weeks = (monday(day) - monday(schedule.anchor)).days // 7
    return day.weekday() in schedule.weekdays and weeks % schedule.every_weeks == 0


def is_held(schedule: Schedule, day: date, holidays: Container[date] = NO_HOLIDAYS) -> bool:
    """Tell whether a ceremony is held on a day, if nobody moves or skips it."""
    return is_in_rhythm(schedule, day) and day not in holidays and is_real(day, schedule.zone)


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - day.weekday() * ONE_DAY


def slots(schedule: Schedule, first: date, holidays: Container[date] = NO_HOLIDAYS) -> Iterator[Slot]:
    """Yield when a ceremony is held, from a day on and as far as anybody looks."""
    for number in range(HORIZON_DAYS):
        day = first + number * ONE_DAY
        if is_held(schedule, day, holidays):
            yield slot_of(schedule, day)


def next_days(
    schedule: Schedule, after: datetime, holidays: Container[date] = NO_HOLIDAYS, count: int = 3
) -> tuple[Slot, ...]:
    """Return the next times a ceremony is held, later than an instant."""
    # A time just before midnight that is skipped is held on the next local day.
    found = slots(schedule, local_day(after, schedule.zone) - ONE_DAY, holidays)
    return tuple(islice((slot for slot in found if slot.starts_at > after), count))


def next_slot(schedule: Schedule, day: date, holidays: Container[date] = NO_HOLIDAYS) -> Slot | None:
    """Return when a ceremony is held next after a day, or None where nothing is in sight."""
    return next(slots(schedule, day + ONE_DAY, holidays), None)


def left_out(
    schedule: Schedule, first: date, last: date, holidays: Container[date] = NO_HOLIDAYS
) -> Iterator[date]:
    """Yield the days between two, both included, on which a ceremony would be held but for a holiday."""
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        if is_in_rhythm(schedule, day) and day in holidays:
            yield day
