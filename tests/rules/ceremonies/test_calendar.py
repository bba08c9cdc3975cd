"""The calendar: which days a ceremony is held on, and when, through every change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ceremonies.calendar import (
    ONE_DAY,
    holding_time,
    holding_times,
    is_held,
    is_in_rhythm,
    is_real,
    left_out,
    next_days,
    next_holding_time,
)
from rules.ceremonies.ceremonies import Schedule
from rules.ceremony_names import Ceremony
from rules.local_time import instant, local_day, local_time

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
ZONES = (
    "UTC",
    BERLIN,
    "Europe/London",
    NEW_YORK,
    LORD_HOWE,
    "America/St_Johns",
    "America/Nuuk",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
    "Asia/Beirut",
    "America/Santiago",
)
STANDUP = Schedule(
    channel="C0LAB",
    ceremony=Ceremony.STANDUP,
    zone=BERLIN,
    at=time(9, 30),
    weekdays=(0, 1, 2, 3, 4),
    every_weeks=1,
    anchor=date(2026, 3, 2),
    owner="U0ANA",
)
RETRO = replace(STANDUP, ceremony=Ceremony.RETRO, at=time(15), weekdays=(4,), every_weeks=2)
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


days = st.dates(date(2005, 1, 1), date(2040, 1, 1))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES)
schedules = st.builds(
    lambda zone, at, weekdays, weeks, anchor: replace(
        STANDUP, zone=zone, at=at, weekdays=tuple(sorted(weekdays)), every_weeks=weeks, anchor=anchor
    ),
    zones,
    times,
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 3),
    days,
)


def at(text: str) -> datetime:
    """Return an instant that was written as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# The clocks change


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"),
    [
        (date(2026, 3, 29), time(2, 30), BERLIN, "2026-03-29 01:00"),
        (date(2026, 3, 29), time(2, 0), BERLIN, "2026-03-29 01:00"),
        (date(2026, 3, 8), time(2, 59), NEW_YORK, "2026-03-08 07:00"),
        (date(2026, 10, 4), time(2, 15), LORD_HOWE, "2026-10-03 15:30"),
        (date(2026, 3, 28), time(23, 30), "America/Nuuk", "2026-03-29 01:00"),
    ],
)
def test_a_time_that_the_clocks_skip_is_held_at_the_first_instant_after_the_gap(
    day: date, wall: time, zone: str, expected: str
) -> None:
    assert instant(day, wall, zone) == (at(expected), True)


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"),
    [
        (date(2026, 10, 25), time(2, 30), BERLIN, "2026-10-25 00:30"),
        (date(2026, 11, 1), time(1, 30), NEW_YORK, "2026-11-01 05:30"),
        (date(2026, 4, 5), time(1, 45), LORD_HOWE, "2026-04-04 14:45"),
    ],
)
def test_a_time_that_comes_twice_is_held_the_first_time(
    day: date, wall: time, zone: str, expected: str
) -> None:
    assert instant(day, wall, zone) == (at(expected), False)


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"),
    [
        (date(2026, 3, 29), time(3, 0), BERLIN, "2026-03-29 01:00"),
        (date(2026, 3, 29), time(1, 59), BERLIN, "2026-03-29 00:59"),
        (date(2026, 10, 4), time(2, 30), LORD_HOWE, "2026-10-03 15:30"),
    ],
)
def test_a_time_at_the_edge_of_a_gap_is_no_skipped_one(
    day: date, wall: time, zone: str, expected: str
) -> None:
    assert instant(day, wall, zone) == (at(expected), False)


def test_a_day_that_a_zone_left_out_has_no_ceremony() -> None:
    assert not is_real(date(2011, 12, 30), "Pacific/Apia")
    assert is_real(date(2011, 12, 31), "Pacific/Apia")
    daily = replace(STANDUP, zone="Pacific/Apia", weekdays=tuple(range(7)))
    found = [when.day.day for when in next_days(daily, at("2011-12-28 20:00"), count=3)]
    assert found == [29, 31, 1]


@given(days, times, zones)
def test_an_instant_shows_the_wall_time_that_was_meant_unless_the_clocks_skip_it(
    day: date, wall: time, zone: str
) -> None:
    found, is_skipped = instant(day, wall, zone)
    shown = local_time(found, zone)
    if is_skipped:
        # One second earlier the clocks still showed a time before the one that was meant.
        before = local_time(found - timedelta(seconds=1), zone).replace(tzinfo=None)
        assert before < datetime.combine(day, wall) < shown.replace(tzinfo=None)
    else:
        assert (shown.date(), shown.time()) == (day, wall)
        assert shown.fold == 0


@given(st.dates(date(2005, 1, 1), date(2039, 1, 1)), times, zones)
def test_of_two_days_the_later_one_is_later(day: date, wall: time, zone: str) -> None:
    held = [instant(one, wall, zone)[0] for one in (day, day + ONE_DAY) if is_real(one, zone)]
    assert held == sorted(set(held))


# The rhythm


def test_a_standup_is_held_on_working_days() -> None:
    assert [when.day.day for when in next_days(STANDUP, MONDAY, count=6)] == [2, 3, 4, 5, 6, 9]


def test_a_ceremony_of_every_two_weeks_keeps_to_the_weeks_of_its_anchor() -> None:
    assert [when.day.isoformat() for when in next_days(RETRO, MONDAY)] == [
        "2026-03-06",
        "2026-03-20",
        "2026-04-03",
    ]
    other_week = replace(RETRO, anchor=date(2026, 3, 13))
    assert next_days(other_week, MONDAY, count=1)[0].day == date(2026, 3, 13)


@given(st.integers(-200, 200))
def test_an_anchor_may_lie_any_even_number_of_weeks_before_or_after(weeks: int) -> None:
    moved = replace(RETRO, anchor=RETRO.anchor + timedelta(weeks=2 * weeks))
    assert next_days(moved, MONDAY) == next_days(RETRO, MONDAY)


def test_a_holiday_is_left_out_and_named() -> None:
    holidays = {date(2026, 3, 3), date(2026, 3, 7)}
    assert [when.day.day for when in next_days(STANDUP, MONDAY, holidays)] == [2, 4, 5]
    assert list(left_out(STANDUP, date(2026, 3, 2), date(2026, 3, 9), holidays)) == [date(2026, 3, 3)]


def test_the_next_one_is_later_than_now() -> None:
    when = next_days(STANDUP, MONDAY, count=1)[0]
    assert when.starts_at == at("2026-03-02 08:30")
    assert next_days(STANDUP, when.starts_at, count=1)[0].day == date(2026, 3, 3)
    before = when.starts_at - timedelta(seconds=1)
    assert next_days(STANDUP, before, count=1)[0] == when


def test_one_just_before_midnight_that_is_skipped_is_not_lost() -> None:
    night = replace(STANDUP, zone="America/Nuuk", at=time(23, 30), weekdays=(5,))
    (when,) = next_days(night, at("2026-03-29 00:59"), count=1)
    assert (when.day, when.starts_at) == (date(2026, 3, 28), at("2026-03-29 01:00"))


@given(schedules, st.sets(days, max_size=20), st.integers(1, 400), days)
def test_walking_from_slot_to_slot_loses_and_doubles_none(
    schedule: Schedule, holidays: set[date], length: int, first: date
) -> None:
    span = [first + number * ONE_DAY for number in range(1, length + 1)]
    expected = [day for day in span if is_held(schedule, day, holidays)]
    walked = []
    when = next_holding_time(schedule, first, holidays)
    while when and when.day <= span[-1]:
        walked.append(when.day)
        when = next_holding_time(schedule, when.day, holidays)
    assert walked == expected


@given(schedules, days, st.integers(0, 86_400 * 30))
def test_what_comes_next_is_what_is_left_of_all_that_comes(
    schedule: Schedule, first: date, seconds: int
) -> None:
    beginning = datetime.combine(first, time(12), tzinfo=UTC)
    now = beginning + timedelta(seconds=seconds)
    every = [when for _, when in zip(range(80), holding_times(schedule, first - ONE_DAY), strict=False)]
    left = [when for when in every if when.starts_at > now][:3]
    found = next_days(schedule, now)
    assert found[: len(left)] == tuple(left)


@given(schedules, days)
def test_slots_come_in_the_order_of_their_instants(schedule: Schedule, first: date) -> None:
    found = [when for _, when in zip(range(60), holding_times(schedule, first), strict=False)]
    assert all(one.starts_at < other.starts_at for one, other in pairwise(found))


@given(schedules, days)
def test_every_weekday_of_the_rhythm_and_no_other_is_in_it(schedule: Schedule, day: date) -> None:
    assert not is_in_rhythm(schedule, day) or day.weekday() in schedule.weekdays
    weeks = [is_in_rhythm(schedule, day + timedelta(weeks=number)) for number in range(6)]
    assert weeks.count(True) == (6 // schedule.every_weeks if day.weekday() in schedule.weekdays else 0)


@given(schedules, days)
def test_a_slot_lies_on_its_local_day_or_right_after_a_gap_that_ends_it(
    schedule: Schedule, day: date
) -> None:
    when = holding_time(schedule, day)
    if is_real(day, schedule.zone):
        shown = local_day(when.starts_at, schedule.zone)
        assert shown == day or (when.is_shifted and shown == day + ONE_DAY)


def test_samples_of_zones_can_all_be_used() -> None:
    assert [ZoneInfo(zone).key for zone in ZONES] == list(ZONES)
