"""One clock for all processes: the database's, of which a jump is believed once it has stood."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.outside.steady_clock import (
    ASKED_EVERY_SECONDS,
    BELIEVED_AFTER_SECONDS,
    SteadyClock,
    seconds_of_machine,
    time_of,
)
from flows.desk import Desk
from rules.ceremonies.ceremonies import Standing
from store.database import Database
from tests.flows.gatherings import set_up, standings, tick
from tests.stories import NOW

DAY = timedelta(days=1)


class World:
    """What passes, and by how much the database's clock is set wrong."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.apart = timedelta(0)
        self.is_away = False
        self.asked = 0

    def passed(self) -> float:
        """Return the seconds that have passed."""
        return self.seconds

    def told(self) -> datetime:
        """Return what the database's clock shows."""
        self.asked += 1
        if self.is_away:
            raise OperationalError("SELECT", {}, Exception("away"))
        return NOW + timedelta(seconds=self.seconds - 1000) + self.apart

    def pass_by(self, seconds: float, clock: SteadyClock) -> timedelta:
        """Let time pass, with a look at the clock each second; return by how much the clock is apart."""
        for _ in range(int(seconds)):
            self.seconds += 1
            clock()
        return clock() - (NOW + timedelta(seconds=self.seconds - 1000))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def clock(world: World) -> SteadyClock:
    return SteadyClock(world.told, world.passed)


def test_the_database_is_asked_once_a_minute(world: World, clock: SteadyClock) -> None:
    assert world.pass_by(10 * ASKED_EVERY_SECONDS, clock) == timedelta(0)
    assert world.asked == 11


def test_a_jump_that_passes_is_never_seen(world: World, clock: SteadyClock) -> None:
    world.apart = DAY
    assert world.pass_by(BELIEVED_AFTER_SECONDS - 5, clock) == timedelta(0)
    world.apart = timedelta(0)
    assert world.pass_by(10 * ASKED_EVERY_SECONDS, clock) == timedelta(0)


@pytest.mark.parametrize("jump", [DAY, -DAY, timedelta(seconds=-600)])
def test_a_clock_that_is_set_right_is_believed_in_the_end(
    world: World, clock: SteadyClock, jump: timedelta
) -> None:
    world.apart = jump
    assert world.pass_by(BELIEVED_AFTER_SECONDS + 2 * ASKED_EVERY_SECONDS, clock) == jump


def test_a_clock_that_jumps_about_is_not_believed(world: World, clock: SteadyClock) -> None:
    for number in range(1, 8):
        world.apart = number * DAY
        assert world.pass_by(ASKED_EVERY_SECONDS, clock) == timedelta(0)


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_a_process_that_starts_while_the_clock_is_wrong_goes_by_slacks(world: World, jump: timedelta) -> None:
    world.apart = jump
    clock = SteadyClock(world.told, world.passed, time_of("Mon, 02 Mar 2026 09:30:02 GMT"))
    assert world.pass_by(25, clock) == timedelta(seconds=2)
    world.apart = timedelta(0)
    assert world.pass_by(2 * ASKED_EVERY_SECONDS, clock) == timedelta(seconds=2)
    world.apart = jump
    assert world.pass_by(BELIEVED_AFTER_SECONDS + 2 * ASKED_EVERY_SECONDS, clock) == jump


@pytest.mark.parametrize("date", ["", "soon", "Mon, 02 Mar 2026 09:30:20 GMT"])
def test_what_slack_does_not_tell_or_tells_late_leaves_the_database_the_clock(
    world: World, date: str
) -> None:
    clock = SteadyClock(world.told, world.passed, time_of(date))
    assert clock() == NOW


def test_it_goes_on_while_the_database_is_away(world: World, clock: SteadyClock) -> None:
    world.is_away = True
    assert world.pass_by(3 * ASKED_EVERY_SECONDS, clock) == timedelta(0)


def test_what_daemons_correct_is_followed_at_once(world: World, clock: SteadyClock) -> None:
    world.apart = timedelta(seconds=-1)
    assert world.pass_by(ASKED_EVERY_SECONDS, clock) == timedelta(seconds=-1)


def test_the_time_of_either_database_is_ours(database: Database) -> None:
    assert abs(database.time() - datetime.now(UTC)) < timedelta(seconds=5)
    assert seconds_of_machine() >= time.monotonic() - 1


def test_a_day_forward_for_a_while_misses_no_ceremony(desk: Desk, world: World, clock: SteadyClock) -> None:
    set_up(desk)
    before = standings(desk)
    world.apart = DAY
    for _ in range(3):
        world.pass_by(10, clock)
        tick(desk, clock())
    assert standings(desk) == before
    assert Standing.MISSED not in standings(desk).values()
