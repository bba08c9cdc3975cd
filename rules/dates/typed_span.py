"""A typed span of days, in all its readings: 10-12 jan, 10.–12.1., until friday, next week, 3 days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.dates.typed_day import (
    TypedDay,
    days_long,
    days_meant,
    fits,
    later,
    month_end,
    month_of,
    normalised,
    spoken,
    the_one,
    typed_days,
)
from rules.refusals import Refused

UNTIL = re.compile(r"(?:until|till|til|to|through|thru|up to) (.+)")
FROM = re.compile(r"(?:from|between|starting) (.+)")
ON = re.compile(r"(?:on|only|only on) (.+)")
TO = re.compile(r" ?(?:\.{2,}|(?<= )(?:until|till|til|to|through|thru|up to|and)(?= )|(?<= )-+(?= )) ?")
BETWEEN_ISO = re.compile(r"(?<=\d{4}-\d\d-\d\d)/(?=\d)")
LENGTH = re.compile(r"(?:(?P<start>.*?) ?\b)??(?:for )?(?P<count>\w+) (?P<unit>\w+)")
PERIOD = re.compile(r"(?:(next|this|in|all|all of) )?([^\W\d]+)(?: (\d{4}))?")
MOST_SIGNS = 6


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from the first up to and with the last."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in the span."""
        return self.first <= day <= self.last


def read_span(text: str, today: date, how: str, *, is_until: bool = True) -> Span:
    """Return a typed span, seen from today; ask back what has two meanings, and refuse what has none.

    With `is_until` a day alone may be the only one or the last one; otherwise it is the only one.
    """
    found = spans_meant(text, today, is_until=is_until)
    spoken_from_today = {span: span_words(span, today) for span in found}
    return the_one(text, sorted(spoken_from_today), spoken_from_today.__getitem__, how)


def span_words(span: Span, today: date) -> str:
    """Return a span as people read it, which reads back as that span."""
    if span.first == span.last:
        return f"on {spoken(span.last)}"
    return (
        f"until {spoken(span.last)}"
        if span.first == today
        else f"{spoken(span.first)} to {spoken(span.last)}"
    )


def spans_meant(text: str, today: date, *, is_until: bool = True) -> set[Span]:
    """Return every span that a text can mean; refuse a day that no calendar has, and a span without an end."""
    kept = normalised(text)
    if to := UNTIL.fullmatch(kept):
        return set(until(to[1], today))
    if on := ON.fullmatch(kept):
        return {Span(day, day) for day in days_meant(on[1], today)}
    is_open = FROM.fullmatch(kept)
    kept = is_open[1] if is_open else kept
    found = {*between(kept, today), *lengths(kept, today), *periods(kept, today)}
    days = possible_days(kept, today) if found else days_meant(kept, today)
    if is_open and days and not found:
        first = min(days)
        raise Refused(f"Until when? Write both days, like {spoken(first)} to {spoken(later(first, 2))}.")
    if is_open:
        return found
    from_today = (Span(today, day) for day in days if day > today and is_until)
    return {*found, *(Span(day, day) for day in days), *from_today}


def possible_days(text: str, today: date) -> set[date]:
    """Return every day that a text in one spelling can mean as well, where it is a span too."""
    try:
        return days_meant(text, today)
    except Refused:
        return set()


def until(text: str, today: date) -> Iterator[Span]:
    """Yield the spans from today until a day, or until a week or month: up to its beginning, or through it."""
    found = [span for span in periods(text, today) if span.last > today]
    for period in found:
        yield Span(today, max(today, period.first - timedelta(days=1)))
        yield Span(today, period.last)
    days = possible_days(text, today) if found else days_meant(text, today)
    yield from (Span(min(today, day), day) for day in days)


def between(text: str, today: date) -> Iterator[Span]:
    """Yield the spans whose two ends are typed."""
    for left, right in splits(text):
        for first in typed_days(left, today):
            for last in typed_days(right, today):
                is_one_order = not (first.order and last.order) or first.order == last.order
                span = completed(first, last, today) if is_one_order else None
                if span:
                    yield span


def splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield each way to part a text into two ends: at a word or sign that means a span, or else at any dash."""
    signs = [*TO.finditer(text), *BETWEEN_ISO.finditer(text)] or list(re.finditer("-", text))
    for sign in signs[:MOST_SIGNS]:
        yield text[: sign.start()].strip(), text[sign.end() :].strip()


def completed(first: TypedDay, last: TypedDay, today: date) -> Span | None:
    """Return the span between two ends, each of which says what the other leaves out: “10” and “12 jan”."""
    is_shared = first.is_number or last.is_number
    if first.is_number and last.month:
        first = replace(first, month=last.month, year=last.year if first.year is None else first.year)
    elif last.is_number and first.month:
        last = replace(last, month=first.month, year=first.year if last.year is None else last.year)
        first = replace(first, year=last.year if first.year is None else first.year)
    is_backwards = is_shared and (first.number or 0) > (last.number or 0)
    if first.is_number or last.is_number or is_backwards:
        return None
    starts_first = first.year is not None or first.number is None or last.number is None
    begin = first.first_from(today) if starts_first else None
    end = last.first_from(begin or today)
    begin = begin or (first.last_until(end) if end else None)
    if begin is None or end is None or begin > end or not (fits(first, begin) and fits(last, end)):
        return None
    return Span(begin, end)


def lengths(text: str, today: date) -> Iterator[Span]:
    """Yield the span of “3 days” or “2 weeks”, from today or from the day that is named."""
    found = LENGTH.fullmatch(text)
    days = days_long(found["count"], found["unit"]) if found else 0
    if found and days:
        starts = {today} if not found["start"] else possible_days(found["start"], today)
        yield from (Span(start, later(start, days - 1)) for start in starts)


def periods(text: str, today: date) -> Iterator[Span]:
    """Yield the span of a week or a month: next week, up to its last working day, or january."""
    found = PERIOD.fullmatch(text)
    which, of, year = (found[1] or "", found[2], found[3]) if found else ("", "", "")
    monday = today - timedelta(days=today.weekday())
    month = TypedDay(1, month_of(of), int(year) if year else today.year + (month_of(of) < today.month))
    if which == "next" and of == "week":
        yield Span(later(monday, 7), later(monday, 11))
    elif which == "this" and of == "week":
        yield Span(today, max(later(monday, 4), today))
    elif which == "next" and of == "month":
        start = later(month_end(today.year, today.month), 1)
        yield Span(start, month_end(start.year, start.month))
    elif which == "this" and of == "month":
        yield Span(today, month_end(today.year, today.month))
    elif which not in ("next", "this") and (start_of := month.first_from(today)):
        is_now = (start_of.year, start_of.month) == (today.year, today.month)
        yield Span(today if is_now else start_of, month_end(start_of.year, start_of.month))
