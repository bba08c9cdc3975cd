"""One clock for all processes, the database's: what is due, missed or over does not hang on the clock of one machine."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)
ASKED_EVERY_SECONDS = 60.0
# What the daemons that keep a clock right move it by at once is less.
JUMP = timedelta(seconds=2)
# A clock that somebody set wrong is set right again soon; one that was wrong before stays where it was set to.
BELIEVED_AFTER_SECONDS = 120.0


class SteadyClock:
    """Tells the time of the database, which it asks once a minute; in between it counts the seconds that pass.

    A jump is believed once it has stood for two minutes: what would be recorded as missed, expired or old meanwhile cannot be
    taken back. Of an SQLite file the clock of its machine is the one there is, so jumps are all that can be wrong with it.
    """

    def __init__(self, told: Callable[[], datetime], passed: Callable[[], float] | None = None) -> None:
        self.told, self.passed = told, passed or seconds_of_machine
        self.asking = Lock()
        self.doubted: tuple[timedelta, float] | None = None
        self.anchor = (told(), self.passed())
        self.asked_at = self.passed()

    def __call__(self) -> datetime:
        """Return the time."""
        if self.passed() - self.asked_at >= ASKED_EVERY_SECONDS and self.asking.acquire(blocking=False):
            try:
                self.ask()
            finally:
                self.asking.release()
        return self.reckoned()

    def reckoned(self) -> datetime:
        """Return the time that it was when last told, and what has passed since."""
        at, since = self.anchor
        return at + timedelta(seconds=self.passed() - since)

    def ask(self) -> None:
        """Compare with the database; while that is away, go on counting."""
        self.asked_at = self.passed()
        try:
            told = self.told()
        except SQLAlchemyError:
            return
        apart = told - self.reckoned()
        if abs(apart) < JUMP or self.has_stood(apart):
            self.anchor, self.doubted = (told, self.passed()), None

    def has_stood(self, apart: timedelta) -> bool:
        """Tell whether a jump has stood for as long as it is doubted; a new one begins to be."""
        if self.doubted is None or abs(apart - self.doubted[0]) >= JUMP:
            self.doubted = (apart, self.passed())
            logger.warning(
                "the clock of the database jumped by %.0f seconds; that is believed once it has stood for %.0f seconds",
                apart.total_seconds(),
                BELIEVED_AFTER_SECONDS,
            )
        return self.passed() - self.doubted[1] >= BELIEVED_AFTER_SECONDS


def seconds_of_machine() -> float:
    """Return the seconds since the machine was started, those in which it slept among them, where it counts them."""
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(kind)
