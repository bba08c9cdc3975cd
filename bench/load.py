"""A load of signed requests from a process of its own: as fast as they are answered, or at a steady rate.

What is asked for arrives as JSON on standard input, what was heard leaves as JSON on standard output. Requests are
signed before the first is sent. At a steady rate the wait of each counts from the instant at which it was due, whether
or not a connection was free by then: an app that stands still for a second is not asked less meanwhile.
"""

import asyncio
import gc
import hashlib
import hmac
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import cast

from demo.processes import HOST, ROOT

CONNECTIONS = 16
PATIENCE_SECONDS = 60
BROKEN = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Bodies to post in order, in `laps` over all of them; `rate` is how many are due a second, 0 as many as can be."""

    port: int
    secret: str
    bodies: list[str]
    laps: int = 1
    rate: float = 0
    connections: int = CONNECTIONS
    path: str = "/slack/events"

    def due(self, number: int) -> float:
        """Return when a request is due, in seconds from the beginning."""
        return number / self.rate if self.rate else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How long it all took, how long each answer, what they said, and how busy the client itself was."""

    seconds: float
    waits: list[float]
    statuses: list[int]
    client_busy: float

    @property
    def acknowledged(self) -> int:
        """Return how many were acknowledged."""
        return self.statuses.count(200)

    @property
    def rate(self) -> float:
        """Return how many were acknowledged a second."""
        return self.acknowledged / self.seconds

    @property
    def others(self) -> dict[str, int]:
        """Return the other answers by their status; 0 is none at all."""
        return {str(status): number for status, number in Counter(self.statuses).items() if status != 200}


def send(load: Load) -> Heard:
    """Send a load from another process, and return what it heard."""
    finished = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(load)),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
        check=True,
    )
    return Heard(**json.loads(finished.stdout))


class Line(asyncio.Protocol):
    """One connection that is kept: one request after another."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.answer: asyncio.Future[int] | None = None
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (asyncio calls it so)
        """Answer whoever waits that nothing will come."""
        self.transport = None
        self.settle(BROKEN)

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer, and settle once it is whole."""
        self.received += data
        head, end, body = self.received.partition(b"\r\n\r\n")
        if end and len(body) >= length_of(head):
            self.settle(int(head[9:12]))

    def settle(self, status: int) -> None:
        """Tell who waits how it was answered."""
        self.received = b""
        if self.answer and not self.answer.done():
            self.answer.set_result(status)

    async def ask(self, port: int, request: bytes) -> int:
        """Send one request and return the status of its answer; a line that was cut is opened anew."""
        loop = asyncio.get_running_loop()
        if self.transport is None:
            await loop.create_connection(lambda: self, HOST, port)
        self.answer = loop.create_future()
        cast(asyncio.Transport, self.transport).write(request)
        return await self.answer


async def opened_line(port: int) -> Line:
    """Return a line that is open."""
    _, line = await asyncio.get_running_loop().create_connection(Line, HOST, port)
    return line


def length_of(head: bytes) -> int:
    """Return how long the body of an answer is; everything we ask tells."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer that does not tell its length")


def signed(load: Load, body: bytes, timestamp: bytes) -> bytes:
    """Return a whole request, signed as Slack signs it."""
    seal = hmac.new(load.secret.encode(), b"v0:" + timestamp + b":" + body, hashlib.sha256).hexdigest()
    return b"".join(
        (
            f"POST {load.path} HTTP/1.1\r\nHost: {HOST}:{load.port}\r\n".encode(),
            b"User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\nAccept: application/json,*/*\r\n",
            b"Content-Type: application/x-www-form-urlencoded\r\n",
            f"Content-Length: {len(body)}\r\n".encode(),
            b"X-Slack-Request-Timestamp: " + timestamp + b"\r\n",
            f"X-Slack-Signature: v0={seal}\r\n\r\n".encode(),
            body,
        )
    )


class Carrier:
    """Carries one load over its lines, and notes what became of each request."""

    def __init__(self, load: Load) -> None:
        stamp = str(int(time.time())).encode()
        self.load = load
        self.requests = [signed(load, body.encode(), stamp) for body in load.bodies]
        self.total = len(self.requests) * load.laps
        self.turns = iter(range(self.total))
        self.statuses = [BROKEN] * self.total
        self.waits = [float(PATIENCE_SECONDS)] * self.total
        self.began = 0.0

    async def carry(self) -> Heard:
        """Send everything; what has no answer a minute after the last was due counts as broken."""
        lines = [await opened_line(self.load.port) for _ in range(self.load.connections)]
        # Its pauses would look like the app's.
        gc.disable()
        self.began, busy = time.perf_counter(), time.process_time()
        posting = [asyncio.ensure_future(self.post(line)) for line in lines]
        done, late = await asyncio.wait(posting, timeout=self.load.due(self.total) + PATIENCE_SECONDS)
        seconds = time.perf_counter() - self.began
        for one in late:
            one.cancel()
        for one in done:
            one.result()
        return Heard(
            seconds=seconds,
            waits=self.waits,
            statuses=self.statuses,
            client_busy=(time.process_time() - busy) / seconds,
        )

    async def post(self, line: Line) -> None:
        """Post on one line, one request after the other, until all have had their turn."""
        for turn in self.turns:
            since = await self.moment(turn)
            self.statuses[turn] = await line.ask(self.load.port, self.requests[turn % len(self.requests)])
            self.waits[turn] = time.perf_counter() - since

    async def moment(self, turn: int) -> float:
        """Return the moment from which a request waits: now, or when it was due, which may have passed."""
        if not self.load.rate:
            return time.perf_counter()
        due = self.began + self.load.due(turn)
        await asyncio.sleep(due - time.perf_counter())
        return due


def main() -> None:
    """Carry the load that standard input asks for."""
    heard = asyncio.run(Carrier(Load(**json.load(sys.stdin))).carry())
    json.dump(asdict(heard), sys.stdout)


if __name__ == "__main__":
    main()
