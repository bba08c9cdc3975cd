"""The clock: its ticks go on when the clock of the machine is set, and the list of people is asked for again soon."""

import time
from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from apscheduler.schedulers import base
from sqlalchemy.exc import OperationalError

from bot.serve import clock
from bot.serve.clock import Rosters, SteadyScheduler
from tests.bot.lab import Lab
from tests.bot.running import PATIENCE


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Return by how many seconds the clock of the machine is set."""
    set_by = {"seconds": 0.0}
    true_time = time.time

    class Wall(datetime):
        """The wall clock that APScheduler reads."""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            """Return the time on the wall."""
            return datetime.fromtimestamp(true_time() + set_by["seconds"], tz)

    monkeypatch.setattr(base, "datetime", Wall)
    monkeypatch.setattr(time, "time", lambda: true_time() + set_by["seconds"])
    return set_by


@pytest.fixture
def scheduler() -> Iterator[SteadyScheduler]:
    scheduler = SteadyScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})
    yield scheduler
    if scheduler.running:
        scheduler.shutdown()


@pytest.mark.parametrize("seconds", [-600.0, 86_400.0])
def test_ticks_go_on_when_the_clock_is_set(
    wall: dict[str, float], scheduler: SteadyScheduler, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "LOOK_SECONDS", 0.05)
    ticked = Event()
    scheduler.add_job(ticked.set, "interval", seconds=1)
    scheduler.start()
    assert ticked.wait(10)
    wall["seconds"] = seconds
    for _ in range(2):
        ticked.clear()
        assert ticked.wait(10)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [({"kind": "ratelimited", "retry_after": 7}, 7), ({"kind": "status", "status": 503}, 60)],
)
def test_a_list_of_people_that_slack_did_not_give_is_asked_for_again_soon(
    mail: Lab, fault: dict[str, Any], seconds: int
) -> None:
    mail.sandbox.keeper.fault("users.list", **fault)
    rosters = Rosters()
    asked = []
    for moved in (0, seconds - 1, 1, 6 * 3600 - 1, 1):
        mail.hands.move(seconds=moved)
        rosters.refresh(mail.office)
        asked.append(len(mail.calls("users.list")))
    assert asked == [1, 1, 2, 2, 3]


def test_a_database_that_is_away_is_told_of_once_a_minute_whichever_ticks_it_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failed = [Event(), Event(), Event()]

    def fail(event: Event, problem: Exception) -> None:
        event.set()
        raise problem

    away = OperationalError("SELECT 1", None, Exception("it is away"))
    scheduler = SteadyScheduler(timezone="UTC")
    scheduler.start()
    try:
        for event, problem in zip(failed, (away, away, ValueError("a fault of ours")), strict=True):
            scheduler.add_job(fail, args=[event, problem])
            assert event.wait(PATIENCE)
    finally:
        scheduler.shutdown()
    lines = [one for one in caplog.records if one.name == "apscheduler.executors.default"]
    assert [type(one.exc_info[1]).__name__ for one in lines if one.exc_info] == [
        "OperationalError",
        "ValueError",
    ]
