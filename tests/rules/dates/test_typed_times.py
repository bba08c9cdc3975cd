"""Typed zones, times and days of the week: understood as people write them, or refused with what would be right."""

from contextlib import suppress
from datetime import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ceremony_names import Ceremony, read_ceremony
from rules.dates.typed_times import (
    available_zones,
    known_zone,
    read_time,
    read_weekday,
    read_weekdays,
    read_zone,
    weekday_words,
)
from rules.refusals import Refused


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Lord Howe", "Australia/Lord_Howe"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_understood_by_its_name_or_its_city(typed: str, zone: str) -> None:
    assert read_zone(typed) == zone


def test_every_zone_that_is_offered_is_understood_and_exists() -> None:
    assert [read_zone(zone) for zone in available_zones()] == list(available_zones())
    assert all(ZoneInfo(zone) for zone in available_zones())


def test_a_zone_that_does_not_exist_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match=r"There is no time zone “Europe/Berln”\. Did you mean “Europe/Berlin”"):
        read_zone("Europe/Berln")
    with pytest.raises(Refused, match="Give a time zone"):
        read_zone("  ")


def test_a_zone_that_slack_names_and_nobody_knows_counts_as_utc() -> None:
    assert known_zone("Europe/Berlin") == "Europe/Berlin"
    assert known_zone("Mars/Phobos") == "UTC"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("14h00", time(14)),
        ("9", time(9)),
        ("2 pm", time(14)),
        ("2:15PM", time(14, 15)),
        ("12 am", time(0)),
        ("12 p.m.", time(12)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_understood_as_people_write_it(typed: str, at: time) -> None:
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["25:00", "24:00", "12:60", "13 pm", "0 am", "99"])
def test_a_time_that_no_clock_shows_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=f"No clock shows {typed}"):
        read_time(typed)


@pytest.mark.parametrize("typed", ["", "noon", "-1:00", "9:3", "930", "9:30:00", "9-30", "<!channel>"])
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match="like 09:30 or 15:00"):
        read_time(typed)


@given(st.times())
def test_every_time_of_day_is_understood_as_a_clock_shows_it(at: time) -> None:
    minute = at.replace(second=0, microsecond=0)
    assert read_time(f"{at:%H:%M}") == minute
    assert read_time(f"{at:%I:%M %p}") == minute


def test_weekdays_are_understood_by_their_beginnings_and_put_in_order() -> None:
    assert read_weekdays(["fri", "Monday", "wednesdays", "4"]) == (0, 2, 4)
    with pytest.raises(Refused, match="Did you mean “Friday”"):
        read_weekday("fryday")
    with pytest.raises(Refused, match="Pick at least one day"):
        read_weekdays([])


def test_weekdays_are_spoken_of_as_people_do() -> None:
    assert weekday_words((0, 1, 2, 3, 4)) == "Monday to Friday"
    assert weekday_words((1, 3)) == "Tuesday and Thursday"
    assert weekday_words((0, 1)) == "Monday and Tuesday"
    assert weekday_words((4,)) == "Friday"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused(typed: str) -> None:
    for reader in (read_zone, read_time, read_weekday, read_ceremony):
        with suppress(Refused):
            reader(typed)


@pytest.mark.parametrize(
    ("typed", "ceremony"),
    [
        ("standup", Ceremony.STANDUP),
        ("Daily Standup", Ceremony.STANDUP),
        ("retros", Ceremony.RETRO),
        ("ai ethics review", Ceremony.ETHICS),
        ("Stand-up", Ceremony.STANDUP),
        ("daily", Ceremony.STANDUP),
        ("ethics review", Ceremony.ETHICS),
    ],
)
def test_a_ceremony_is_understood_by_its_word_or_its_words(typed: str, ceremony: Ceremony) -> None:
    assert read_ceremony(typed) is ceremony


def test_an_unknown_ceremony_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        Refused, match=r"none of .* standup, review, ethics and retro\. Did you mean “standup”"
    ):
        read_ceremony("standap")
    with pytest.raises(Refused, match="Which one"):
        read_ceremony("")
