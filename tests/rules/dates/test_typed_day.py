"""One typed day: read where it has one meaning, asked back with all of them where it has several."""

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates.typed_day import MONTHS, days_meant, normalised, read_day, spoken
from rules.refusals import Refused
from tests.rules.refusal import reasons_of

# A Thursday.
TODAY = date(2026, 11, 26)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
# What people write of days, in any order: the reader meets what no grammar foresees.
PIECES = st.sampled_from(
    [
        "1",
        "31",
        "28.",
        "2027",
        "1-1-",
        "9" * 20,
        "jan",
        "March",
        "fri",
        "next",
        "this",
        "week",
        "until",
        "to",
        "-",
        "..",
        "/",
        "in",
        "days",
        "3",
        "end",
        "of",
        "the",
        "from",
        "on",
        "0",
        "12:30",
        "pm",
        "'27",
        "\u0663",
        "–",
        "every",
        "T",
        "99999",
    ]
)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("2027-1-31", date(2027, 1, 31)),
        ("2027/01/31", date(2027, 1, 31)),
        ("20270131", date(2027, 1, 31)),
        ("28.03.2027", date(2027, 3, 28)),
        ("28.3.27", date(2027, 3, 28)),
        ("3.4.", date(2027, 4, 3)),
        ("28/3", date(2027, 3, 28)),
        ("3/28", date(2027, 3, 28)),
        ("28-3-2027", date(2027, 3, 28)),
        ("5/5/2027", date(2027, 5, 5)),
        ("31 jan", date(2027, 1, 31)),
        ("31jan", date(2027, 1, 31)),
        ("Jan 31", date(2027, 1, 31)),
        ("31-Jan-2027", date(2027, 1, 31)),
        ("the 31st of January", date(2027, 1, 31)),
        ("January 31, 2027", date(2027, 1, 31)),
        ("31 jan '27", date(2027, 1, 31)),
        ("sept. 3", date(2027, 9, 3)),
        ("Sunday 31 jan", date(2027, 1, 31)),
        ("sun 31.1.2027", date(2027, 1, 31)),
        ("26 nov", TODAY),
        ("25 nov", date(2027, 11, 25)),
        ("29 feb", date(2028, 2, 29)),
        ("29.2.", date(2028, 2, 29)),
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 27)),
        ("the day after tomorrow", date(2026, 11, 28)),
        ("in 3 days", date(2026, 11, 29)),
        ("in a week", date(2026, 12, 3)),
        ("friday", date(2026, 11, 27)),
        ("thursday", date(2026, 12, 3)),
        ("next thursday", date(2026, 12, 3)),
        ("this friday", date(2026, 11, 27)),
        ("friday next week", date(2026, 12, 4)),
        ("end of january", date(2027, 1, 31)),
        ("end of the month", date(2026, 11, 30)),
        ("end of year", date(2026, 12, 31)),
        ("٢٨/٣", date(2027, 3, 28)),
    ],
)
def test_a_day_with_one_meaning_is_read(typed: str, day: date) -> None:
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("03/04", "“4 Mar 2027” or “3 Apr 2027”"),
        ("03/04/2027", "“4 Mar 2027” or “3 Apr 2027”"),
        ("10-12", "“10 Dec 2026” or “12 Oct 2027”"),
        ("28/3/27", "“28 Mar 2027” or “27 Mar 2028”"),
        ("next friday", "“27 Nov 2026” or “4 Dec 2026”"),
        ("end of the week", "“27 Nov 2026” or “29 Nov 2026”"),
    ],
)
def test_a_day_with_several_meanings_is_asked_back_with_all_of_them(typed: str, meanings: str) -> None:
    assert reasons_of(lambda: read_day(typed, TODAY)) == (
        f"“{typed}” can mean {meanings}. Write the one you mean like that."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1-1-99999999999999999999", "No calendar has the day 1-1-99999999999999999999."),
        ("31 feb", "No calendar has the day 31 feb."),
        ("2030-02-30", "No calendar has the day 2030-02-30."),
        ("13/13/2027", "No calendar has the day 13/13/2027."),
        ("monday 31 jan 2027", "31 Jan 2027 is a Sunday"),
        ("31 janury", "Did you mean “January”?"),
        ("frdiay", "Did you mean “Friday”?"),
        ("", "is no day"),
        ("12", "is no day"),
        ("someday", "is no day"),
    ],
)
def test_what_is_no_day_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    assert said in reasons_of(lambda: read_day(typed, TODAY))


@pytest.mark.parametrize("typed", ["till whenever", "in 3 months", "yesterday", "2 hours"])
def test_no_other_word_is_proposed_for_one_that_is_a_word_of_days(typed: str) -> None:
    assert "Did you mean" not in reasons_of(lambda: read_day(typed, date(2026, 3, 2)))


@given(DAYS, st.booleans())
def test_every_spelling_of_a_day_means_it_and_those_with_one_order_mean_nothing_else(
    day: date, short: bool
) -> None:
    month = MONTHS[day.month - 1][: 3 if short else None]
    sure = (
        day.isoformat(),
        spoken(day),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%y}",
        f"{day:%A} {spoken(day)}",
    )
    assert {read_day(typed, TODAY) for typed in sure} == {day}
    for typed in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%d-%m-%y}"):
        assert day in days_meant(normalised(typed), TODAY)


@given(st.dates(TODAY, date(2027, 11, 25)))
def test_a_day_without_a_year_is_the_next_one(day: date) -> None:
    for typed in (f"{day.day} {day:%b}", f"{day:%B} {day.day}", f"{day.day}.{day.month}."):
        assert read_day(typed, TODAY) == day


@given(
    st.text(max_size=60)
    | st.lists(PIECES, max_size=8).map(" ".join)
    | st.lists(PIECES, max_size=8).map("".join)
)
def test_any_text_is_a_day_or_a_refusal(typed: str) -> None:
    for today in (TODAY, date(2028, 2, 29), date(9999, 12, 31)):
        with suppress(Refused):
            assert isinstance(read_day(typed, today), date)


def test_a_word_without_end_is_refused_before_anybody_waits() -> None:
    began = time.process_time()
    reasons_of(lambda: read_day("x" * 100_000, TODAY))
    assert time.process_time() - began < 1
