"""A typed span of days that have been: last 90 days, january, 1 jan to 31 mar, since 1 feb, 2025."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from rules.dates.typed_day import COUNTS, month_end, month_of, normalised, spoken, the_one
from rules.dates.typed_span import UNTIL, Span, spans_meant
from rules.refusals import Refused

EVER = frozenset({"", "all", "ever", "all time", "any time", "always", "everything"})
UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}
LATELY = re.compile(
    r"(?:(?:in|for|over|during) )?(?:(?P<last>last|past|previous) )?(?:(?P<count>\d+|\w+) )?(?P<unit>[a-z]+?)s?"
)
SINCE = re.compile(r"since (?P<when>.+)")
CURRENT = re.compile(r"this (week|month|year)")
NEAR = {"today": 0, "yesterday": 1}
YEAR = re.compile(r"(?:in )?(\d{4})")
LONGEST_DAYS = 3650
HOW = "Write it like: last 90 days, january, 1 jan to 31 mar, since 1 feb, or all time."


@dataclass(frozen=True, slots=True)
class Lately:
    """The last so many days, today included, whichever day is today."""

    days: int


# A time that goes with today, or days that stay.
Period = Lately | Span


def read_period(text: str, today: date) -> Period | None:
    """Return the typed time that has been, seen from today, or None for all of it; ask back what has two meanings."""
    kept = normalised(text)
    if kept in EVER:
        return None
    begun = [one for one in periods_meant(kept, today) if isinstance(one, Lately) or one.first <= today]
    found = {one if isinstance(one, Lately) else Span(one.first, min(one.last, today)) for one in begun}
    ordered = sorted(found, key=lambda one: (isinstance(one, Span), period_words(one)))
    return the_one(text, ordered, period_words, HOW, what="span of days that have been")


def tells_period(text: str, today: date) -> bool:
    """Tell whether a text means a time that has been, or times to choose from."""
    kept = normalised(text)
    try:
        return kept in EVER or bool(periods_meant(kept, today))
    except Refused:
        return False


def period_words(period: Period) -> str:
    """Return a time as people read it, which reads back as that time."""
    if isinstance(period, Lately):
        return "last day" if period.days == 1 else f"last {period.days} days"
    if period.first == period.last:
        return f"on {spoken(period.first)}"
    return f"{spoken(period.first)} to {spoken(period.last)}"


def periods_meant(kept: str, today: date) -> set[Period]:
    """Return every time that a text in one spelling can mean."""
    if found := LATELY.fullmatch(kept):
        days = lately(found)
        if days:
            # To some the last month is the one on the calendar, to others it is the last 30 days.
            return {Lately(days), *calendar_ones(found, today)}
    if found := CURRENT.fullmatch(kept):
        return {Span(begin_of_current(found[1], today), today)}
    if (found := YEAR.fullmatch(kept)) and int(found[1]):
        return {Span(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))}
    if found := SINCE.fullmatch(kept):
        starts = periods_meant(found["when"], today)
        return {Span(one.first, today) for one in starts if isinstance(one, Span) and one.first <= today}
    if kept in NEAR:
        day = today - timedelta(days=NEAR[kept])
        return {Span(day, day)}
    return set(spans_meant(kept, a_year_ago(today), is_until=False)) if names_days(kept) else set()


def names_days(kept: str) -> bool:
    """Tell whether a text may name days that have been: what is counted from today, like friday or next week, has not."""
    words = re.findall(r"\w+", kept)
    return not UNTIL.fullmatch(kept) and any(word.isdigit() or month_of(word) for word in words)


def lately(found: re.Match[str]) -> int:
    """Return how many days “last 3 months” or “90 days” are; 0 where it is no length."""
    typed = found["count"]
    if typed is None:
        return UNITS.get(found["unit"], 0) if found["last"] else 0
    count = COUNTS.get(typed) or (int(typed) if typed.isdecimal() else 0)
    return min(min(count, LONGEST_DAYS) * UNITS.get(found["unit"], 0), LONGEST_DAYS)


def calendar_ones(found: re.Match[str], today: date) -> set[Span]:
    """Return the week, month or year on the calendar before this one, where “last month” was typed so."""
    if found["count"] or not found["last"] or found["unit"] not in ("week", "month", "year"):
        return set()
    end = begin_of_current(found["unit"], today) - timedelta(days=1)
    return {Span(begin_of_current(found["unit"], end), end)}


def begin_of_current(unit: str, today: date) -> date:
    """Return the first day of the week, month or year that a day is in."""
    if unit == "week":
        return today - timedelta(days=today.weekday())
    return date(today.year, 1 if unit == "year" else today.month, 1)


def a_year_ago(today: date) -> date:
    """Return the day from which the next january, or the next 3 march, is the one that has been last."""
    return month_end(today.year - 1, today.month) + timedelta(days=1)
