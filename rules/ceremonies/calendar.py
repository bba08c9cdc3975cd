"""On which local days a schedule is held, and at which instant."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from rules.ceremonies.ceremonies import Schedule
from rules.local_time import instant, local_day

NO_HOLIDAYS: frozenset[date] = frozenset()
# Longer than any run of days that weeks and holidays leave out; further ahead nobody looks.
HORIZON_DAYS = 800
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HoldingTime:
    """A local day on which a ceremony is held, and the instant, in UTC; `is_shifted` where its wall time is skipped."""

    day: date
    starts_at: datetime
    is_shifted: bool = False


def holding_time(schedule: Schedule, day: date) -> HoldingTime:
    """Return when a schedule's ceremony is held on a day."""
    starts_at, is_shifted = instant(day, schedule.at, schedule.zone)
    return HoldingTime(day, starts_at, is_shifted)


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


def holding_times(
    schedule: Schedule, first: date, holidays: Container[date] = NO_HOLIDAYS
) -> Iterator[HoldingTime]:
    """Yield when a ceremony is held, from a day on and as far as anybody looks."""
    for number in range(HORIZON_DAYS):
        day = first + number * ONE_DAY
        if is_held(schedule, day, holidays):
            yield holding_time(schedule, day)


def next_days(
    schedule: Schedule, after: datetime, holidays: Container[date] = NO_HOLIDAYS, count: int = 3
) -> tuple[HoldingTime, ...]:
    """Return the next times a ceremony is held, later than an instant."""
    # A time just before midnight that is skipped is held on the next local day.
    found = holding_times(schedule, local_day(after, schedule.zone) - ONE_DAY, holidays)
    return tuple(islice((when for when in found if when.starts_at > after), count))


def next_holding_time(
    schedule: Schedule, day: date, holidays: Container[date] = NO_HOLIDAYS
) -> HoldingTime | None:
    """Return when a ceremony is held next after a day, or None where nothing is in sight."""
    return next(holding_times(schedule, day + ONE_DAY, holidays), None)


def left_out(
    schedule: Schedule, first: date, last: date, holidays: Container[date] = NO_HOLIDAYS
) -> Iterator[date]:
    """Yield the days between two, both included, on which a ceremony would be held but for a holiday."""
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        if is_in_rhythm(schedule, day) and day in holidays:
            yield day
