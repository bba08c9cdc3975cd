"""How people say to which day or time a ceremony is moved, and which days of it are skipped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Self

from rules.ceremonies.setups import time_words
from rules.dates.typed_day import DASHES, days_meant, normalised, spoken, the_one
from rules.dates.typed_span import Span, read_span
from rules.dates.typed_times import TIME, WEEKDAYS, read_time, weekday_of
from rules.refusals import Refused
from rules.words import clean

# They say nothing more beside a time or the days of a week.
FILLERS = frozenset({"to", "at", "on", "every", "each", "and", "the", "from"})
ONCE = frozenset({"once", "only"})
HOW_TO_MOVE = "Write it like `10:15` or `friday 15:00` for all from now on, or `31 jan 16:00` or `next friday` for the next one alone."
HOW_TO_SKIP = (
    "Write it like `/ceremony skip standup`, `skip standup 31 jan` or `skip standup 24 dec - 2 jan`."
)
WEEKDAY_SPAN = re.compile(r"([^\W\d]+)\.? (?:to|through|until|-) ([^\W\d]+)")
FARTHEST = timedelta(days=3653)
WORKING_WEEK = range(5)


@dataclass(frozen=True, slots=True)
class Rescheduling:
    """How a ceremony is to be moved: once to a `day`, or else for good to `weekdays`; either with or without a time."""

    at: time | None = None
    weekdays: tuple[int, ...] = ()
    day: date | None = None

    @property
    def words(self) -> str:
        """Return the move as people read it, which reads back as that move."""
        days = [WEEKDAYS[number] for number in self.weekdays]
        day = [spoken(self.day)] if self.day else days
        return " ".join([*day, time_words(self.at)] if self.at else day)

    @classmethod
    def to_weekdays(cls, words: list[str], at: time | None) -> Self | None:
        """Return the move to the days of the week that words name, or None where they name anything else."""
        found: set[int] = set()
        for word in words:
            days = week_days(word)
            if not days:
                return None
            found.update(days)
        return cls(at, tuple(sorted(found))) if found or at else None


def read_move(text: str, today: date) -> Rescheduling:
    """Return where typed words move a ceremony to: a time, weekdays or a day, in any order; ask back what has two
    meanings."""
    words = typed_words(text)
    if not [word for word in words if word not in FILLERS]:
        raise Refused(f"Where to? {HOW_TO_MOVE}")
    found, problems = set[Rescheduling](), list[Refused]()
    for at, rest in timed(words, problems):
        try:
            found.update(moves(rest, at, today))
        except Refused as refusal:
            problems.append(refusal)
    if problems and not found:
        raise Refused(*(f"{reason} {HOW_TO_MOVE}" for reason in problems[0].reasons))
    move = the_one(text, sorted(found, key=order), lambda one: one.words, HOW_TO_MOVE, what="day or time")
    if move.day and abs(move.day - today) > FARTHEST:
        raise Refused(f"{spoken(move.day)} is too far away. {HOW_TO_MOVE}")
    return move


def order(move: Rescheduling) -> tuple[date, time]:
    """Return a place for a move among others: the order of their days and times."""
    return move.day or date.min, move.at or time.min


def typed_words(text: str) -> list[str]:
    """Return the words of a move, with “3 pm” as one, and the day and the time of 2030-01-31T16:00 apart."""
    kept = re.sub(r"[,;`“”\"']+", " ", clean(text).casefold())
    kept = WEEKDAY_SPAN.sub(lambda span: joined_weekdays(span[1], span[2]) or span[0], kept.translate(DASHES))
    kept = re.sub(r"(\d{4}-\d{1,2}-\d{1,2})t(?=\d)", r"\1 ", kept)
    return re.sub(r"(?<=\d) (?=[ap]\.?m\b)", "", kept).split()


def joined_weekdays(first: str, last: str) -> str:
    """Return “monday to friday” as one word; nothing where these are no days of the week."""
    return f"{first}-{last}" if None not in (week_day(first), week_day(last)) else ""


def timed(words: list[str], problems: list[Refused]) -> Iterator[tuple[time | None, list[str]]]:
    """Yield each time that one of the words can be, with the other words, and last no time with all of them."""
    for place, word in enumerate(words):
        if TIME.match(word):
            try:
                yield read_time(word), [*words[:place], *words[place + 1 :]]
            except Refused as refusal:
                problems.append(refusal)
    yield None, words


def moves(words: list[str], at: time | None, today: date) -> Iterator[Rescheduling]:
    """Yield what the words beside a time can mean: days of the week, for good, or a day, once."""
    kept = [word for word in words if word not in FILLERS]
    is_once = not ONCE.isdisjoint(kept)
    kept = [word for word in kept if word not in ONCE]
    for_good = None if is_once else Rescheduling.to_weekdays(kept, at)
    if for_good:
        yield for_good
    elif kept:
        yield from (Rescheduling(at, day=day) for day in days_meant(normalised(" ".join(kept)), today))


def week_days(word: str) -> tuple[int, ...]:
    """Return the days of the week that a word names: fridays, mon-fri, weekdays, daily."""
    if word in ("weekday", "weekdays", "daily"):
        return tuple(WORKING_WEEK)
    ends = [week_day(part) for part in word.split("-")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        return ()
    return tuple((first + further) % 7 for further in range((last - first) % 7 + 1))


def week_day(word: str) -> int | None:
    """Return the number of a weekday by its name alone, or None."""
    return None if word.isdecimal() else weekday_of(word)


def read_skip(text: str, today: date) -> Span | None:
    """Return the days of a ceremony that are skipped as typed, or None where none are named: the next one."""
    if normalised(text) in ("", "next", "next one"):
        return None
    return read_span(text, today, HOW_TO_SKIP, is_until=False)
