"""The hours in which somebody works, as they are typed: “10:00-18:30”, “8-16 sun-thu”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Self

from rules.dates.typed_times import read_time, read_weekday, weekday_words
from rules.refusals import Refused
from rules.words import clean, fold, shorten

BEGINS, ENDS = time(9), time(17)
SHORTEST = timedelta(hours=1)
HOW_HOURS = (
    "Write the hours, and the days where they are not the usual ones, like “10:00-18:30” or “8-16 sun-thu”; “default”"
    " makes them those of the workspace."
)
FILLERS = frozenset({"from", "on", "and", "at", "the", "of"})
DEFAULT = "default"
CLOCK = r"\d{1,2}(?:[:.h]\d{2})?"
HALF = r"[ap]\.?m\b\.?"
HOURS = re.compile(
    rf"(?P<begins>{CLOCK})\s?(?P<first_half>{HALF})?\s*-\s*(?P<ends>{CLOCK})\s?(?P<half>{HALF})?(?![\w:])",
    re.IGNORECASE,
)
DASHES = re.compile(r"\s*(?:[–—-]|\b(?:to|until|till)\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """From when until when somebody works on their days; without `weekdays` on all but the weekend where they live."""

    begins: time = BEGINS
    ends: time = ENDS
    weekdays: tuple[int, ...] = ()

    @property
    def length(self) -> timedelta:
        """Return how long a day of work is."""
        return since_midnight(self.ends) - since_midnight(self.begins)

    @property
    def span(self) -> str:
        """Return the hours alone, as a clock shows them: “09:00-17:00”."""
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"

    @property
    def words(self) -> str:
        """Return the hours, and the days where they were said."""
        days = f", {weekday_words(self.weekdays)}" if self.weekdays else ""
        return f"{self.begins:%H:%M} to {self.ends:%H:%M}{days}"

    def on_usual_days(self, usual: Self) -> Self:
        """Return the hours with the days that are usual, where they say none."""
        return self if self.weekdays else replace(self, weekdays=usual.weekdays)


STANDARD = WorkingHours()


def since_midnight(moment: time) -> timedelta:
    """Return how much of a day has passed on a clock."""
    return timedelta(hours=moment.hour, minutes=moment.minute)


def read_hours(text: str, before: WorkingHours) -> WorkingHours | None:
    """Return the hours that were typed, and as they were `before` what was not; None for those of the workspace."""
    typed = DASHES.sub("-", clean(text))
    if fold(typed) == DEFAULT:
        return None
    found = HOURS.search(typed)
    rest = typed[: found.start()] + " " + typed[found.end() :] if found else typed
    words = [word for word in re.split(r"[\s,;]+", rest) if word and fold(word) not in FILLERS]
    if not found and (not words or any(sign.isdigit() for sign in rest)):
        raise Refused(f"“{shorten(clean(text), 40)}” says no working hours. {HOW_HOURS}")
    try:
        weekdays = tuple(sorted({day for word in words for day in days_of(word)}))
    except Refused as wrong:
        raise Refused(f"{wrong} {HOW_HOURS}") from None
    begins, ends = read_span_of(found) if found else (before.begins, before.ends)
    return WorkingHours(begins=begins, ends=ends, weekdays=weekdays or before.weekdays)


def read_span_of(found: re.Match[str]) -> tuple[time, time]:
    """Return from when until when somebody works; refuse hours that end before they begin, or are hardly any."""
    half, first_half = found["half"] or "", found["first_half"] or ""
    begins, ends = read_time(found["begins"] + first_half), read_time(found["ends"] + half)
    if half and not first_half and begins.hour < 12 and (later := read_time(found["begins"] + half)) < ends:
        # “1-5pm” means the afternoon, “9-5pm” the whole day.
        begins = later
    if ends <= begins:
        raise Refused(
            f"{begins:%H:%M} to {ends:%H:%M} would end before it begins. Count up to 24, like 09:00-17:00;"
            " hours over midnight cannot be set."
        )
    if since_midnight(ends) - since_midnight(begins) < SHORTEST:
        raise Refused(f"Working hours are an hour long at least. {HOW_HOURS}")
    return begins, ends


def days_of(word: str) -> Iterator[int]:
    """Yield the weekdays of one typed word: a day, or the days from one to another, over the weekend too."""
    first, dash, last = word.partition("-")
    if not dash:
        yield read_weekday(word)
        return
    begins, ends = read_weekday(first), read_weekday(last)
    yield from ((begins + number) % 7 for number in range((ends - begins) % 7 + 1))
