"""A typed span of days that have been: read where it has one meaning, asked back where it has several."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates.typed_past import LONGEST_DAYS, Lately, Period, period_words, read_period, tells_period
from rules.dates.typed_span import Span
from rules.refusals import Refused
from tests.rules.dates.test_typed_day import DAYS, PIECES
from tests.rules.refusal import reasons_of

TODAY = date(2026, 11, 26)


def span(first: str, last: str) -> Span:
    """Return the days between two."""
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("last 90 days", 90),
        ("the last 90 days", 90),
        ("90 days", 90),
        ("for the past 90 days", 90),
        ("last two weeks", 14),
        ("3 months", 90),
        ("a year", 365),
        ("last quarter", 91),
        ("last day", 1),
        ("last 999999999999 years", LONGEST_DAYS),
    ],
)
def test_the_last_days_are_read_in_all_usual_spellings(typed: str, days: int) -> None:
    assert read_period(typed, TODAY) == Lately(days)


@pytest.mark.parametrize("typed", ["", "all", "All time", "ever"])
def test_all_time_is_no_span(typed: str) -> None:
    assert read_period(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("january", "2026-01-01", "2026-01-31"),
        ("november", "2026-11-01", "2026-11-26"),
        ("december", "2025-12-01", "2025-12-31"),
        ("jan 2025", "2025-01-01", "2025-01-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("this year", "2026-01-01", "2026-11-26"),
        ("this week", "2026-11-23", "2026-11-26"),
        ("1 jan to 31 mar", "2026-01-01", "2026-03-31"),
        ("1-15 jan", "2026-01-01", "2026-01-15"),
        ("1 dec to 5 jan", "2025-12-01", "2026-01-05"),
        ("20 nov - 30 nov", "2026-11-20", "2026-11-26"),
        ("2026-01-01 to 2026-02-01", "2026-01-01", "2026-02-01"),
        ("since 1 feb", "2026-02-01", "2026-11-26"),
        ("since january", "2026-01-01", "2026-11-26"),
        ("26 nov", "2026-11-26", "2026-11-26"),
        ("yesterday", "2026-11-25", "2026-11-25"),
    ],
)
def test_days_without_a_year_are_the_last_such_days_up_to_today(typed: str, first: str, last: str) -> None:
    assert read_period(typed, TODAY) == span(first, last)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("last month", ["“last 30 days”", "“1 Oct 2026 to 31 Oct 2026”"]),
        ("last week", ["“last 7 days”", "“16 Nov 2026 to 22 Nov 2026”"]),
        ("3/4 - 5/4", ["“3 Apr 2026 to 5 Apr 2026”", "“4 Mar 2026 to 4 May 2026”"]),
    ],
)
def test_what_has_two_meanings_is_asked_back_with_both(typed: str, meant: list[str]) -> None:
    said = reasons_of(lambda: read_period(typed, TODAY))
    assert all(words in said for words in meant)


@pytest.mark.parametrize(
    "typed", ["friday", "next week", "tomorrow", "until 3 mar", "27 nov", "2027", "soon", "0000", "0 days"]
)
def test_what_has_not_been_is_refused_with_how_to_write_it(typed: str) -> None:
    said = reasons_of(lambda: read_period(typed, TODAY))
    assert "Write it like: last 90 days" in said


@given(st.integers(1, LONGEST_DAYS).map(Lately) | st.tuples(DAYS, DAYS).map(lambda two: Span(*sorted(two))))
def test_the_words_of_a_period_read_back_as_it(period: Period) -> None:
    today = TODAY if isinstance(period, Lately) else period.last
    assert read_period(period_words(period), today) == period


@given(st.lists(PIECES, max_size=6).map(" ".join), DAYS)
def test_whatever_is_typed_is_read_or_refused(typed: str, today: date) -> None:
    tells_period(typed, today)
    with suppress(Refused):
        period = read_period(typed, today)
        assert not isinstance(period, Span) or period.first <= period.last <= today
