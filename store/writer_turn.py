"""Whose turn it is to write to an SQLite file, among the threads of a process and among processes."""

import fcntl
import os
import threading
import time
from types import TracebackType

from store.engines.patience import LEAST_SECONDS, seconds_left

WAIT_SECONDS = 5
LOOK_SECONDS = 0.0005
LONGEST_REST = 0.1


class WriterTurn:
    """Lets one write after the other: who waits within SQLite sleeps for up to a tenth of a second at a time, and whoever
    asks in the moment between is first.

    Between processes the locks of two files beside the database tell it, which end with the process that holds them: one
    is of who writes, one of who writes next, so that who has just written does not come before who waits. After
    `WAIT_SECONDS`, in all, or as soon as who asked will have given up, SQLite itself is asked, which says that the database
    is locked.

    A process that `gives_way` leaves others as much time as it took, where one of them waits: turn by turn, a click that
    writes for four milliseconds would wait for thirty of the postman's each time.
    """

    gives_way = False

    def __init__(self, database: str) -> None:
        self.threads = threading.Lock()
        self.since = 0.0
        self.mine = threading.local()
        self.next, self.now = FileLock(f"{database}-next"), FileLock(f"{database}-now")

    def __enter__(self) -> None:
        """Wait for the turn."""
        seconds = max(min(WAIT_SECONDS, seconds_left() - LEAST_SECONDS), 0)
        until = time.monotonic() + seconds
        # Many who wait for a file that another program has locked would wait one after the other.
        self.mine.has_turn = self.threads.acquire(timeout=seconds)
        if self.mine.has_turn:
            self.next.acquire(until)
            self.now.acquire(until)
            self.next.release()
            self.since = time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one write."""
        if self.mine.has_turn:
            is_awaited = self.gives_way and self.next.is_elsewhere
            self.now.release()
            if is_awaited:
                time.sleep(min(time.monotonic() - self.since, LONGEST_REST))
            self.threads.release()

    def close(self) -> None:
        """Close the files."""
        self.next.close()
        self.now.close()


class FileLock:
    """A lock between processes, by a file of its own."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.file: int | None = None

    def acquire(self, until: float) -> None:
        """Take the lock as soon as nobody has it, or go on without it after a time of the monotonic clock."""
        while not self.is_taken() and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)

    def is_taken(self) -> bool:
        """Take the lock, unless somebody has it; tell whether who asked may go on."""
        try:
            if self.file is None:
                self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Where no file can be written, SQLite says so better.
            return True
        return True

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether another process has the lock."""
        if not self.is_taken():
            return True
        self.release()
        return False

    def release(self) -> None:
        """Give the lock back."""
        if self.file is not None:
            fcntl.flock(self.file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            os.close(self.file)
            self.file = None
