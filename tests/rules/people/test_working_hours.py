"""Working hours as they are typed."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.people.working_hours import STANDARD, WorkingHours, read_hours
from rules.refusals import Refused
from tests.rules.refusal import reasons_of

LONG = WorkingHours(begins=time(10), ends=time(18, 30))
SUNDAYS = WorkingHours(begins=time(8), ends=time(16), weekdays=(0, 1, 2, 3, 6))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("10:00-18:30", LONG),
        ("10.00 – 18.30", LONG),
        ("from 10 to 18:30", LONG),
        ("10am-6:30pm", LONG),
        ("10 a.m. until 6.30 p.m.", LONG),
        ("8-16 sun-thu", SUNDAYS),
        ("8-16, Sunday to Thursday", SUNDAYS),
        ("sun-thu 8h00-16h00", SUNDAYS),
        ("8-16 on mon, tue, wed and thu, sun", SUNDAYS),
        ("9-5pm", STANDARD),
        ("1-5pm", WorkingHours(begins=time(13), ends=time(17))),
        ("9-12 fri", WorkingHours(begins=time(9), ends=time(12), weekdays=(4,))),
        ("mon-thu", WorkingHours(weekdays=(0, 1, 2, 3))),
        ("9-17 fri-mon", WorkingHours(weekdays=(0, 4, 5, 6))),
        ("default", None),
    ],
)
def test_hours_are_read(text: str, hours: WorkingHours | None) -> None:
    assert read_hours(text, STANDARD) == hours


def test_what_is_not_typed_stays() -> None:
    assert read_hours("9-17", SUNDAYS) == WorkingHours(weekdays=SUNDAYS.weekdays)
    assert read_hours("fri", SUNDAYS) == WorkingHours(begins=time(8), ends=time(16), weekdays=(4,))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "says no working hours. Write the hours"),
        ("8", "says no working hours"),
        ("8 16", "says no working hours"),
        ("8-", "says no working hours"),
        ("22-6", "22:00 to 06:00 would end before it begins"),
        ("9-5", "09:00 to 05:00 would end before it begins. Count up to 24"),
        ("9-9", "would end before it begins"),
        ("9:00-9:30", "an hour long at least"),
        ("8-25", "No clock shows 25"),
        ("8-16 sunny", "“sunny” is not a day of the week"),
        ("8-16 sun-thx", "“thx” is not a day of the week"),
        ("mornings", "“mornings” is not a day of the week"),
    ],
)
def test_what_is_wrong_is_said_with_how_to_write_it(text: str, why: str) -> None:
    assert why in reasons_of(lambda: read_hours(text, STANDARD))


@given(some.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    try:
        found = read_hours(text, STANDARD)
    except Refused:
        return
    assert found is None or found.begins < found.ends


@given(
    some.times().map(lambda one: one.replace(second=0, microsecond=0)),
    some.integers(60, 1439),
    some.frozensets(some.integers(0, 6)),
)
def test_hours_are_read_back_as_they_are_written(begins: time, length: int, days: frozenset[int]) -> None:
    minutes = begins.hour * 60 + begins.minute + length
    if minutes >= 24 * 60:
        return
    hours = WorkingHours(begins=begins, ends=time(minutes // 60, minutes % 60), weekdays=tuple(sorted(days)))
    assert read_hours(hours.words, STANDARD) == hours


def test_days_that_are_not_said_are_those_of_the_workspace() -> None:
    assert LONG.on_usual_days(SUNDAYS).weekdays == SUNDAYS.weekdays
    assert SUNDAYS.on_usual_days(STANDARD) == SUNDAYS
