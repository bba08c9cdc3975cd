"""What is asked so that an answer which hangs, as that of a database may, holds nobody up."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Generic, TypeVar

ANSWER_SECONDS = 2.0
A = TypeVar("A")


class BoundedQuestion(Generic[A]):
    """A question that may hang: asked once at a time, in a thread of its own; `otherwise` is the answer where none comes in time."""

    def __init__(self, question: Callable[[], A], otherwise: A, seconds: float = ANSWER_SECONDS) -> None:
        self.question, self.otherwise, self.seconds = question, otherwise, seconds
        self.lock = Lock()
        self.asked: Future[A] | None = None
        self.since = 0.0

    def __call__(self) -> A:
        """Return the answer; while an earlier question still hangs, that is the other one at once."""
        with self.lock:
            if self.asked is None or self.asked.done():
                self.asked, self.since = Future(), time.monotonic()
                Thread(target=self.ask, args=[self.asked], name="question", daemon=True).start()
            asked, until = self.asked, self.since + self.seconds
        try:
            return asked.result(max(0.0, until - time.monotonic()))
        except TimeoutError:
            return self.otherwise

    def ask(self, asked: Future[A]) -> None:
        """Ask, and keep the answer."""
        found = self.otherwise
        try:
            found = self.question()
        finally:
            asked.set_result(found)
