"""Typed times, read in one place: zones, times of day and weekdays."""

import re
from collections.abc import Iterable
from datetime import time
from functools import cache
from zoneinfo import available_timezones

from rules.refusals import Refused
from rules.words import clean, fold, listing, nearest, shorten, suggestion

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIME = re.compile(r"^(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\.?)?$", re.IGNORECASE)


def read_zone(text: str) -> str:
    """Return the zone of a typed name, however it is capitalised, or of its city; refuse with the nearest one."""
    kept, known = clean(text), zones_by_word()
    zone = known.get(fold(kept))
    if zone:
        return zone
    if not kept:
        raise Refused("Give a time zone, like Europe/Berlin.")
    near = nearest(kept, known)
    meant = f" Did you mean “{known[near]}”?" if near else ""
    raise Refused(f"There is no time zone “{shorten(kept, 60)}”.{meant} Write one like Europe/Berlin.")


@cache
def available_zones() -> tuple[str, ...]:
    """Return the names of places with a zone, and UTC."""
    return tuple(sorted(name for name in available_timezones() if is_place(name)))


def is_place(name: str) -> bool:
    """Tell whether a zone is named for a place; the fixed offsets of the list read the wrong way round."""
    return name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/")))


@cache
def zones_by_word() -> dict[str, str]:
    """Return zones by all that people may type for them: the whole name, or the city alone where it is the only one."""
    cities: dict[str, set[str]] = {}
    for name in available_zones():
        cities.setdefault(fold(name.rsplit("/", 1)[-1]), set()).add(name)
    alone = {city: names.pop() for city, names in cities.items() if len(names) == 1}
    return {**alone, **{fold(name): name for name in available_zones()}}


def known_zone(name: str) -> str:
    """Return a zone that Slack named, or UTC where it is not one."""
    return name if name in available_zones() else "UTC"


def read_time(text: str) -> time:
    """Return a typed time of day, as in 9:30, 09.30, 14h00 or 2 pm; refuse one that no clock shows."""
    kept = clean(text)
    match = TIME.match(kept)
    if not match:
        wrong = f"“{shorten(kept, 20)}” is not a time. " if kept else ""
        raise Refused(f"{wrong}Write the time like 09:30 or 15:00.")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        hour = hour_of_half(hour, match["half"], kept)
    if hour > 23 or minute > 59:
        after = " Midnight is 00:00." if (hour, minute) == (24, 0) else ""
        raise Refused(f"No clock shows {kept}: a day goes from 00:00 to 23:59.{after}")
    return time(hour, minute)


def hour_of_half(hour: int, half: str, typed: str) -> int:
    """Return the hour of a time with am or pm."""
    if not 1 <= hour <= 12:
        raise Refused(f"No clock shows {typed}: with am and pm the hours go from 1 to 12.")
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def read_weekdays(words: Iterable[str]) -> tuple[int, ...]:
    """Return typed weekdays, Monday as 0, in the order of the week; refuse when there is none."""
    found = sorted({read_weekday(word) for word in words})
    if not found:
        raise Refused("Pick at least one day.")
    return tuple(found)


def read_weekday(word: str) -> int:
    """Return one weekday: its name, the beginning of its name, or its number from Monday as 0."""
    number = weekday_of(word)
    if number is None:
        raise Refused(f"“{shorten(word, 20)}” is not a day of the week.{suggestion(word, WEEKDAYS)}")
    return number


def weekday_of(word: str) -> int | None:
    """Return the number of a weekday, from Monday as 0, or None for any other word."""
    typed = fold(word)
    if typed in {"0", "1", "2", "3", "4", "5", "6"}:
        return int(typed)
    names = [name.casefold() for name in WEEKDAYS]
    return next(
        (number for number, name in enumerate(names) if len(typed) >= 3 and f"{name}s".startswith(typed)),
        None,
    )


def weekday_words(weekdays: Iterable[int]) -> str:
    """Return weekdays as people read them: “Monday to Friday”, “Sunday to Thursday”, or “Tuesday and Thursday”."""
    chosen = tuple(sorted(weekdays))
    firsts = [number for number in chosen if (number - 1) % 7 not in chosen] or [0]
    if len(chosen) > 2 and len(firsts) == 1:
        return f"{WEEKDAYS[firsts[0]]} to {WEEKDAYS[(firsts[0] + len(chosen) - 1) % 7]}"
    return listing([WEEKDAYS[number] for number in chosen])
