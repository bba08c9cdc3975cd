"""Absences: until when somebody is away, as people type it, and when they are back by themselves."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rules.local_time import instant, local_day
from rules.people.people import Person
from rules.refusals import Refused
from rules.typed_times import WEEKDAYS, weekday_of
from rules.words import clean, counted, fold, shorten, suggestion

LONGEST = timedelta(days=366)
DAYS = {"today": 0, "tomorrow": 1}
SPANS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
SMALL_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# They lead to the day, or say nothing more.
FILLERS = frozenset({"until", "till", "til", "to", "through", "for", "on", "the", "of", "incl", "including"})
ORDINAL = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)$")
HOW = (
    "Write the last day like `/team away until friday`, `until 31 Jan` or `until 2030-01-31`,"
    " or how long: `/team away 3 days`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """One absence: from `since`, up to and with the local day `last_day`, so over at the instant `until`; `stand_in` is
    asked meanwhile in their place, or is empty."""

    user: str
    since: datetime
    until: datetime
    last_day: date
    set_by: str
    stand_in: str = ""


def absence(user: str, last_day: date, zone: str, *, by: str, now: datetime, stand_in: str = "") -> Absence:
    """Return an absence that begins now and ends when the day after its last one begins where the person lives."""
    until, _ = instant(last_day + timedelta(days=1), time(0), zone)
    return Absence(user=user, since=now, until=until, last_day=last_day, set_by=by, stand_in=stand_in)


def may_set(person: Person, user: str) -> None:
    """Refuse who says that somebody else is away, and is no admin."""
    if person.id != user and not person.is_admin:
        raise Refused(
            "Only an admin can say that for somebody else. For yourself: `/team away until friday`."
        )


def read_last_day(text: str, now: datetime, zone: str) -> date:
    """Return the last day of an absence as typed, seen from the person's own day; refuse with how to write it."""
    today = local_day(now.astimezone(UTC), zone)
    words = [ORDINAL.sub(r"\1", word) for word in fold(clean(text)).split()]
    kept = [word for word in words if word not in FILLERS]
    if not kept:
        raise Refused(f"Until when? {HOW}")
    day = read_words(kept, today)
    if day is None:
        near = suggestion(" ".join(kept), [*WEEKDAYS, *DAYS])
        raise Refused(f"“{shorten(text, 40)}” is no day.{near} {HOW}")
    if day < today:
        raise Refused(f"{day.day} {day:%b %Y} is over. {HOW}")
    if day - today > LONGEST:
        raise Refused(f"An absence can be {counted(LONGEST.days, 'day')} long at most. {HOW}")
    return day


def read_words(words: list[str], today: date) -> date | None:
    """Return the day that typed words mean, or None where they mean none."""
    if len(words) == 1 and words[0] in DAYS:
        return today + timedelta(days=DAYS[words[0]])
    if words[0] == "next" and len(words) > 1:
        return next_week_day(words[1:], today)
    if len(words) == 1 and not words[0].isdigit():
        number = weekday_of(words[0])
        return None if number is None else coming_weekday(number, today)
    return span(words, today) or calendar_day(words, today)


def coming_weekday(number: int, today: date) -> date:
    """Return the next such day of the week; on that very day, the one in a week."""
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def next_week_day(words: list[str], today: date) -> date | None:
    """Return a day of next week, or next week's last working day."""
    monday = today + timedelta(days=7 - today.weekday())
    if words == ["week"]:
        return monday + timedelta(days=4)
    number = weekday_of(words[0]) if len(words) == 1 else None
    return None if number is None else monday + timedelta(days=number)


def span(words: list[str], today: date) -> date | None:
    """Return the last day of “3 days”, today being the first of them, or of “2 weeks”."""
    if len(words) != 2 or words[1] not in SPANS:
        return None
    number = SMALL_NUMBERS.get(words[0], int(words[0]) if words[0].isdigit() else 0)
    days = number * SPANS[words[1]]
    # Slack lets people type any number; Python's dates end.
    return today + timedelta(days=min(days, 10_000) - 1) if days else None


def calendar_day(words: list[str], today: date) -> date | None:
    """Return the day of “2030 01 31”, “31 jan” or “jan 31 2030”; without a year, the next such day."""
    numbers = [int(word) for word in words if word.isdigit()]
    months = [
        number for number, name in enumerate(MONTHS, start=1) if any(is_month(word, name) for word in words)
    ]
    if len(numbers) == len(words) == 3:
        return day_in_numbers(*numbers)
    if len(months) != 1 or len(numbers) + 1 != len(words) or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 2:
        return day_of(max(numbers), months[0], min(numbers))
    this_year = day_of(today.year, months[0], numbers[0], leap=True)
    return this_year if this_year >= today else day_of(today.year + 1, months[0], numbers[0])


def day_in_numbers(first: int, second: int, third: int) -> date:
    """Return the day of “2030 01 31”, or of “31 01 2030” in either order of day and month; refuse what can be read
    in two ways."""
    if third < 1000:
        return day_of(first, second, third)
    if first != second and max(first, second) <= len(MONTHS):
        raise Refused(
            f"Is {first}/{second}/{third} a day of {MONTHS[first - 1].capitalize()} or of {MONTHS[second - 1].capitalize()}? {HOW}"
        )
    number, month = (first, second) if first > len(MONTHS) else (second, first)
    return day_of(third, month, number)


def is_month(word: str, name: str) -> bool:
    """Tell whether a word begins with the three letters of a month."""
    return word[:3] == name and word.isalpha()


def day_of(year: int, month: int, number: int, *, leap: bool = False) -> date:
    """Return a day of the calendar; refuse one that it does not have. With `leap`, 29 February is in the next leap year."""
    while leap and (month, number) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        year += 1
    try:
        return date(year, month, number)
    except ValueError:
        raise Refused(f"No calendar has the day {number}-{month}-{year}. {HOW}") from None
