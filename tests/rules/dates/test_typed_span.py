"""A typed span of days: read where it has one meaning, asked back with all of them where it has several."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates.typed_day import spoken
from rules.dates.typed_span import Span, read_span, span_words, spans_meant
from rules.refusals import Refused
from tests.rules.dates.test_typed_day import DAYS, PIECES, TODAY
from tests.rules.refusal import reasons_of

HOW = "Write it so."
JANUARY = Span(date(2027, 1, 10), date(2027, 1, 12))
YEAR_END = Span(date(2026, 12, 28), date(2027, 1, 3))


def read(typed: str, today: date = TODAY) -> Span:
    """Return a typed span."""
    return read_span(typed, today, HOW)


@pytest.mark.parametrize(
    "typed",
    [
        "10-12 jan",
        "10–12 Jan",
        "10 - 12 january",
        "10 to 12 January",
        "jan 10-12",
        "January 10 to 12",
        "from 10 to 12 jan 2027",
        "between 10 and 12 jan",
        "10th-12th of january",
        "10.–12.1.",
        "10.-12.1.2027",
        "10.1.-12.1.",
        "10.1. to 12.1.",
        "10.1.27 - 12.1.27",
        "2027-01-10..12",
        "2027-01-10..2027-01-12",
        "2027-01-10/2027-01-12",
        "2027-01-10 to 2027-01-12",
        "10 jan → 12 jan",
        "10-jan to 12-jan",
        "sun 10 jan - tue 12 jan",
        "from 10 jan for 3 days",
    ],
)
def test_a_span_is_read_in_all_usual_spellings(typed: str) -> None:
    assert read(typed) == JANUARY


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("28 dec - 3 jan", YEAR_END),
        ("28 dec - 3 jan 2027", YEAR_END),
        ("28 dec 2026 to 3 jan", YEAR_END),
        ("28.12.-3.1.", YEAR_END),
        ("28 feb - 1 mar 2028", Span(date(2028, 2, 28), date(2028, 3, 1))),
        ("28/3-3/4", Span(date(2027, 3, 28), date(2027, 4, 3))),
        ("until friday", Span(TODAY, date(2026, 11, 27))),
        ("till 29 feb", Span(TODAY, date(2028, 2, 29))),
        ("until the end of january", Span(TODAY, date(2027, 1, 31))),
        ("on friday", Span(date(2026, 11, 27), date(2026, 11, 27))),
        ("today", Span(TODAY, TODAY)),
        ("mon-wed", Span(date(2026, 11, 30), date(2026, 12, 2))),
        ("tomorrow to monday", Span(date(2026, 11, 27), date(2026, 11, 30))),
        ("3 days", Span(TODAY, date(2026, 11, 28))),
        ("for two weeks", Span(TODAY, date(2026, 12, 9))),
        ("this week", Span(TODAY, date(2026, 11, 27))),
        ("next week", Span(date(2026, 11, 30), date(2026, 12, 4))),
        ("next month", Span(date(2026, 12, 1), date(2026, 12, 31))),
        ("january", Span(date(2027, 1, 1), date(2027, 1, 31))),
    ],
)
def test_a_span_is_seen_from_today(typed: str, span: Span) -> None:
    assert read(typed) == span


def test_a_span_that_has_begun_is_the_one_of_now() -> None:
    assert read("10-12 jan", date(2027, 1, 11)) == JANUARY
    assert read("28 dec - 3 jan", date(2027, 1, 2)) == YEAR_END


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("friday", "“until 27 Nov 2026” or “on 27 Nov 2026”"),
        ("until 03/04", "“until 4 Mar 2027” or “until 3 Apr 2027”"),
        ("until next week", "“until 29 Nov 2026” or “until 4 Dec 2026”"),
        ("1/10-1/12", "“1 Oct 2026 to 1 Dec 2026” or “10 Jan 2027 to 12 Jan 2027”"),
    ],
)
def test_a_span_with_several_meanings_is_asked_back_with_all_of_them(typed: str, meanings: str) -> None:
    assert f"“{typed}” can mean {meanings}." in reasons_of(lambda: read(typed))


def test_a_day_alone_is_the_only_one_where_no_span_is_asked_for() -> None:
    friday = date(2026, 11, 27)
    assert read_span("friday", TODAY, HOW, is_until=False) == Span(friday, friday)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("from 10 jan", "Until when? Write both days, like 10 Jan 2027 to 12 Jan 2027."),
        ("until 1-1-99999999999999999999", "No calendar has the day"),
        ("12-10 jan", HOW),
        ("", HOW),
        ("until janury", "Did you mean “January”?"),
    ],
)
def test_what_is_no_span_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    assert said in reasons_of(lambda: read(typed))


@given(DAYS, DAYS)
def test_every_spelling_of_a_span_with_years_means_it_alone(one: date, two: date) -> None:
    span = Span(min(one, two), max(one, two))
    for sign in (" - ", " to ", "..", " until ", "–"):
        assert read(f"{spoken(span.first)}{sign}{spoken(span.last)}") == span
        assert read(f"{span.first:%d.%m.%Y}{sign}{span.last:%d.%m.%Y}") == span
    assert read(f"{span.first}..{span.last}") == span
    assert read(span_words(span, TODAY)) == span


@given(
    st.text(max_size=60)
    | st.lists(PIECES, max_size=8).map(" ".join)
    | st.lists(PIECES, max_size=8).map("".join)
)
def test_any_text_is_a_span_or_a_refusal_and_what_is_asked_back_reads_as_it_says(typed: str) -> None:
    for today in (TODAY, date(2028, 2, 29), date(9999, 12, 31)):
        with suppress(Refused):
            assert read(typed, today).first <= read(typed, today).last
        with suppress(Refused):
            meant = spans_meant(typed, today)
            assert {read(span_words(span, today), today) for span in meant} == meant
