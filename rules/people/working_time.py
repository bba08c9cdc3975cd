"""The working time of a person: their hours, their weekend, their holidays and absences, counted between instants."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from rules.local_time import instant, local_day, local_time
from rules.people.working_hours import STANDARD, WorkingHours

WEEKEND = frozenset({5, 6})
# Longer than any absence there can be and what is due after it; further ahead nobody looks.
HORIZON_DAYS = 800
ONE_DAY = timedelta(days=1)
NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time from one instant up to another."""

    begins: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        """Return how long it is."""
        return self.ends - self.begins


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """When a person works: where they live, in which hours, on which days not, and the `breaks`, in which their clock stands
    still."""

    zone: str = "UTC"
    daily: WorkingHours = STANDARD
    weekend: frozenset[int] = WEEKEND
    holidays: Container[date] = frozenset()
    breaks: tuple[Stretch, ...] = ()

    def but_for(self, breaks: tuple[Stretch, ...]) -> Self:
        """Return their working time with more breaks."""
        return replace(self, breaks=(*self.breaks, *breaks)) if breaks else self

    def is_working_day(self, day: date) -> bool:
        """Tell whether a local day is one of theirs, wherever they are."""
        is_theirs = (
            day.weekday() in self.daily.weekdays if self.daily.weekdays else day.weekday() not in self.weekend
        )
        return is_theirs and day not in self.holidays

    def morning(self, day: date) -> datetime:
        """Return the instant at which their hours of a local day begin."""
        return instant(day, self.daily.begins, self.zone)[0]

    def hours(self, day: date) -> Stretch | None:
        """Return their hours of a local day, or None where they do not work on it."""
        if not self.is_working_day(day):
            return None
        return Stretch(self.morning(day), instant(day, self.daily.ends, self.zone)[0])

    def is_at_work(self, moment: datetime) -> bool:
        """Tell whether a moment lies in their hours, and they are there."""
        hours = self.hours(local_day(moment, self.zone))
        is_in = hours is not None and hours.begins <= moment < hours.ends
        return is_in and not any(one.begins <= moment < one.ends for one in self.breaks)

    def spans(self, since: datetime) -> Iterator[Stretch]:
        """Yield the stretches of their working time from an instant on, as far as anybody looks."""
        first = local_day(since, self.zone)
        for number in range(HORIZON_DAYS):
            hours = self.hours(first + number * ONE_DAY)
            if hours and hours.ends > since:
                yield from without(Stretch(max(hours.begins, since), hours.ends), self.breaks)

    def after(self, since: datetime, working: timedelta) -> datetime | None:
        """Return the instant at which so much working time has passed since another; None where that is out of sight."""
        left = working
        for span in self.spans(since):
            if span.length >= left:
                return span.begins + left
            left -= span.length
        return None

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Return how much working time lies between two instants; none where the second is the earlier."""
        total = NONE
        for span in self.spans(since):
            if span.begins >= until:
                break
            total += min(span.ends, until) - span.begins
        return total

    def next_morning(self, after: datetime) -> datetime | None:
        """Return the next begin of their hours later than an instant, on a day on which they are there."""
        first = local_day(after, self.zone)
        mornings = (self.morning(first + number * ONE_DAY) for number in range(HORIZON_DAYS))
        return next((one for one in mornings if one > after and self.is_at_work(one)), None)

    def spoken(self, moment: datetime) -> str:
        """Return a moment as the clocks where they live show it: “Tuesday 3 March, 11:00”."""
        local = local_time(moment, self.zone)
        return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def without(span: Stretch, breaks: tuple[Stretch, ...]) -> Iterator[Stretch]:
    """Yield what breaks leave of a span, in its order."""
    begins = span.begins
    for one in sorted(breaks, key=lambda found: found.begins):
        if one.ends <= begins or one.begins >= span.ends:
            continue
        if one.begins > begins:
            yield Stretch(begins, one.begins)
        begins = max(begins, one.ends)
    if begins < span.ends:
        yield Stretch(begins, span.ends)
