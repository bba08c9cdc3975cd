"""The clock of what waits: when it is due, and that each word about it comes once, in order, and in somebody's hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.people.projects import Workstream
from rules.people.working_time import Stretch, WorkingTime
from rules.waiting.clock import BETWEEN_REMINDERS, NUDGES, Clock, Nudge, Terms, may_remind_at, owed
from tests.rules.people.test_working_time import moments, spans, working_times

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = WorkingTime()
clocks = some.builds(
    lambda since, days, pauses: Clock(since=since, days=days, pauses=tuple(pauses)),
    moments,
    some.integers(1, 20),
    some.lists(spans, max_size=2),
)


def mornings(person: WorkingTime, clock: Clock, count: int) -> list[datetime]:
    """Return the first mornings of a person after something began to wait."""
    found: list[datetime] = []
    moment = clock.since
    for _ in range(count):
        following = person.next_morning(moment)
        assert following is not None
        found.append(following)
        moment = following
    return found


def told_on(person: WorkingTime, clock: Clock, count: int = 40) -> list[tuple[datetime, Nudge]]:
    """Return what a person is told in which of their mornings, as long as nobody settles it."""
    told: list[tuple[datetime, Nudge]] = []
    for morning in mornings(person, clock, count):
        word = owed(clock.reached(person, morning), told[-1][1] if told else None)
        if word:
            told.append((morning, word))
    return told


def test_what_begins_on_monday_is_told_of_on_tuesday_thursday_and_friday() -> None:
    assert Clock(since=MONDAY).due(HERE) == MONDAY + timedelta(days=2)
    assert told_on(HERE, Clock(since=MONDAY)) == [
        (datetime(2026, 3, 3, 9, tzinfo=UTC), Nudge.SOON),
        (datetime(2026, 3, 5, 9, tzinfo=UTC), Nudge.LATE),
        (datetime(2026, 3, 6, 9, tzinfo=UTC), Nudge.ESCALATED),
    ]


def test_what_is_due_late_in_a_day_is_told_of_in_its_morning() -> None:
    told = told_on(HERE, Clock(since=MONDAY + 6 * HOUR))
    assert told[0] == (datetime(2026, 3, 4, 9, tzinfo=UTC), Nudge.SOON)


def test_a_clock_that_is_stopped_has_no_due_time() -> None:
    stopped = Clock(since=MONDAY, is_stopped=True)
    assert stopped.due(HERE) is None
    assert stopped.reached(HERE, MONDAY + timedelta(days=90)) is None


def test_a_pause_moves_what_is_due_by_the_working_time_in_it() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert Clock(since=MONDAY, pauses=(Stretch(tuesday, tuesday + 3 * HOUR),)).due(
        HERE
    ) == MONDAY + timedelta(days=2, hours=3)
    night = MONDAY + 10 * HOUR
    assert Clock(since=MONDAY, pauses=(Stretch(night, night + 3 * HOUR),)).due(HERE) == MONDAY + timedelta(
        days=2
    )


def test_who_comes_back_is_told_the_latest_word_alone() -> None:
    told_then = owed(Clock(since=MONDAY).reached(HERE, MONDAY + timedelta(days=30)), None)
    assert told_then is Nudge.ESCALATED
    assert owed(Nudge.LATE, told_then) is None


@pytest.mark.parametrize("workstream", [None, *Workstream])
def test_the_term_is_that_of_the_workstream_or_else_of_all(workstream: Workstream | None) -> None:
    terms = Terms(days=3, by_workstream={Workstream.PRODUCTION: 1})
    assert terms.of(workstream) == (1 if workstream is Workstream.PRODUCTION else 3)


def test_an_owner_reminds_once_in_four_of_their_working_hours() -> None:
    assert may_remind_at(None, HERE) is None
    assert may_remind_at(MONDAY, HERE) == MONDAY + 4 * HOUR
    # From 15:00 two hours are left of the day, and two are of the next.
    assert may_remind_at(MONDAY + 5 * HOUR, HERE) == MONDAY + timedelta(days=1, hours=1)


@given(working_times(), clocks)
def test_each_word_comes_once_and_in_order(person: WorkingTime, clock: Clock) -> None:
    words = [word for _, word in told_on(person, clock)]
    assert len(set(words)) == len(words)
    assert words == sorted(words, key=NUDGES.index)
    assert words[-1] is Nudge.ESCALATED


@given(working_times(), clocks)
def test_one_word_before_it_is_due_and_the_others_after(person: WorkingTime, clock: Clock) -> None:
    due = clock.due(person)
    assert due is not None
    for morning, word in told_on(person, clock):
        assert (morning < due) == (word is Nudge.SOON)
        assert person.is_at_work(morning)
        if word is Nudge.ESCALATED:
            assert person.but_for(clock.pauses).between(due, morning) >= person.daily.length


@given(working_times(), clocks, moments, moments)
def test_what_was_reached_is_never_taken_back(
    person: WorkingTime, clock: Clock, one: datetime, other: datetime
) -> None:
    first, second = (clock.reached(person, moment) for moment in sorted((one, other)))
    if first:
        assert second
        assert NUDGES.index(second) >= NUDGES.index(first)


@given(working_times(), clocks, spans)
def test_a_pause_never_makes_it_due_earlier(person: WorkingTime, clock: Clock, pause: Stretch) -> None:
    due, later = clock.due(person), replace(clock, pauses=(*clock.pauses, pause)).due(person)
    assert due is not None
    assert later is not None
    assert later >= due


@given(working_times(), moments)
def test_four_working_hours_lie_between_two_reminders(owner: WorkingTime, last: datetime) -> None:
    again = may_remind_at(last, owner)
    assert again is not None
    assert owner.between(last, again) == BETWEEN_REMINDERS
