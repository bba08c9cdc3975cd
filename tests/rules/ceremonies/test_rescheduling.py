"""Moves and skips as people type them: read where they have one meaning, asked back where they have several."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ceremonies.rescheduling import Rescheduling, read_move, read_skip
from rules.dates.typed_span import Span
from rules.refusals import Refused
from tests.rules.dates.test_typed_day import DAYS, PIECES
from tests.rules.refusal import reasons_of

# A Monday.
TODAY = date(2026, 3, 2)
ONCE = Rescheduling(at=time(16), day=date(2027, 1, 31))
WORKING_DAYS = Rescheduling(at=time(9, 30), weekdays=(0, 1, 2, 3, 4))


@pytest.mark.parametrize(
    ("typed", "move"),
    [
        ("10:15", Rescheduling(at=time(10, 15))),
        ("friday 15:00", Rescheduling(at=time(15), weekdays=(4,))),
        ("to fridays at 3 pm", Rescheduling(at=time(15), weekdays=(4,))),
        ("mon, wed and fri", Rescheduling(weekdays=(0, 2, 4))),
        ("2030-01-31", Rescheduling(day=date(2030, 1, 31))),
        ("tomorrow 9:00", Rescheduling(at=time(9), day=date(2026, 3, 3))),
        ("`10:15`", Rescheduling(at=time(10, 15))),
        ("28.03.", Rescheduling(day=date(2026, 3, 28))),
        ("28/3 14h30", Rescheduling(at=time(14, 30), day=date(2026, 3, 28))),
        ("friday once", Rescheduling(day=date(2026, 3, 6))),
        ("this friday", Rescheduling(day=date(2026, 3, 6))),
        ("next monday at 9.30", Rescheduling(at=time(9, 30), day=date(2026, 3, 9))),
    ],
)
def test_a_move_is_understood_in_any_order_of_its_words(typed: str, move: Rescheduling) -> None:
    assert read_move(typed, TODAY) == move


@pytest.mark.parametrize(
    "typed",
    [
        "31 jan 16:00",
        "16:00 31 jan",
        "31 jan at 4pm",
        "jan 31 2027 4 p.m.",
        "2027-01-31 16:00",
        "2027-01-31T16:00",
        "31.01.2027 16.00",
        "31.1. 16:00",
        "31/1 16h00",
        "sunday 31 jan 16:00",
    ],
)
def test_a_day_with_a_time_moves_once(typed: str) -> None:
    assert read_move(typed, TODAY) == ONCE


@pytest.mark.parametrize(
    "typed", ["mon-fri 9:30", "monday to friday 9:30", "weekdays 9.30", "every weekday at 9:30"]
)
def test_a_span_of_weekdays_moves_for_good(typed: str) -> None:
    assert read_move(typed, TODAY) == WORKING_DAYS


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("03/04 10:00", "“4 Mar 2026 10:00” or “3 Apr 2026 10:00”"),
        ("10.12", "“10:12” or “10 Dec 2026”"),
        ("next friday 15:00", "“6 Mar 2026 15:00” or “13 Mar 2026 15:00”"),
    ],
)
def test_a_move_with_two_meanings_is_asked_back_with_both(typed: str, meanings: str) -> None:
    assert f"“{typed}” can mean {meanings}." in reasons_of(lambda: read_move(typed, TODAY))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Where to"),
        ("to", "Where to"),
        ("fryday 15:00", "“fryday 15:00” is no day or time. Did you mean “Friday”"),
        ("2030-02-30 15:00", "No calendar has the day 2030-02-30"),
        ("1-1-99999999999999999999", "No calendar has the day"),
        ("25:00", "No clock shows 25:00"),
        ("friday 2030-01-31", "31 Jan 2030 is a Thursday"),
        ("10-12 jan", "is no day or time"),
        ("9999-12-31", "too far away"),
    ],
)
def test_a_move_that_cannot_be_understood_is_refused(typed: str, sentence: str) -> None:
    assert sentence in reasons_of(lambda: read_move(typed, TODAY))


@given(st.text(max_size=60) | st.lists(PIECES, max_size=8).map(" ".join))
def test_any_text_is_a_move_or_a_refusal_and_reads_back_from_its_words(typed: str) -> None:
    with suppress(Refused):
        move = read_move(typed, TODAY)
        assert read_move(move.words, TODAY) == move
    with suppress(Refused):
        read_skip(typed, TODAY)


@given(st.dates(TODAY, date(2035, 12, 31)), st.times(), DAYS)
def test_a_day_and_a_time_with_one_meaning_are_that_day_and_time(day: date, at: time, today: date) -> None:
    minute = at.replace(second=0, microsecond=0)
    move = Rescheduling(at=minute, day=day)
    with suppress(Refused):
        for words in (move.words, f"{day} {minute:%H:%M}", f"{minute:%H:%M} {day:%d.%m.%Y}"):
            assert read_move(words, today) == move


def test_a_skip_names_no_day_or_one_or_several() -> None:
    assert read_skip("", TODAY) is None
    assert read_skip("next", TODAY) is None
    assert read_skip("31 mar", TODAY) == Span(date(2026, 3, 31), date(2026, 3, 31))
    assert read_skip("24 dec - 2 jan", TODAY) == Span(date(2026, 12, 24), date(2027, 1, 2))
    assert "Write it like `/ceremony skip standup`" in reasons_of(lambda: read_skip("someday", TODAY))
