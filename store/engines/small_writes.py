"""Small writes of several threads, kept by one commit: where each waited for a commit of its own, the disk would be all that a
dozen senders wait for."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock

from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class SmallWrite:
    """A write in a workspace, and what tells who waits for it that it is kept."""

    workspace: str
    write: Callable[[Session], None]
    kept: Future[None] = field(default_factory=Future)


class SmallWrites:
    """Whoever comes first writes for all who come while the ones before are being kept; nobody waits for others to come.

    `begin` opens a transaction in a workspace; `sharing_commit` lets several be kept by one commit, where that helps: PostgreSQL
    has writers side by side, and is given none.
    """

    def __init__(
        self,
        begin: Callable[[str], AbstractContextManager[Session]],
        sharing_commit: Callable[[], AbstractContextManager[None]] | None,
    ) -> None:
        self.begin, self.sharing_commit = begin, sharing_commit
        self.turn, self.lock = Lock(), Lock()
        self.waiting: list[SmallWrite] = []

    def keep_one(self, workspace: str, write: Callable[[Session], None]) -> None:
        """Return once a write is kept; raise what it failed with."""
        mine = SmallWrite(workspace, write)
        if self.sharing_commit is None:
            self.do_one(mine)
            return
        with self.lock:
            self.waiting.append(mine)
        with self.turn:
            if not mine.kept.done():
                self.keep_waiting(self.sharing_commit)
        mine.kept.result()

    def keep_waiting(self, sharing_commit: Callable[[], AbstractContextManager[None]]) -> None:
        """Keep all that wait by now, and tell who waits for them."""
        with self.lock:
            some, self.waiting = self.waiting, []
        try:
            became = self.tried_alone(some[0]) if len(some) == 1 else self.tried(some, sharing_commit)
        except Exception as problem:  # noqa: BLE001  (raised again by whoever waits for it)
            became = [problem] * len(some)
        for one, failed in zip(some, became, strict=True):
            if failed:
                one.kept.set_exception(failed)
            else:
                one.kept.set_result(None)

    def tried(
        self, some: Sequence[SmallWrite], sharing_commit: Callable[[], AbstractContextManager[None]]
    ) -> list[Exception | None]:
        """Do some writes by one commit, and return what each failed with, or None; one that fails is taken back alone."""
        with sharing_commit():
            return [failed for one in some for failed in self.tried_alone(one)]

    def tried_alone(self, one: SmallWrite) -> list[Exception | None]:
        """Do a write, and return what it failed with, or None."""
        try:
            self.do_one(one)
        except Exception as problem:  # noqa: BLE001  (raised again by whoever waits for it)
            return [problem]
        return [None]

    def do_one(self, one: SmallWrite) -> None:
        """Do a write in a transaction of its own."""
        with self.begin(one.workspace) as session:
            one.write(session)
