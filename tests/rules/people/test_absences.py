"""From when until when somebody is away, as people type it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates.typed_span import Span
from rules.people.absences import LONGEST, absence, may_set, read_days
from rules.people.people import Duty, Person
from rules.refusals import Refused
from tests.rules.dates.test_typed_day import PIECES
from tests.rules.refusal import reasons_of

# A Monday.
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("until friday", TODAY, date(2026, 3, 6)),
        ("till Sunday.", TODAY, date(2026, 3, 8)),
        ("until next monday", TODAY, date(2026, 3, 9)),
        ("until the 31st of March", TODAY, date(2026, 3, 31)),
        ("until 31 jan", TODAY, date(2027, 1, 31)),
        ("until 2 mar", TODAY, TODAY),
        ("until 31.03.2026", TODAY, date(2026, 3, 31)),
        ("until 3/31/2026", TODAY, date(2026, 3, 31)),
        ("today", TODAY, TODAY),
        ("3 days", TODAY, date(2026, 3, 4)),
        ("for two weeks", TODAY, date(2026, 3, 15)),
        ("next week", date(2026, 3, 9), date(2026, 3, 13)),
        ("on friday", date(2026, 3, 6), date(2026, 3, 6)),
        ("10-12 jan", date(2027, 1, 10), date(2027, 1, 12)),
    ],
)
def test_days_are_understood_however_people_type_them(typed: str, first: date, last: date) -> None:
    assert read_days(typed, NOW, "UTC") == Span(first, last)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Until when?"),
        ("until", "Until when?"),
        ("until frdiay", "Did you mean “Friday”?"),
        ("until the cows come home", "is no day"),
        ("until 12", "is no day"),
        ("0 days", "is no day"),
        ("until 2026-03-01", "1 Mar 2026 is over"),
        ("until 2028-01-01", "366 days long at most"),
        ("99999999999 weeks", "366 days long at most"),
        ("<!channel>", "is no day"),
    ],
)
def test_what_is_no_day_is_refused_with_how_to_write_it(typed: str, said: str) -> None:
    reasons = reasons_of(lambda: read_days(typed, NOW, "UTC"))
    assert said in reasons
    assert "/team away until friday" in reasons


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("until 31 feb", "No calendar has the day 31 feb."),
        ("until 1-1-99999999999999999999", "No calendar has the day"),
        ("until 04/05/2026", "“until 5 Apr 2026” or “until 4 May 2026”"),
        ("friday", "“until 6 Mar 2026” or “on 6 Mar 2026”"),
        ("until next friday", "“until 6 Mar 2026” or “until 13 Mar 2026”"),
    ],
)
def test_what_no_calendar_has_or_has_two_meanings_is_asked_back(typed: str, said: str) -> None:
    assert said in reasons_of(lambda: read_days(typed, NOW, "UTC"))


def test_the_day_is_the_one_of_where_the_person_lives() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert read_days("today", late, "Asia/Tokyo").last == date(2026, 3, 3)
    assert read_days("today", late, "America/New_York").last == date(2026, 3, 2)


def test_on_the_day_itself_its_name_means_the_one_in_a_week() -> None:
    assert read_days("until monday", NOW, "UTC").last == TODAY + timedelta(days=7)


def test_an_absence_that_is_to_come_begins_with_its_first_day_where_the_person_lives() -> None:
    found = absence(
        "U0ANA", date(2027, 1, 12), "Asia/Tokyo", by="U0ANA", now=NOW, first_day=date(2027, 1, 10)
    )
    assert found.since == datetime(2027, 1, 9, 15, tzinfo=UTC)


def test_an_absence_ends_when_the_day_after_begins_where_the_person_lives() -> None:
    found = absence("U0ANA", date(2026, 3, 6), "Asia/Tokyo", by="U0ANA", now=NOW)
    assert (found.since, found.until) == (NOW, datetime(2026, 3, 6, 15, tzinfo=UTC))


def test_an_absence_that_ends_in_a_night_that_skips_midnight_ends_after_the_gap() -> None:
    # In Beirut the clocks skip the hour after midnight on 29 March 2026.
    found = absence("U0ANA", date(2026, 3, 28), "Asia/Beirut", by="U0ANA", now=NOW)
    assert found.until == datetime(2026, 3, 28, 22, tzinfo=UTC)


def test_only_an_admin_speaks_for_somebody_else() -> None:
    may_set(Person("U0ANA"), "U0ANA")
    may_set(Person("U0HUGO", frozenset({Duty.ADMIN})), "U0ANA")
    assert "Only an admin" in reasons_of(lambda: may_set(Person("U0BEN"), "U0ANA"))


@given(st.text(max_size=60) | st.lists(PIECES, max_size=8).map(" ".join))
def test_any_text_is_days_to_come_or_a_refusal(typed: str) -> None:
    try:
        days = read_days(typed, NOW, "Europe/Berlin")
    except Refused:
        return
    assert days.first <= days.last
    assert TODAY <= days.last <= TODAY + 2 * LONGEST
    assert absence("U0ANA", days.last, "Europe/Berlin", by="U0ANA", now=NOW, first_day=days.first).until > NOW
