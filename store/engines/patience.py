"""How long a database is waited for by who clicks."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Slack gives up on a click after three seconds.
CLICK_SECONDS = 2.5
POOL_SECONDS = 2.5
UNTIL: ContextVar[float] = ContextVar("UNTIL", default=math.inf)


@contextmanager
def hurried(seconds: float = CLICK_SECONDS) -> Iterator[None]:
    """Wait for the database for so long in all, in this thread: who asked has given up by then."""
    before = UNTIL.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        UNTIL.reset(before)
