"""Until when somebody is away, as people type it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people.absences import LONGEST, absence, may_set, read_last_day
from rules.people.people import Duty, Person
from rules.refusals import Refused
from tests.rules.refusal import reasons_of

# A Monday.
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("until friday", date(2026, 3, 6)),
        ("friday", date(2026, 3, 6)),
        ("until Fri", date(2026, 3, 6)),
        ("till Sunday.", date(2026, 3, 8)),
        ("until monday", date(2026, 3, 9)),
        ("until next monday", date(2026, 3, 9)),
        ("until next friday", date(2026, 3, 13)),
        ("next week", date(2026, 3, 13)),
        ("today", date(2026, 3, 2)),
        ("until tomorrow", date(2026, 3, 3)),
        ("3 days", date(2026, 3, 4)),
        ("for 3 days", date(2026, 3, 4)),
        ("1 day", date(2026, 3, 2)),
        ("a week", date(2026, 3, 8)),
        ("for two weeks", date(2026, 3, 15)),
        ("2026-03-31", date(2026, 3, 31)),
        ("until 2026-3-31", date(2026, 3, 31)),
        ("until 31 Mar", date(2026, 3, 31)),
        ("until the 31st of March", date(2026, 3, 31)),
        ("March 31, 2026", date(2026, 3, 31)),
        ("until 31 jan", date(2027, 1, 31)),
        ("until 31 january 2027", date(2027, 1, 31)),
        ("until 2 mar", date(2026, 3, 2)),
        ("until 31.03.2026", date(2026, 3, 31)),
        ("until 31/3/2026", date(2026, 3, 31)),
        ("until 3/31/2026", date(2026, 3, 31)),
        ("until 05.05.2026", date(2026, 5, 5)),
    ],
)
def test_a_day_is_understood_however_people_type_it(typed: str, day: date) -> None:
    assert read_last_day(typed, NOW, "UTC") == day


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
        ("until 31 feb", "No calendar has the day"),
        ("until 2026-13-01", "No calendar has the day"),
        ("until 13/13/2026", "No calendar has the day"),
        ("until 04/05/2026", "a day of Apr or of May?"),
        ("until 2028-01-01", "366 days long at most"),
        ("99999999999 weeks", "366 days long at most"),
        ("<!channel>", "is no day"),
    ],
)
def test_what_is_no_day_is_refused_with_how_to_write_it(typed: str, said: str) -> None:
    reasons = reasons_of(lambda: read_last_day(typed, NOW, "UTC"))
    assert said in reasons
    assert "/team away until friday" in reasons


def test_the_day_is_the_one_of_where_the_person_lives() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert read_last_day("until friday", datetime(2026, 3, 5, 23, 30, tzinfo=UTC), "UTC") == date(2026, 3, 6)
    assert read_last_day("today", late, "Asia/Tokyo") == date(2026, 3, 3)
    assert read_last_day("today", late, "America/New_York") == date(2026, 3, 2)


def test_on_the_day_itself_its_name_means_the_one_in_a_week() -> None:
    assert read_last_day("until monday", NOW, "UTC") == TODAY + timedelta(days=7)


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


@given(st.text(max_size=60))
def test_any_text_is_a_day_to_come_or_a_refusal(typed: str) -> None:
    try:
        day = read_last_day(typed, NOW, "Europe/Berlin")
    except Refused:
        return
    assert TODAY <= day <= TODAY + LONGEST
