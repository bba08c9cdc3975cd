"""One connection of whoever calls: since when it has been as it is, and what it may still expect."""

import math
import time
from dataclasses import dataclass
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import Error

from bot.watch.metrics import REFUSED_BUSY


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long each thing may take, in seconds, and how many may be connected."""

    # A request of Slack's is here in milliseconds. Whoever sends byte by byte has as long for headers and body together.
    arrive: float = 5.0
    # Who calls us must be the first to close an idle connection: a request that is on its way while we close is lost,
    # and nobody may send a POST again. Proxies close after 60 to 120 seconds.
    idle: float = 130.0
    # While the process ends, a request may be on its way already.
    linger: float = 1.0
    finish: float = 5.0
    unread: float = 30.0
    # Where the first in the queue has waited for so long, whoever comes now would wait longer.
    queue: float = 1.0
    # Slack gives up after three seconds: what has waited for two would be late.
    longest_wait: float = 2.0
    # Below the 1024 files that a process may have open on many machines, with those of the database and of Slack.
    most_callers: int = 500


class Busy(Error):  # type: ignore[misc]
    """More is asked than can be answered in time."""

    code, reason = 503, "Service Unavailable"

    def __init__(self) -> None:
        super().__init__("Assay has more to do than it can answer in time. Please try once more in a moment.")
        REFUSED_BUSY.labels("late").inc()

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        status, headers, body = super().to_response(ident)
        return status, [*headers, ("Retry-After", "1")], body


class OneLength(HTTPRequestParser):  # type: ignore[misc]
    """A request that says once how long it is: a proxy that believes the other of two lengths lets a second request slip by."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers; refuse those that give a length beside chunks."""
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding exclude each other")


class Caller(HTTPChannel):  # type: ignore[misc]
    """A connection that is read without a thread; only a whole request gets one."""

    parser_class = OneLength

    def __init__(self, *words: Any, **more: Any) -> None:
        self.since = time.monotonic()
        self.has_been_answered = False
        self.late_from = math.inf
        super().__init__(*words, **more)

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is asked, and nothing owed."""
        return self.request is None and not self.requests and not self.total_outbufs_len

    def received(self, data: bytes) -> bool:
        """Take in what came; the time for a request runs from its first byte, and for the first one from the connection on."""
        if self.is_idle and self.has_been_answered:
            self.since = time.monotonic()
        return bool(super().received(data))

    def service(self) -> None:
        """Answer a whole request, unless the answer would be late by now."""
        self.since, self.has_been_answered = time.monotonic(), True
        request = self.requests[0]
        if self.since > self.late_from and not request.error:
            request.error = Busy()
        if self.server.is_leaving:
            # So the caller learns that the next request needs another connection.
            request.headers["CONNECTION"] = "close"
        super().service()
        self.since = time.monotonic()

    def overstays(self, now: float, *, is_leaving: bool) -> str:
        """Return in a word why a connection is dropped; nothing where it may stay."""
        if self.requests:
            return ""
        waited, limits = now - self.since, self.server.limits
        if self.is_idle and (is_leaving or self.has_been_answered):
            return "idle" if waited > (limits.linger if is_leaving else limits.idle) else ""
        if self.total_outbufs_len:
            return "unread" if waited > limits.unread else ""
        return "slow" if waited > limits.arrive else ""
