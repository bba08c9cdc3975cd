"""The sandbox's clock: real time plus what a test has moved it forward."""

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


class Clock:
    """Tells the time in seconds and wakes those who sleep when it is moved."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._sleepers: set[asyncio.Future[None]] = set()

    def now(self) -> float:
        """Seconds since 1970, moves included."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Moves the clock forward and wakes whoever is due."""
        self._offset += seconds
        for sleeper in list(self._sleepers):
            _wake(sleeper)

    async def sleep(self, seconds: float) -> None:
        """Returns once `seconds` have passed on this clock."""
        due = self.now() + seconds
        loop = asyncio.get_running_loop()
        while (left := due - self.now()) > 0:
            sleeper: asyncio.Future[None] = loop.create_future()
            self._sleepers.add(sleeper)
            alarm = loop.call_later(left, _wake, sleeper)
            try:
                await sleeper
            finally:
                alarm.cancel()
                self._sleepers.discard(sleeper)

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        """The result of `work`, or TimeoutError once `seconds` have passed on this clock."""
        task = asyncio.ensure_future(work)
        timer = asyncio.create_task(self.sleep(seconds))
        try:
            await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            raise TimeoutError
        finally:
            timer.cancel()
            if not task.done():
                task.cancel()


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)
