"""One typed day, in all its readings: 28.03.2027, 28/3, 31 jan, next thursday, in 3 days; 03/04 has two."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from rules.dates.typed_times import WEEKDAYS, weekday_of
from rules.refusals import Refused
from rules.words import clean, listing, shorten, suggestion

LONGEST = 80
T = TypeVar("T")
YEARS = range(1000, 10_000)
MONTHS = tuple(calendar.month_name)[1:]
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
LENGTHS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14}
VOCABULARY = (*WEEKDAYS, *MONTHS, "today", "tomorrow", "week", "month", "until")
# Words of days that some text has and no other one is meant by.
UNDERSTOOD = frozenset(
    {*VOCABULARY, *LENGTHS, "till", "through", "thru", "months", "hours", "yesterday", "past"}
)
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−→", "-"))
# They say nothing more beside a day.
FILLERS = re.compile(r"\b(?:the|of|incl|including|inclusive)\b")
# A word before it that is longer than a month's name is none, and is not looked through from each of its letters.
DASHED_MONTH = re.compile(r"((?<!\S)\S{1,20} )?\b(\d{1,2})-([^\W\d]{3,9})\b")
YEAR_FIRST = re.compile(r"(\d{4})([-/. ]) ?(\d{1,2})\2 ?(\d{1,2})\.?")
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
# Who writes dates with dots writes the day first, everywhere.
DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\. ?(?:(\d+)\.?)?)?")
SLASHED = re.compile(r"(\d{1,2})([-/])(\d{1,2})(?:\2(\d+))?")
BLANKS = re.compile(r"(\d{1,2})( )(\d{1,2}) (\d{4})")
NUMBER = re.compile(r"(\d{1,2})\.?(?: (\d{4}))?")
NUMBERS = re.compile(r"\d+([-/. ])\d+\1\d+")
OF_WEEK = re.compile(r"(?:(next|this|coming) )?([^\W\d]+)(?: (next|this) week)?")
AHEAD = re.compile(r"in (\w+) (\w+)")
END = re.compile(r"end (\w+)")


@dataclass(frozen=True, slots=True)
class TypedDay:
    """One reading of a typed day: what it names of a day, and whether day or month came first where that is a choice."""

    number: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    order: str = ""

    @classmethod
    def of(cls, day: date) -> "TypedDay":
        """Return the reading that names a day in full."""
        return cls(day.day, day.month, day.year)

    @property
    def is_number(self) -> bool:
        """Tell whether only the number of the day is named; its neighbour in a span says the month."""
        return self.number is not None and self.month is None

    def on(self, year: int) -> date | None:
        """Return the day in a year; None where the calendar has none."""
        if year not in YEARS or not self.month or not self.number or self.month > 12:
            return None
        return date(year, self.month, self.number) if self.number <= month_end(year, self.month).day else None

    def first_from(self, start: date) -> date | None:
        """Return the day that is named, the first from a day on where its year or week is open."""
        if self.year is not None:
            return self.on(self.year)
        if self.number is None:
            return later(start, ((self.weekday or 0) - start.weekday()) % 7)
        return first(
            day for year in range(start.year, start.year + 9) if (day := self.on(year)) and day >= start
        )

    def last_until(self, end: date) -> date | None:
        """Return the last such day up to another one."""
        if self.year is not None:
            return self.on(self.year)
        return first(
            day for year in range(end.year, end.year - 9, -1) if (day := self.on(year)) and day <= end
        )


def first(days: Iterable[date]) -> date | None:
    """Return the first of some days."""
    return next(iter(days), None)


def spoken(day: date) -> str:
    """Return a day as people read it, which reads back as that day."""
    return f"{day.day} {calendar.month_abbr[day.month]} {day.year}"


def later(day: date, days: int) -> date:
    """Return the day some days later, or the last one of all calendars."""
    return day + min(timedelta(days=days), date.max - day)


def normalised(text: str) -> str:
    """Return a typed text in one spelling: lower case, plain dashes, no quotes, words and numbers apart."""
    kept = unicodedata.normalize("NFKC", clean(text)).casefold().translate(DASHES)
    kept = re.sub(r"'(\d\d)\b", r"20\1", kept.replace("’", "'"))
    kept = re.sub(r"[`'\"“”„,;!?()]+", " ", kept)
    kept = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", kept)
    kept = re.sub(r"(?<=[^\W\d])\.(?!\.)", " ", kept)
    kept = re.sub(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", kept)
    # 31-jan-2027 is one day, no span.
    kept = re.sub(r"\b(\d{1,2}) ?- ?([^\W\d]{3,9}) ?- ?(\d{4}|\d\d)\b", r"\1 \2 \3", kept)
    kept = DASHED_MONTH.sub(lambda found: without_dash(*found.groups()), kept)
    return " ".join(FILLERS.sub(" ", kept).split())


def without_dash(before: str | None, number: str, word: str) -> str:
    """Return 10-jan as 10 jan; in “jan 10-feb 2” the dash means a span."""
    is_day = month_of(word) and not month_of((before or "").strip())
    return f"{before or ''}{number}{' ' if is_day else '-'}{word}"


def read_day(text: str, today: date, how: str = "Write the date like 2030-01-31 or 31 Jan 2030.") -> date:
    """Return a typed day, seen from today; ask back what has two meanings, and refuse what has none."""
    readings = days_meant(normalised(text), today)
    return the_one(text, sorted(readings), spoken, how)


def the_one(text: str, found: list[T], words: Callable[[T], str], how: str, *, what: str = "day") -> T:
    """Return the only meaning of a typed text; refuse one with none, and ask back one with several."""
    if len(found) == 1:
        return found[0]
    typed = shorten(clean(text), 40)
    if found:
        said = listing([f"“{words(one)}”" for one in found[:6]], "or")
        raise Refused(f"“{typed}” can mean {said}. Write the one you mean like that.")
    raise Refused(f"“{typed}” is no {what}.{suggested(text)} {how}")


def suggested(text: str) -> str:
    """Return the word of days that was probably meant by the first one that is none."""
    words = re.findall(r"[^\W\d]{3,}", normalised(text[:LONGEST]))
    unknown = (
        word for word in words if not month_of(word) and word not in UNDERSTOOD and weekday_of(word) is None
    )
    return next((near for word in unknown if (near := suggestion(word, VOCABULARY))), "")


def days_meant(text: str, today: date) -> set[date]:
    """Return every day that a text in one spelling can mean; refuse one that no calendar has."""
    readings = list(typed_days(text, today))
    days = {day for one in readings if not one.is_number and (day := resolved(one, today))}
    if not days and (any(not one.is_number for one in readings) or NUMBERS.fullmatch(text)):
        raise Refused(f"No calendar has the day {shorten(text, 30)}.")
    fitting = {day for day in days for one in readings if fits(one, day)}
    if days and not fitting:
        other = min(days)
        raise Refused(
            f"{spoken(other)} is a {WEEKDAYS[other.weekday()]}; the day of the week does not fit it."
        )
    return fitting


def resolved(reading: TypedDay, today: date) -> date | None:
    """Return the day of a reading seen from today: the name of today's weekday is the one in a week."""
    return reading.first_from(today if reading.number is not None else later(today, 1))


def fits(reading: TypedDay, day: date) -> bool:
    """Tell whether the day of the week that was typed is that of the day."""
    return reading.weekday is None or reading.weekday == day.weekday()


def typed_days(text: str, today: date) -> Iterator[TypedDay]:
    """Yield every reading of a text in one spelling as one day."""
    if len(text) > LONGEST:
        return
    yield from relative_days(text, today)
    yield from numeric_days(text)
    yield from worded_days(text)


def relative_days(text: str, today: date) -> Iterator[TypedDay]:
    """Yield the readings that start from today: tomorrow, friday, next friday, in 3 days, end of january."""
    fixed = {"today": 0, "now": 0, "tomorrow": 1, "day after tomorrow": 2}
    if text in fixed:
        yield TypedDay.of(later(today, fixed[text]))
    if found := AHEAD.fullmatch(text):
        days = days_long(found[1], found[2])
        yield from [TypedDay.of(later(today, days))] if days else []
    if found := END.fullmatch(text):
        yield from map(TypedDay.of, ends(found[1], today))
    found = OF_WEEK.fullmatch(text)
    weekday = weekday_of(found[2]) if found else None
    if found and weekday is not None:
        yield from days_of_week(weekday, found[1] or "", found[3] or "", today)


def days_of_week(weekday: int, before: str, week: str, today: date) -> Iterator[TypedDay]:
    """Yield the readings of a weekday: some mean by the next one the coming one, others that of next week."""
    monday = today - timedelta(days=today.weekday())
    coming = later(today, (weekday - today.weekday() - 1) % 7 + 1)
    if week or before == "this":
        this = later(monday, weekday + (7 if week == "next" else 0))
        yield TypedDay.of(this if this >= today else coming)
    elif before:
        yield TypedDay.of(coming)
        if before == "next":
            yield TypedDay.of(later(monday, 7 + weekday))
    else:
        yield TypedDay(weekday=weekday)


def ends(of: str, today: date) -> Iterator[date]:
    """Yield the last days of a week, a month or this year; a week ends on Friday to some and on Sunday to others."""
    if of == "week":
        monday = today - timedelta(days=today.weekday())
        yield from (day for day in (later(monday, 4), later(monday, 6)) if day >= today)
    elif of == "year":
        yield date(today.year, 12, 31)
    elif month := today.month if of == "month" else month_of(of):
        yield month_end(today.year + (month < today.month), month)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def days_long(count: str, unit: str) -> int:
    """Return how many days “3 days” or “a week” are; 0 where it is no length."""
    number = COUNTS.get(count) or (int(count) if count.isdecimal() else 0)
    # Slack lets people type any number; Python's dates end.
    return min(number, 10_000) * LENGTHS.get(unit, 0)


def numeric_days(text: str) -> Iterator[TypedDay]:
    """Yield the readings of a day in numbers."""
    if found := COMPACT.fullmatch(text):
        yield TypedDay(int(found[3]), int(found[2]), int(found[1]))
    elif found := YEAR_FIRST.fullmatch(text):
        yield TypedDay(int(found[4]), int(found[3]), int(found[1]))
    elif found := DOTTED.fullmatch(text):
        yield TypedDay(int(found[1]), int(found[2]), year_of(found[3]))
    elif found := SLASHED.fullmatch(text) or BLANKS.fullmatch(text):
        yield from either_order(int(found[1]), int(found[3]), found[4])
    elif found := NUMBER.fullmatch(text):
        yield TypedDay(int(found[1]), year=year_of(found[2]))


def either_order(one: int, two: int, rest: str | None) -> Iterator[TypedDay]:
    """Yield the readings of two or three numbers of which any may be the day, those that no month has left out."""
    year = year_of(rest)
    readings = [TypedDay(one, two, year, order="day"), TypedDay(two, one, year, order="month")]
    if rest and len(rest) == 2 and int(rest) and one > 12:
        readings.append(TypedDay(int(rest), two, 2000 + one, order="year"))
    real = [reading for reading in readings if reading.on(2000 if year is None else reading.year or 0)]
    yield from real or readings[:1]


def year_of(text: str | None) -> int | None:
    """Return a typed year of four or two digits; 0, which is no year, for any other number, and None for none."""
    if not text:
        return None
    return {2: 2000, 4: 0}[len(text)] + int(text) if len(text) in (2, 4) else 0


def worded_days(text: str) -> Iterator[TypedDay]:
    """Yield the readings of a day whose month is a word: 31 jan, january 31 2027, fri 31 jan."""
    words = [word.rstrip(".") for word in text.split()]
    weekdays = [number for word in words if not word.isdecimal() and (number := weekday_of(word)) is not None]
    rest = [word for word in words if word.isdecimal() or weekday_of(word) is None]
    shape = "".join(shape_of(word) for word in rest)
    if len(weekdays) > 1 or shape not in {"dm", "md", "dmy", "mdy", "ymd", "dmd"}:
        # A weekday beside a date in numbers.
        if len(weekdays) == 1 and rest and "m" not in shape:
            yield from (replace(one, weekday=weekdays[0]) for one in numeric_days(" ".join(rest)))
        return
    named = dict(zip("dmz" if shape == "dmd" else shape, rest, strict=True))
    yield TypedDay(
        int(named["d"]),
        month_of(named["m"]),
        year_of(named.get("y") or named.get("z")),
        weekdays[0] if weekdays else None,
    )


def shape_of(word: str) -> str:
    """Return what a word of a date is: a day, a month, a year, or something else."""
    if word.isdecimal():
        return "d" if len(word) <= 2 else "y"
    return "m" if month_of(word) else "?"


def month_of(word: str) -> int:
    """Return the number of a month by its name or the beginning of it; 0 for any other word."""
    names = [name.casefold() for name in MONTHS]
    found = (number for number, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word))
    return 9 if word == "sept" else next(found, 0)
