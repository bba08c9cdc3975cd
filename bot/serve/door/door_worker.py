"""How Gunicorn runs the server: several processes on one port, each started anew where it dies."""

import os
from types import FrameType

from gunicorn.workers.base import Worker

from bot.serve.door.front_door import FrontDoor


class DoorWorker(Worker):  # type: ignore[misc]
    """A process of Gunicorn's with our server in it."""

    door: FrontDoor | None = None

    def run(self) -> None:
        """Serve until told to stop."""
        self.door = FrontDoor(self.sockets[0].sock, self.wsgi, self.cfg.threads)
        self.door.serve(self.is_wanted)

    def is_wanted(self) -> bool:
        """Tell Gunicorn that we live, and whether to go on; without a master nobody would end us."""
        self.notify()
        return bool(self.alive) and self.ppid == os.getppid()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that it is time to stop, and wake up."""
        super().handle_exit(sig, frame)
        if self.door:
            self.door.pull_trigger()
