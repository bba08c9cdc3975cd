"""Public holidays by country, from the library `holidays`; countries are kept as `DE`, or `DE-BY` for a part of one."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

from rules.people.working_time import WEEKEND
from rules.refusals import Refused
from rules.words import clean, fold, shorten, suggestion

# What a schedule's column holds.
LONGEST_CODE = 8
ZONES = files("tzdata") / "zoneinfo"
# A dozen letters ask at once: who waits finds what the first one reads, which takes a tenth of a second.
READING = Lock()


def days_off(country: str, first: date, last: date) -> Mapping[date, str]:
    """Return the names of the public holidays from a day to another, by day; none without a country."""
    years = range(first.year, last.year + 1) if country else ()
    named = (item for year in years for item in holidays_of(country, year).items())
    return {day: name for day, name in named if first <= day <= last}


def library() -> Any:
    """Return the library, imported where somebody names a country: a start asks for none."""
    import holidays.registry

    return holidays


@cache
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """Return the public holidays of a year."""
    code, _, part = country.partition("-")
    found = library().country_holidays(code, subdiv=part or None, years=year, language="en_US")
    return {day: name for day, name in found.items() if day.year == year}


def read_country(text: str) -> str:
    """Return the code of a country that was typed by name or code, empty for none; refuse with the nearest one."""
    kept = clean(text)
    if not kept:
        return ""
    typed, part = (kept, "") if fold(kept) in by_word() else split(kept)
    code = by_word().get(fold(typed))
    if code is None:
        near = suggestion(typed, [*by_word(), *country_names().values()])
        raise Refused(
            f"No country is called “{shorten(typed, 40)}”.{near} Write its name or code, like Germany or DE."
        )
    return f"{code}-{read_part(code, part)}" if part else code


def split(text: str) -> tuple[str, str]:
    """Return a country and a part of it, as in “DE-BY” or “Germany, BY”."""
    country, *part = re.split(r"\s*[,-]\s*", text, maxsplit=1)
    return country, part[0] if part else ""


def read_part(code: str, text: str) -> str:
    """Return the code of a part of a country, as the library spells it; refuse with those it knows."""
    known = parts()[code]
    match = next((part for part in known if fold(part) == fold(text)), None)
    if match is None or len(f"{code}-{match}") > LONGEST_CODE:
        of = f", only for {', '.join(known)}" if known else ""
        raise Refused(f"No holidays are known for “{shorten(text, 40)}” in {code}{of}."[:600])
    return match


def country_words(country: str) -> str:
    """Return a country as people read it: “Germany”, or “Germany, BY” for a part of it."""
    code, _, part = country.partition("-")
    name = country_names().get(code, code)
    return f"{name}, {part}" if part else name


@cache
def country_of_zone(zone: str) -> str:
    """Return the code of the country that a zone lies in, where holidays are known for it; else nothing."""
    for code, name in rows_of("zone.tab", 0, 2):
        if name == zone and code in parts():
            return code
    return ""


@cache
def parts() -> Mapping[str, list[str]]:
    """Return the countries whose holidays are known, each with its parts."""
    known: Mapping[str, list[str]] = library().list_supported_countries(include_aliases=False)
    return known


@cache
def country_names() -> Mapping[str, str]:
    """Return the names of the countries whose holidays are known, by code."""
    return {code: name for code, name in rows_of("iso3166.tab", 0, 1) if code in parts()}


@cache
def by_word() -> Mapping[str, str]:
    """Return the codes of countries by all that people may type for them."""
    spoken = {"uk": "GB", "great britain": "GB", "usa": "US", "america": "US"}
    listed = {
        fold(name): code for name, (_, code, *_) in library().registry.COUNTRIES.items() if code in parts()
    }
    named = {fold(name): code for code, name in country_names().items()}
    return {**spoken, **listed, **named, **{fold(code): code for code in parts()}}


def rows_of(table: str, *columns: int) -> Iterator[tuple[str, ...]]:
    """Yield columns of one of the tables that come with the time zones."""
    for line in (ZONES / table).read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and len(cells) > max(columns):
            yield tuple(cells[column] for column in columns)


@lru_cache(maxsize=2000)
def holiday_in(zone: str, day: date) -> str:
    """Return the public holiday on a day in the country of a zone, or nothing."""
    with READING:
        return days_off(country_of_zone(zone), day, day).get(day, "")


@cache
def weekend_of(country: str) -> frozenset[int]:
    """Return the weekend of a country, Monday being 0; Saturday and Sunday where none is named."""
    if not country:
        return WEEKEND
    code, _, part = country.partition("-")
    return frozenset(library().country_holidays(code, subdiv=part or None).weekend) or WEEKEND
