"""Whenever the clock ticks, and whatever people change in between: the same holdings, none lost and none doubled.

The same weeks are lived twice, in two workspaces of one database: in one the clock ticks densely, in the other at
instants that Hypothesis picks. Both must know the same holdings in the end, at the same instants. But what was missed
for want of a tick can still be held by hand on its day, and what was held cannot: of those only the day is the same.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from flows.ceremonies import next_holdings, phase_handlers, schedules
from flows.ceremonies.phases import PhaseHandlers
from flows.desk import Desk
from flows.people.public_holidays import days_off
from rules.ceremonies.calendar import next_days
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.holdings import begins_at
from rules.ceremony_names import Ceremony
from rules.refusals import Refused
from store.database import Database
from tests import stories
from tests.backends import quick_folder
from tests.flows.gatherings import change, holdings_of, move, set_up, tick
from tests.stories import CHANNEL

FIRST = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
SPAN_HOURS = 24 * 16
LAST = FIRST + timedelta(hours=SPAN_HOURS)
DENSE = timedelta(hours=4)
Facts = list[tuple[date, datetime]]


@dataclass(frozen=True)
class Deed:
    """Something that somebody does at an instant."""

    hour: int
    word: str
    where: str = ""

    @property
    def at(self) -> datetime:
        """Return the instant, between two dense ticks."""
        return FIRST + timedelta(hours=self.hour, minutes=7)


@dataclass(frozen=True)
class Life:
    """Some weeks of one ceremony: its schedule and what people change of it."""

    ceremony: Ceremony
    zone: str
    at: str
    weekdays: tuple[str, ...]
    country: str
    deeds: tuple[Deed, ...]


moves = st.sampled_from(
    ["10:15", "friday 15:00", "mon wed 02:30", "2026-03-28 02:30", "tomorrow 18:00", "today 23:30", "sunday"]
)
deeds = st.one_of(
    st.builds(Deed, st.integers(0, SPAN_HOURS), st.sampled_from(["skip", "pause", "resume", "run"])),
    st.builds(Deed, st.integers(0, SPAN_HOURS), st.just("move"), moves),
)
lives = st.builds(
    Life,
    st.sampled_from(Ceremony),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu"]),
    st.sampled_from(["02:30", "09:30", "01:45", "23:55", "00:00"]),
    st.sets(st.sampled_from("0123456"), min_size=1).map(lambda days: tuple(sorted(days))),
    st.sampled_from(["", "Germany", "US"]),
    st.lists(deeds, max_size=4).map(lambda found: tuple(sorted(found, key=lambda deed: deed.hour))),
)


@pytest.fixture(autouse=True, scope="module")
def ceremonies_without_deeds() -> Iterator[None]:
    """Let the ceremonies do nothing in their phases: these tests are about when, not what."""
    with pytest.MonkeyPatch.context() as patch:
        for ceremony in Ceremony:
            patch.setitem(phase_handlers.HANDLERS, ceremony, PhaseHandlers({}))
        yield


@contextmanager
def two_desks(template: Path) -> Iterator[tuple[Desk, Desk]]:
    """Open two workspaces in a new database."""
    with quick_folder() as folder:
        shutil.copy(template, folder / "assay.db")
        database = Database(f"sqlite:///{folder / 'assay.db'}")
        try:
            yield (
                stories.open_desk(database, stories.WORKSPACE),
                stories.open_desk(database, stories.OTHER_WORKSPACE),
            )
        finally:
            database.close()


def live(desk: Desk, life: Life, ticks: list[datetime]) -> Facts:
    """Live a life with these ticks; return its holdings, whatever became of them, at the end."""
    name = life.ceremony.value
    typed = {name: life.at, f"{name}_days": life.weekdays, "zone": life.zone, "country": life.country}
    set_up(desk, name, now=FIRST, **typed)
    happenings = [(at, None) for at in ticks] + [(deed.at, deed) for deed in life.deeds]
    for at, deed in sorted(happenings, key=lambda one: (one[0], one[1] is not None)):
        if deed is None:
            tick(desk, at)
        else:
            with suppress(Refused):
                do(desk, name, deed)
    tick(desk, LAST)
    return [(one.day, one.starts_at) for one in holdings_of(desk)]


def do(desk: Desk, name: str, deed: Deed) -> None:
    """Do one deed."""
    if deed.word == "move":
        move(desk, name, deed.where, now=deed.at)
    else:
        flow = schedules.run_now if deed.word == "run" else getattr(schedules, deed.word)
        change(flow, desk, name, now=deed.at)


def without_starts_by_hand(life: Life, facts: Facts, other: Facts) -> list[tuple[date, datetime | None]]:
    """Return facts without the instants of the holdings that one of both lives held by hand."""
    runs = {deed.at for deed in life.deeds if deed.word == "run"}
    by_hand = {day for day, starts_at in (*facts, *other) if starts_at in runs}
    return sorted((day, None if day in by_hand else starts_at) for day, starts_at in facts)


def all_that_begin(desk: Desk, life: Life) -> Facts:
    """Return the holdings of an untouched schedule that begin in these weeks, straight from the calendar."""
    (sheet,) = next_holdings.sheets(desk, CHANNEL, FIRST)
    schedule = sheet.schedule
    holidays = days_off(schedule.country, FIRST.date(), LAST.date() + timedelta(days=9))
    ahead = next_days(schedule, FIRST, holidays, 40)
    return [(one.day, one.starts_at) for one in ahead if begins_at(life.ceremony, one.starts_at) <= LAST]


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    # Each life is a few seconds; making a failing one smaller would take many minutes.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lives, st.lists(st.integers(0, SPAN_HOURS * 60), max_size=12))
@example(
    # Prepared on Sunday, not opened on Monday for want of a tick, and then moved.
    Life(Ceremony.REVIEW, "Europe/Berlin", "09:30", ("0",), "", (Deed(70, "move", "friday 15:00"),)),
    [48 * 60],
)
@example(
    # Moved to a day on which it was held or, for want of a tick, missed; then the one after it is moved to that day too.
    Life(
        Ceremony.RETRO,
        "America/New_York",
        "23:55",
        ("3", "4", "6"),
        "US",
        (Deed(97, "move", "2026-03-28 02:30"), Deed(203, "move", "today 23:30")),
    ),
    [1764, 148, 188, 2864, 2200, 635],
)
@example(
    # Missed for want of a tick, and held by hand on its day after all.
    Life(
        Ceremony.STANDUP,
        "Europe/Berlin",
        "00:00",
        ("2",),
        "US",
        (Deed(26, "move", "sunday"), Deed(45, "run"), Deed(333, "skip"), Deed(341, "pause")),
    ),
    [447, 530, 837, 262, 2694, 4237, 2353, 7338, 23040, 1441, 19318],
)
@example(
    # Opened by a change, and never closed for want of a tick; then one more is held by hand.
    Life(
        Ceremony.RETRO,
        "Europe/Berlin",
        "23:55",
        tuple("0123456"),
        "Germany",
        (
            Deed(57, "move", "today 23:30"),
            Deed(59, "move", "friday 15:00"),
            Deed(65, "run"),
            Deed(325, "pause"),
        ),
    ),
    [],
)
@example(Life(Ceremony.STANDUP, "Europe/Berlin", "02:30", tuple("0123456"), "Germany", ()), [])
@example(Life(Ceremony.REVIEW, "Australia/Lord_Howe", "01:45", ("0", "6"), "Australia", ()), [600])
def test_any_ticks_know_the_same_holdings_as_dense_ones(
    sqlite_template: Path, life: Life, minutes: list[int]
) -> None:
    sparse = sorted(FIRST + timedelta(minutes=minute) for minute in minutes)
    dense = [FIRST + number * DENSE for number in range(SPAN_HOURS // 4)]
    with two_desks(sqlite_template) as (often, seldom):
        expected = live(often, life, dense)
        found = live(seldom, life, sparse)
        assert without_starts_by_hand(life, found, expected) == without_starts_by_hand(life, expected, found)
        if not life.deeds:
            assert found == all_that_begin(seldom, life)
        starts = [one.starts_at for one in holdings_of(often) if one.standing is not Standing.SKIPPED]
        assert len(starts) == len(set(starts))
