"""Whether requests can be served, asked so that a database that hangs holds nobody up."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread

ANSWER_SECONDS = 2.0


class Readiness:
    """A question that may hang: asked once at a time, in a thread of its own, and no where no answer comes in time."""

    def __init__(self, question: Callable[[], bool], seconds: float = ANSWER_SECONDS) -> None:
        self.question, self.seconds = question, seconds
        self.lock = Lock()
        self.asked: Future[bool] | None = None
        self.since = 0.0

    def __call__(self) -> bool:
        """Return the answer; while an earlier question still hangs, that is no at once."""
        with self.lock:
            if self.asked is None or self.asked.done():
                self.asked, self.since = Future(), time.monotonic()
                Thread(target=self.ask, args=[self.asked], name="readiness", daemon=True).start()
            asked, until = self.asked, self.since + self.seconds
        try:
            return asked.result(max(0.0, until - time.monotonic()))
        except TimeoutError:
            return False

    def ask(self, asked: Future[bool]) -> None:
        """Ask, and keep the answer."""
        is_so = False
        try:
            is_so = self.question()
        finally:
            asked.set_result(is_so)
