"""How Gunicorn runs the server: several processes on one port, each started anew where it dies."""

import os
import sys
from threading import Event, Thread
from types import FrameType

from gunicorn.workers.base import Worker

from bot.serve.door.front_door import FrontDoor
from bot.serve.interpreter import take_short_turns

OPERATOR_THREADS = 2


class DoorWorker(Worker):  # type: ignore[misc]
    """A process of Gunicorn's with our server in it."""

    door: FrontDoor | None = None

    def load_wsgi(self) -> None:
        """Make the application, and tell Gunicorn meanwhile that we live: what it waits for may be away for long."""
        made = Event()
        Thread(target=self.notify_until, args=[made], name="waiting", daemon=True).start()
        try:
            super().load_wsgi()
        finally:
            made.set()

    def notify_until(self, made: Event) -> None:
        """Tell Gunicorn each second that we live."""
        while not made.wait(1):
            self.notify()

    def run(self) -> None:
        """Serve until told to stop; the second port is the operator's, who needs few threads."""
        public, *others = (one.sock for one in self.sockets)
        self.door = FrontDoor(public, self.wsgi, self.cfg.threads)
        doors, leaving = [FrontDoor(one, self.wsgi, OPERATOR_THREADS) for one in others], Event()
        beside = [
            Thread(target=one.serve, args=[lambda: not leaving.is_set()], name="operator") for one in doors
        ]
        for one in beside:
            one.start()
        take_short_turns()
        self.door.serve(self.is_wanted)
        leaving.set()
        for door, thread in zip(doors, beside, strict=True):
            door.pull_trigger()
            thread.join()

    def is_wanted(self) -> bool:
        """Tell Gunicorn that we live, and whether to go on; without a master nobody would end us."""
        self.notify()
        return bool(self.alive) and self.ppid == os.getppid()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that it is time to stop, and wake up."""
        super().handle_exit(sig, frame)
        if self.door is None:
            # Nobody was heard yet.
            sys.exit(0)
        self.door.pull_trigger()
