"""Working time: hours, weekends, holidays and breaks, through both daylight-saving nights and the turn of a year."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.local_time import local_day, local_time
from rules.people.working_hours import STANDARD, WorkingHours
from rules.people.working_time import WEEKEND, Stretch, WorkingTime, without

BERLIN = "Europe/Berlin"
HOUR = timedelta(hours=1)
ZONES = (
    "UTC",
    BERLIN,
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
moments = some.timedeltas(timedelta(0), timedelta(days=1800)).map(lambda passed: FIRST + passed)
amounts = some.timedeltas(timedelta(minutes=1), timedelta(hours=40))
spans = some.builds(lambda begins, length: Stretch(begins, begins + length), moments, amounts)


@some.composite
def working_times(draw: some.DrawFn) -> WorkingTime:
    """Draw the working time of a person."""
    begins = draw(some.integers(0, 22))
    ends = draw(some.integers(begins + 1, 23))
    return WorkingTime(
        daily=draw(
            some.builds(
                WorkingHours,
                begins=some.just(time(begins, draw(some.sampled_from([0, 30])))),
                ends=some.just(time(ends, 30)),
                weekdays=some.sampled_from([(), (0, 1, 2, 3), (5, 6), (0, 1, 2, 3, 6)]),
            )
        ),
        zone=draw(some.sampled_from(ZONES)),
        weekend=draw(some.sampled_from([WEEKEND, frozenset({4, 5}), frozenset()])),
        holidays=draw(some.frozensets(some.dates(date(2024, 1, 1), date(2028, 12, 31)), max_size=20)),
        breaks=tuple(draw(some.lists(spans, max_size=4))),
    )


def at(zone: str, *parts: int) -> datetime:
    """Return a wall time of a zone."""
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ((2026, 3, 2, 10, 0), (2026, 3, 4, 10, 0)),  # within the hours of a Monday
        ((2026, 3, 2, 6, 0), (2026, 3, 3, 17, 0)),  # before them
        ((2026, 3, 2, 21, 0), (2026, 3, 4, 17, 0)),  # after them
        ((2026, 3, 5, 15, 30), (2026, 3, 9, 15, 30)),  # over a weekend
        ((2026, 3, 7, 12, 0), (2026, 3, 10, 17, 0)),  # on a Saturday
        ((2026, 3, 27, 10, 0), (2026, 3, 31, 10, 0)),  # the clocks go forward on the 29th
        ((2026, 10, 23, 10, 0), (2026, 10, 27, 10, 0)),  # and back on 25 October
        ((2026, 12, 31, 10, 0), (2027, 1, 4, 10, 0)),  # over the turn of the year, without a holiday
    ],
)
def test_two_working_days(since: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert WorkingTime(zone=BERLIN).after(at(BERLIN, *since), 2 * STANDARD.length) == at(BERLIN, *due)


def test_who_works_from_sunday_to_thursday_in_other_hours() -> None:
    sundays = WorkingHours(begins=time(8), ends=time(16), weekdays=(0, 1, 2, 3, 6))
    person = WorkingTime(zone="Asia/Jerusalem", daily=sundays)
    # Thursday from 14:00: two hours; Sunday: the other six, and no more.
    assert person.after(at("Asia/Jerusalem", 2026, 3, 5, 14, 0), sundays.length) == at(
        "Asia/Jerusalem", 2026, 3, 8, 14, 0
    )
    assert person.is_at_work(at("Asia/Jerusalem", 2026, 3, 8, 8, 0))
    assert not person.is_at_work(at("Asia/Jerusalem", 2026, 3, 8, 16, 0))
    assert not person.is_at_work(at("Asia/Jerusalem", 2026, 3, 6, 10, 0))


def test_holidays_and_absences_do_not_count() -> None:
    away = Stretch(at(BERLIN, 2026, 12, 29, 0, 0), at(BERLIN, 2026, 12, 31, 0, 0))
    holidays = frozenset({date(2026, 12, 25), date(2027, 1, 1)})
    person = WorkingTime(zone=BERLIN, holidays=holidays, breaks=(away,))
    # Thursday 24th from 15:00: two hours; Monday 28th: eight; Thursday 31st: the last six.
    due = person.after(at(BERLIN, 2026, 12, 24, 15, 0), 2 * STANDARD.length)
    assert due == at(BERLIN, 2026, 12, 31, 15, 0)


def test_each_person_has_their_own_day() -> None:
    friday_night = at("America/New_York", 2026, 3, 6, 16, 0)
    assert WorkingTime(zone="America/New_York").after(friday_night, 2 * HOUR) == at(
        "America/New_York", 2026, 3, 9, 10, 0
    )
    assert WorkingTime(zone="Asia/Tokyo").after(friday_night, 2 * HOUR) == at("Asia/Tokyo", 2026, 3, 9, 11, 0)
    assert WorkingTime(zone="Asia/Riyadh", weekend=frozenset({4, 5})).after(friday_night, 2 * HOUR) == at(
        "Asia/Riyadh", 2026, 3, 8, 11, 0
    )


def test_who_is_never_there_has_no_due_time() -> None:
    begins = at(BERLIN, 2026, 3, 2, 9, 0)
    gone = WorkingTime(zone=BERLIN, breaks=(Stretch(begins, begins + timedelta(days=5000)),))
    assert gone.after(begins, HOUR) is None
    assert gone.next_morning(begins) is None


def test_a_moment_is_spoken_as_local_clocks_show_it() -> None:
    assert WorkingTime(zone=BERLIN).spoken(datetime(2026, 3, 3, 10, tzinfo=UTC)) == "Tuesday 3 March, 11:00"


@given(working_times(), moments, amounts)
def test_what_is_due_lies_in_the_hours_of_a_working_day(
    person: WorkingTime, since: datetime, working: timedelta
) -> None:
    due = person.after(since, working)
    assert due is not None
    assert due > since
    local = local_time(due, person.zone)
    hours = person.hours(local.date())
    assert hours is not None
    assert hours.begins < due <= hours.ends
    assert person.is_working_day(local.date())
    assert not any(one.begins < due < one.ends for one in person.breaks)


@given(working_times(), moments, amounts)
def test_what_lies_between_is_what_was_asked_for(
    person: WorkingTime, since: datetime, working: timedelta
) -> None:
    due = person.after(since, working)
    assert due is not None
    assert person.between(since, due) == working
    # Both sides: a little earlier it is not over yet.
    assert person.between(since, due - timedelta(microseconds=1)) < working


@given(working_times(), moments, amounts, spans)
def test_a_break_never_makes_it_earlier(
    person: WorkingTime, since: datetime, working: timedelta, away: Stretch
) -> None:
    with_break = WorkingTime(
        zone=person.zone,
        daily=person.daily,
        weekend=person.weekend,
        holidays=person.holidays,
        breaks=(*person.breaks, away),
    )
    due, later = person.after(since, working), with_break.after(since, working)
    assert due is not None
    assert later is not None
    assert later >= due
    if away.begins >= due or away.ends <= since:
        assert later == due


@given(working_times(), moments)
def test_the_next_morning_is_one_on_which_they_are_there(person: WorkingTime, after: datetime) -> None:
    morning = person.next_morning(after)
    assert morning is not None
    assert morning > after
    assert person.is_at_work(morning)
    assert morning == person.morning(local_day(morning, person.zone))


@given(spans, some.lists(spans, max_size=5))
def test_breaks_leave_what_they_do_not_cover(span: Stretch, breaks: list[Stretch]) -> None:
    left = list(without(span, tuple(breaks)))
    assert all(one.begins < one.ends for one in left)
    assert all(one.ends <= other.begins for one, other in pairwise(left))
    for moment in (span.begins, *(one.ends for one in breaks), *(one.begins for one in breaks)):
        is_in = span.begins <= moment < span.ends and not any(
            one.begins <= moment < one.ends for one in breaks
        )
        assert is_in == any(one.begins <= moment < one.ends for one in left)
