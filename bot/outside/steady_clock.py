"""One clock for all processes, the database's: what is due, missed or over does not hang on the clock of one machine."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)
ASKED_EVERY_SECONDS = 60.0
# Who doubts asks more often.
DOUBTING_SECONDS = 10.0
# What the daemons that keep a clock right move it by at once is less.
JUMP = timedelta(seconds=2)
# Slack tells whole seconds, and may take a while to.
SLACKS_APART = timedelta(seconds=30)
# A clock that somebody set wrong is set right again soon; one that was wrong before stays where it was set to.
BELIEVED_AFTER_SECONDS = 120.0


class SteadyClock:
    """Tells the time of the database, which it asks once a minute; in between it counts the seconds that pass.

    A jump is believed once it has stood for two minutes: what would be recorded as missed, expired or old meanwhile cannot be
    taken back. Of an SQLite file the clock of its machine is the one there is. At a start there is nothing yet to hold the
    database against but Slack, where it told the time.
    """

    def __init__(
        self,
        told: Callable[[], datetime],
        passed: Callable[[], float] | None = None,
        slacks: datetime | None = None,
    ) -> None:
        self.told, self.passed = told, passed or seconds_of_machine
        self.asking = Lock()
        self.doubted: tuple[timedelta, float] | None = None
        self.asked_at = self.passed()
        first = told()
        self.anchor = (first, self.asked_at)
        if slacks and abs(first - slacks) >= SLACKS_APART:
            self.anchor = (slacks, self.asked_at)
            self.doubt(first - slacks)

    def __call__(self) -> datetime:
        """Return the time."""
        wait = DOUBTING_SECONDS if self.doubted else ASKED_EVERY_SECONDS
        if self.passed() - self.asked_at >= wait and self.asking.acquire(blocking=False):
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
        if abs(apart) >= JUMP:
            self.doubt(apart)
            if not self.has_stood:
                return
        self.anchor = (told, self.passed())
        self.doubted = None

    def doubt(self, apart: timedelta) -> None:
        """Begin to doubt a jump, unless it is the one that is doubted already."""
        if self.doubted is None or abs(apart - self.doubted[0]) >= JUMP:
            self.doubted = (apart, self.passed())
            logger.warning(
                "the clock of the database jumped by %.0f seconds; that is believed once it has stood for %.0f seconds",
                apart.total_seconds(),
                BELIEVED_AFTER_SECONDS,
            )

    @property
    def has_stood(self) -> bool:
        """Tell whether a jump has stood for as long as it is doubted."""
        return self.doubted is not None and self.passed() - self.doubted[1] >= BELIEVED_AFTER_SECONDS


def time_of(date: str) -> datetime | None:
    """Return the time that a header says; None where it says none."""
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def seconds_of_machine() -> float:
    """Return the seconds since the machine was started, those in which it slept among them, where it counts them."""
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(kind)
