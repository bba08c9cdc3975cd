"""Waiting for what another process brings about, for so long at most."""

import time
from collections.abc import Callable

from bench.problems import BenchFailed

LONGEST_SECONDS, LOOK_SECONDS = 240, 0.5


def wait_until(is_so: Callable[[], bool], why_not: Callable[[], str]) -> None:
    """Wait until something is so; raise BenchFailed with why it is not where that takes too long."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > LONGEST_SECONDS:
            raise BenchFailed(f"{why_not()} after {LONGEST_SECONDS} s")
        time.sleep(LOOK_SECONDS)
