"""The server itself: waitress, which reads requests without a thread, with limits of time, of numbers, and of waiting."""

import logging
import math
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import RLock
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from bot.serve.door.callers import Busy, Caller, Limits
from bot.watch.metrics import DROPPED

# More than a megabyte is refused while it arrives; up to there the application says so itself.
LARGEST_BODY = 1_050_000
LARGEST_HEADERS = 32_768
# What is larger waits in a file: five hundred strangers fill no memory.
BODY_IN_MEMORY = 131_072
PIECE = 65_536
DEFAULT_LIMITS = Limits()
# How often at least the connections are looked through.
LOOP_SECONDS = 1.0
HEALTH = frozenset({"/healthz", "/readyz"})
HEALTH_THREADS = 2
# It tells of every request that waits for a thread.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class FrontDoor(TcpWSGIServer):  # type: ignore[misc]
    """Serves one application on one socket that listens already."""

    channel_class = Caller

    def __init__(
        self,
        listening: socket.socket,
        application: Callable[..., Any],
        threads: int,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.limits, self.is_leaving, self.tidied = limits, False, 0.0
        # A signal may interrupt who holds it, and ask for it again.
        self.waking, self.is_closed = RLock(), False
        self.health, self.refusing = attendants(HEALTH_THREADS), attendants(1)
        adjustments = Adjustments(
            sockets=[listening],
            threads=threads,
            ident=None,
            log_socket_errors=False,
            # Passed on as they came: nothing of ours believes them.
            clear_untrusted_proxy_headers=False,
            max_request_header_size=LARGEST_HEADERS,
            max_request_body_size=LARGEST_BODY,
            inbuf_overflow=BODY_IN_MEMORY,
            recv_bytes=PIECE,
            # Ours are in `tidy`, by a clock that does not jump; waitress stops to accept where it has too many.
            connection_limit=2 * limits.most_callers,
            cleanup_interval=10**9,
        )
        super().__init__(
            application,
            _sock=listening,
            dispatcher=attendants(threads),
            adj=adjustments,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def serve(self, is_wanted: Callable[[], bool]) -> None:
        """Serve as long as that is wanted, which is asked at least once a second; then finish what was begun."""
        while is_wanted():
            self.turn(LOOP_SECONDS)
        self.finish()

    def turn(self, seconds: float) -> None:
        """Do what the connections are ready for, and drop those that overstay."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)
        now = time.monotonic()
        if now - self.tidied > LOOP_SECONDS or self.is_leaving:
            self.tidied = now
            self.tidy(now)

    def tidy(self, now: float) -> None:
        """Drop who overstays, and refuse what will be late: the threads may be stuck."""
        self.refuse_late(now)
        for caller in list(self.active_channels.values()):
            if reason := caller.overstays(now, is_leaving=self.is_leaving):
                drop(caller, reason)

    def handle_accept(self) -> None:
        """Let somebody in; where there are too many, whoever has waited longest goes."""
        super().handle_accept()
        if len(self.active_channels) > self.limits.most_callers:
            waiting = [one for one in self.active_channels.values() if not one.requests]
            if waiting:
                drop(min(waiting, key=lambda one: one.since), "crowded")

    def add_task(self, caller: Caller) -> None:
        """Give a whole request to a thread: health has its own, and so have refusals."""
        request = caller.requests[0]
        caller.late_from = math.inf
        if not request.error and request.path in HEALTH:
            self.health.add_task(caller)
            return
        now = time.monotonic()
        if not request.error and self.is_overloaded(now):
            request.error = Busy()
        if request.error:
            self.refusing.add_task(caller)
            return
        caller.late_from = now + self.limits.longest_wait
        self.task_dispatcher.add_task(caller)

    def is_overloaded(self, now: float) -> bool:
        """Tell whether the first in the queue has waited too long already."""
        try:
            first = self.task_dispatcher.queue[0]
        except IndexError:
            return False
        return bool(now > first.late_from - self.limits.longest_wait + self.limits.queue)

    def refuse_late(self, now: float) -> None:
        """Refuse what has waited in the queue for too long."""
        queue = self.task_dispatcher.queue
        with self.task_dispatcher.lock:
            late = [queue.popleft() for caller in list(queue) if now > caller.late_from]
        for caller in late:
            self.refusing.add_task(caller)

    def finish(self) -> None:
        """Take in who stands before the door, answer what was asked, and close.

        Closing a socket that listens resets whoever it has not accepted yet, though their request may be here whole.
        """
        self.is_leaving = True
        self.accept_rest()
        wasyncore.dispatcher.close(self)
        deadline = time.monotonic() + self.limits.finish
        while self.active_channels and time.monotonic() < deadline:
            self.turn(0.1)
        for one in (self.task_dispatcher, self.health, self.refusing):
            one.shutdown(timeout=0.1)
        for caller in list(self.active_channels.values()):
            drop(caller, "idle")
        with self.waking:
            self.is_closed = True
            self.trigger.close()

    def pull_trigger(self) -> None:
        """Wake the loop; who comes late, as a thread that hung may, would write into whatever file has got its number."""
        with self.waking:
            if not self.is_closed:
                super().pull_trigger()

    def accept_rest(self) -> None:
        """Accept whoever has connected."""
        before = -1
        while before < len(self.active_channels) < 2 * self.limits.most_callers:
            before = len(self.active_channels)
            super().handle_accept()


def attendants(threads: int) -> Any:
    """Return threads with a queue of their own."""
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    return dispatcher


def drop(caller: Caller, reason: str) -> None:
    """Close a connection at once, whatever it still has to send or to read."""
    if reason != "idle":
        DROPPED.labels(reason).inc()
    with suppress(OSError):
        caller.handle_close()
