"""How long a database is waited for by who clicks, and the file of SQLite where another program has locked it."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Slack gives up on a click after three seconds.
CLICK_SECONDS = 2.5
# Once begun, an answer of a server that is well is here by then; a commit is not given up for the sake of milliseconds.
LEAST_SECONDS = 0.5
POOL_SECONDS = 2.5
# A file that nobody hurries for is waited for so long.
LOCKED_SECONDS = 15.0
UNTIL: ContextVar[float] = ContextVar("UNTIL", default=math.inf)


@contextmanager
def hurried(seconds: float = CLICK_SECONDS) -> Iterator[None]:
    """Wait for the database for so long in all, in this thread: who asked has given up by then."""
    before = UNTIL.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        UNTIL.reset(before)


def seconds_left() -> float:
    """Return how long whoever asked in this thread waits yet; without end where nobody hurries."""
    return UNTIL.get() - time.monotonic()


def seconds_to_lock() -> float:
    """Return how long a locked file is waited for: in half seconds, so that it is seldom said to SQLite anew."""
    return min(max(math.floor(min(seconds_left(), LOCKED_SECONDS) * 2) / 2, LEAST_SECONDS), LOCKED_SECONDS)
