"""The one message a day: what it lists, what is new in it, to whom what others let wait is escalated, and never twice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.ceremonies.reminding import next_reminder, remind_at
from rules.local_time import local_day
from rules.people.projects import Workstream
from rules.people.seat_facts import AskedPerson
from rules.people.working_hours import STANDARD, WorkingHours
from rules.people.working_time import WorkingTime
from rules.waiting.clock import Nudge, Terms
from rules.waiting.clocks import Clocks
from rules.waiting.digests import MOST_LISTED, Digest, ToldAs, digest_of
from rules.waiting.waits import CLOCKED, Waiting, WaitKind

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
ANA, CLARA, MARA, IVAN = "U0ANA", "U0CLARA", "U0MARA", "U0IVAN"
NOBODY: Mapping[int, str] = {}
NOTHING: Mapping[tuple[str, str], Nudge] = {}
SEAT = Waiting(
    kind=WaitKind.REVIEW,
    number=12,
    title="Smaller router model",
    since=MONDAY,
    could=(CLARA, MARA),
    seat="ethics",
    place=1,
    owner=ANA,
    experiment=12,
    workstream=Workstream.OPTIMIZATION,
    asked=(AskedPerson(CLARA),),
)


def at(day: int, hour: int = 9) -> datetime:
    """Return an hour of a day of March."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def told_to(
    user: str, *waits: Waiting, now: datetime, told: Mapping[tuple[str, str], Nudge] = NOTHING
) -> Digest:
    """Return what somebody is told at a moment."""
    return digest_of(user, waits or (SEAT,), Clocks(now=now), told, NOBODY)


@pytest.mark.parametrize(
    ("now", "news"),
    [
        (at(2, 11), None),
        (at(3), Nudge.SOON),
        (at(4, 9), Nudge.SOON),
        (at(4, 11), Nudge.LATE),
        (at(5), Nudge.LATE),
        (at(6), Nudge.ESCALATED),
    ],
)
def test_of_whom_it_is_awaited_hears_of_it_before_and_after_it_is_due(
    now: datetime, news: Nudge | None
) -> None:
    found = told_to(CLARA, now=now)
    assert [(item.role, item.news) for item in found.items] == [(ToldAs.ASKED, news)]
    assert found.is_worth_sending == bool(news)
    assert found.items[0].one.until == at(4, 10)
    assert found.items[0].one.is_late == (now >= at(4, 10))


@pytest.mark.parametrize(("user", "role"), [(MARA, ToldAs.SUBSTITUTE), (ANA, ToldAs.OWNER), (IVAN, None)])
def test_others_hear_of_it_once_it_was_overdue_for_a_working_day(user: str, role: ToldAs | None) -> None:
    assert told_to(user, now=at(5)).items == ()
    found = [(item.role, item.news) for item in told_to(user, now=at(6)).items]
    assert found == ([(role, Nudge.ESCALATED)] if role else [])


@pytest.mark.parametrize("user", [CLARA, MARA, ANA])
def test_what_was_told_is_listed_and_never_new_again(user: str) -> None:
    again = told_to(user, now=at(6), told={(user, SEAT.key): Nudge.ESCALATED})
    assert [item.news for item in again.items] == [None]
    assert not again.is_worth_sending


def test_what_nobody_could_settle_is_told_to_its_owner() -> None:
    stuck = replace(SEAT, could=(), asked=(), why_nobody="Nobody holds the duty “ethics”.")
    assert told_to(ANA, stuck, now=at(5)).items == ()
    assert [item.role for item in told_to(ANA, stuck, now=at(6)).items] == [ToldAs.OWNER]


def test_what_stands_still_is_listed_and_no_news() -> None:
    stopped = replace(SEAT, is_stopped=True)
    found = told_to(CLARA, stopped, now=at(20))
    assert [(item.news, item.one.until) for item in found.items] == [(None, None)]
    assert told_to(ANA, stopped, now=at(20)).items == ()


def test_an_owner_who_reminds_makes_it_worth_a_message() -> None:
    found = digest_of(CLARA, (SEAT,), Clocks(now=at(2, 11)), NOTHING, {12: ANA})
    assert found.is_worth_sending
    assert found.items[0].one.reminded_by == ANA
    assert not digest_of(CLARA, (SEAT,), Clocks(now=at(2, 11)), NOTHING, {13: ANA}).is_worth_sending


def test_the_term_is_that_of_the_workstream() -> None:
    terms = Terms(days=9, by_workstream={Workstream.OPTIMIZATION: 1})
    found = digest_of(CLARA, (SEAT,), Clocks(now=at(2, 11), terms=terms), NOTHING, NOBODY)
    assert found.items[0].one.until == at(3, 10)
    other = replace(SEAT, workstream=Workstream.GOVERNANCE)
    assert Clocks(now=MONDAY, terms=terms).due(other) == MONDAY + timedelta(days=11)


def test_a_seat_is_due_as_soon_as_one_of_whom_it_is_awaited_had_the_time() -> None:
    both = replace(SEAT, asked=(AskedPerson(CLARA), AskedPerson(MARA)))
    times = {MARA: WorkingTime(zone="Pacific/Auckland")}
    clocks = Clocks(now=MONDAY, times=times)
    assert clocks.due(both, CLARA) == at(4, 10)
    # In Auckland it was evening already: two whole days, up to 17:00 there.
    assert clocks.due(both) == clocks.due(both, MARA) == datetime(2026, 3, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize("kind", WaitKind)
def test_only_what_has_no_other_day_goes_by_the_clock(kind: WaitKind) -> None:
    found = told_to(CLARA, replace(SEAT, kind=kind), now=at(20))
    assert (found.items[0].news is not None) == (kind in CLOCKED)


ACTION = Waiting(
    kind=WaitKind.ACTION,
    number=3,
    title="Pair on prompts",
    since=MONDAY,
    could=(CLARA,),
    owner=ANA,
    due=at(9).date(),
    remind_at=at(9),
)


@pytest.mark.parametrize(
    ("now", "due", "news"),
    [
        (at(6), 9, None),
        (at(9), 9, Nudge.SOON),
        (at(10), 9, Nudge.LATE),
        # The 14th is a Saturday: Friday is the last morning that leaves time.
        (at(12), 14, None),
        (at(13), 14, Nudge.SOON),
        (at(16), 14, Nudge.LATE),
    ],
)
def test_what_somebody_took_on_is_news_in_the_last_morning_of_theirs_before_its_day_is_over(
    now: datetime, due: int, news: Nudge | None
) -> None:
    found = told_to(CLARA, replace(ACTION, due=at(due).date(), remind_at=at(due)), now=now).items[0]
    assert (found.role, found.news) == (ToldAs.ASKED, news)
    assert found.one.is_late == (now > at(due))
    assert told_to(ANA, ACTION, now=at(20)).items == ()


def test_what_is_planned_no_more_is_listed_and_no_news() -> None:
    assert [item.news for item in told_to(CLARA, replace(ACTION, remind_at=None), now=at(20)).items] == [None]


def test_what_is_planned_anew_is_news_again() -> None:
    known = {(CLARA, ACTION.key): Nudge.LATE}
    assert not told_to(CLARA, replace(ACTION, remind_at=at(17)), now=at(16), told=known).is_worth_sending
    assert told_to(CLARA, replace(ACTION, remind_at=at(17)), now=at(17), told=known).is_worth_sending


PEOPLE = some.builds(
    WorkingTime,
    zone=some.sampled_from(
        ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe"]
    ),
    daily=some.sampled_from(
        [
            STANDARD,
            WorkingHours(begins=time(6), ends=time(10)),
            WorkingHours(begins=time(13), ends=time(21), weekdays=(0, 1, 2, 3, 6)),
        ]
    ),
    holidays=some.frozensets(some.dates(date(2026, 12, 20), date(2027, 4, 10)), max_size=8),
)


@given(PEOPLE, some.dates(date(2026, 12, 28), date(2027, 4, 5)), some.integers(1, 12))
def test_an_action_is_told_once_in_the_last_morning_before_or_the_first_after(
    person: WorkingTime, due: date, days: int
) -> None:
    agreed = person.next_morning(
        datetime.combine(due - timedelta(days=days), time(0), UTC) - timedelta(days=3)
    )
    assert agreed is not None
    planned = remind_at(due, person.zone, agreed - timedelta(minutes=1))
    told: list[date] = []
    mornings = [agreed]
    while local_day(mornings[-1], person.zone) <= due + timedelta(days=20):
        later = person.next_morning(mornings[-1])
        assert later is not None
        mornings.append(later)
    for now in mornings:
        clocks = Clocks(now=now, times={CLARA: person})
        found = digest_of(CLARA, [replace(ACTION, due=due, remind_at=planned)], clocks, NOTHING, NOBODY)
        if found.is_worth_sending:
            told.append(local_day(now, person.zone))
            planned = next_reminder(WaitKind.ACTION, person.zone, now)
    days_of_work = [local_day(now, person.zone) for now in mornings]
    before = [day for day in days_of_work if day <= due]
    after = [day for day in days_of_work if day > due]
    assert told == [before[-1] if before else after[0]]


def test_what_is_new_comes_first_and_what_is_left_out_comes_the_next_day() -> None:
    many = [replace(SEAT, number=number, since=MONDAY - timedelta(days=number)) for number in range(25)]
    known = {(CLARA, one.key): Nudge.ESCALATED for one in many if one.number >= 20}
    first = told_to(CLARA, *many, now=at(6), told=known)
    assert len(first.items) == MOST_LISTED
    assert first.total == 25
    assert all(item.news for item in first.items)
    now_known = known | {(CLARA, item.one.key): Nudge.ESCALATED for item in first.items}
    second = told_to(CLARA, *many, now=at(9), told=now_known)
    assert not {item.one.key for item in first.items} & {item.one.key for item in second.items if item.news}


waits = some.lists(
    some.builds(
        lambda number, days, asked, is_stopped, kind: replace(
            SEAT,
            number=number,
            kind=kind,
            since=MONDAY + timedelta(days=days),
            asked=tuple(AskedPerson(user) for user in asked),
            is_stopped=is_stopped,
        ),
        some.integers(1, 50),
        some.integers(0, 20),
        some.sets(some.sampled_from([CLARA, MARA]), min_size=1).map(sorted),
        some.booleans(),
        some.sampled_from(sorted(WaitKind)),
    ),
    max_size=20,
    unique_by=lambda one: one.key,
)


@given(waits)
def test_over_thirty_days_nobody_is_told_the_same_twice_and_everything_once(found: list[Waiting]) -> None:
    told: dict[tuple[str, str], Nudge] = {}
    words: list[tuple[str, str, Nudge]] = []
    for day in range(60):
        now = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=day)
        if not WorkingTime().is_at_work(now):
            continue
        begun = [one for one in found if one.since <= now]
        for user in (ANA, CLARA, MARA):
            sent = digest_of(user, begun, Clocks(now=now), told, NOBODY)
            for item in sent.items:
                if item.news:
                    told[user, item.one.key] = item.news
                    words.append((user, item.one.key, item.news))
    assert len(set(words)) == len(words)
    for one in found:
        goes = one.kind in CLOCKED and not one.is_stopped
        for each in one.asked:
            assert ((each.user, one.key, Nudge.ESCALATED) in words) == goes
        assert ((ANA, one.key, Nudge.ESCALATED) in words) == goes
