"""Deeds at the same instant: threads that set out together, each with its answer or its exception; and waiting for others."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

PATIENCE_SECONDS = 30


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all deeds at once, each in a thread; return what each returned or raised, in their order."""
    gate = Barrier(len(deeds))

    def set_out(deed: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE_SECONDS)
        try:
            return deed()
        except Exception as problem:  # noqa: BLE001  (the test judges it)
            return problem

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [future.result(PATIENCE_SECONDS) for future in [threads.submit(set_out, one) for one in deeds]]


def problems(answers: Sequence[Any]) -> list[Exception]:
    """Return what was raised."""
    return [answer for answer in answers if isinstance(answer, Exception)]


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
