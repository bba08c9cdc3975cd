"""Small writes of several threads, kept by one commit: where each waited for a commit of its own, the disk would be all that a
dozen senders wait for."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Write = TypeVar("Write")
# What became of each of some writes: what it failed with, or None.
Kept = Sequence[Exception | None]


@dataclass(frozen=True, slots=True)
class WaitingWrite(Generic[Write]):
    """A write that a thread waits for."""

    write: Write
    kept: Future[None] = field(default_factory=Future)


class KeptTogether(Generic[Write]):
    """Whoever comes first writes for all who come while the one before is being kept; nobody waits for others to come."""

    def __init__(self, keep: Callable[[Sequence[Write]], Kept]) -> None:
        self.keep = keep
        self.turn, self.lock = Lock(), Lock()
        self.waiting: list[WaitingWrite[Write]] = []

    def put(self, write: Write) -> None:
        """Return once a write is kept; raise what it failed with."""
        mine = WaitingWrite(write)
        with self.lock:
            self.waiting.append(mine)
        with self.turn:
            if not mine.kept.done():
                self.keep_waiting()
        mine.kept.result()

    def keep_waiting(self) -> None:
        """Keep all that wait by now."""
        with self.lock:
            some, self.waiting = self.waiting, []
        try:
            became = self.keep([one.write for one in some])
        except Exception as problem:  # noqa: BLE001  (raised again by whoever waits for it)
            became = [problem] * len(some)
        for one, failed in zip(some, became, strict=True):
            if failed:
                one.kept.set_exception(failed)
            else:
                one.kept.set_result(None)
