"""Holidays: countries as people type them, and the days that nothing is held on."""

from datetime import date

import pytest

from flows.people.public_holidays import (
    country_names,
    country_of_zone,
    country_words,
    days_off,
    parts,
    read_country,
    weekend_of,
)
from rules.refusals import Refused


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        ("Germany", "DE"),
        ("de", "DE"),
        ("DE-BY", "DE-BY"),
        ("germany-by", "DE-BY"),
        ("Germany, BY", "DE-BY"),
        ("UK", "GB"),
        ("United States", "US"),
        ("Czechia", "CZ"),
        ("South Korea", "KR"),
        ("Guinea-Bissau", "GW"),
        ("Bosnia and Herzegovina", "BA"),
    ],
)
def test_a_country_is_understood_by_its_name_or_its_code(typed: str, code: str) -> None:
    assert read_country(typed) == code


def test_what_the_form_shows_of_a_country_is_understood_again() -> None:
    for code in country_names():
        assert read_country(country_words(code)) == code
    for part in ("DE-BY", "US-CA", "GB-SCT", "CH-ZH", "AU-NSW"):
        assert read_country(country_words(part)) == part


def test_an_unknown_country_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match="Did you mean “Germany”"):
        read_country("Grmany")
    with pytest.raises(Refused, match="No holidays are known for “XX” in DE, only for BB"):
        read_country("DE-XX")


def test_holidays_are_named_from_a_day_to_another_over_the_turn_of_the_year() -> None:
    found = days_off("DE", date(2026, 12, 25), date(2027, 1, 1))
    assert list(found) == [date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)]
    assert found[date(2026, 12, 25)] == "Christmas Day"
    assert days_off("", date(2026, 1, 1), date(2027, 1, 1)) == {}


def test_a_part_of_a_country_has_its_own() -> None:
    assert date(2026, 1, 6) in days_off("DE-BY", date(2026, 1, 1), date(2026, 1, 31))
    assert date(2026, 1, 6) not in days_off("DE", date(2026, 1, 1), date(2026, 1, 31))


def test_every_country_that_is_offered_has_holidays_or_none_but_never_fails() -> None:
    for code in parts():
        days_off(code, date(2026, 1, 1), date(2026, 12, 31))


def test_a_zone_tells_its_country() -> None:
    zones = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
    assert [country_of_zone(zone) for zone in zones] == ["DE", "US", "AU", ""]


@pytest.mark.parametrize(
    ("country", "weekend"), [("", {5, 6}), ("DE", {5, 6}), ("DE-BY", {5, 6}), ("SA", {4, 5}), ("IL", {4, 5})]
)
def test_each_country_has_its_weekend(country: str, weekend: set[int]) -> None:
    assert weekend_of(country) == weekend
