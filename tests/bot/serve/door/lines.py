"""Connections as strangers and Slack open them, and a door that serves a small application."""

import http.client
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from bot.serve.door.callers import Limits
from bot.serve.door.front_door import FrontDoor

HOST = "127.0.0.1"
HELD_UP_SECONDS = 30


class Counter:
    """A small application: it echoes what was sent, and holds whoever asks for /held until it is released."""

    def __init__(self) -> None:
        self.released, self.holding = threading.Event(), threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer."""
        body = environ["wsgi.input"].read()
        if environ["PATH_INFO"] == "/held":
            self.holding.release()
            self.released.wait(HELD_UP_SECONDS)
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


class OpenDoor:
    """A door that serves in a thread."""

    def __init__(self, limits: Limits, threads: int) -> None:
        self.counter, self.listening = Counter(), socket.create_server((HOST, 0), backlog=64)
        self.port = int(self.listening.getsockname()[1])
        self.stop = threading.Event()
        self.door = FrontDoor(self.listening, self.counter, threads, limits)
        self.thread = threading.Thread(target=self.door.serve, args=[lambda: not self.stop.is_set()])

    def close(self) -> float:
        """Tell it to stop, and return how long it took."""
        began = time.monotonic()
        self.stop.set()
        self.door.pull_trigger()
        self.thread.join()
        return time.monotonic() - began


@contextmanager
def open_door(limits: Limits = Limits(), threads: int = 2) -> Iterator[OpenDoor]:  # noqa: B008  (frozen)
    """Yield a door that serves until the block ends."""
    opened = OpenDoor(limits, threads)
    opened.thread.start()
    try:
        yield opened
    finally:
        opened.counter.released.set()
        opened.close()


def request(path: str, body: bytes = b"", headers: str = "") -> bytes:
    """Return a whole request."""
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


def dialled(port: int, sent: bytes = b"") -> socket.socket:
    """Return a new connection, with something sent on it."""
    line = socket.create_connection((HOST, port), timeout=HELD_UP_SECONDS)
    line.sendall(sent)
    return line


def answer(line: socket.socket) -> tuple[int, bytes, dict[str, str]]:
    """Return status, body and headers of the next answer."""
    with closing(http.client.HTTPResponse(line)) as heard:
        heard.begin()
        return heard.status, heard.read(), {name.lower(): value for name, value in heard.getheaders()}


def asked(port: int, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """Return what is answered on a connection of its own."""
    with dialled(port, request(path, body)) as line:
        return answer(line)[:2]


def dripped(lines: Iterable[socket.socket], every: float) -> list[float]:
    """Send a byte on each line again and again, until the other side has closed them all; return when it did."""
    began, ended = time.monotonic(), []
    with selectors.DefaultSelector() as watched:
        for line in lines:
            watched.register(line, selectors.EVENT_READ)
        while watched.get_map():
            for key, _ in watched.select(every):
                watched.unregister(key.fileobj)
                ended.append(time.monotonic() - began)
            for key in list(watched.get_map().values()):
                assert isinstance(key.fileobj, socket.socket)
                try:
                    key.fileobj.send(b"x")
                except OSError:
                    watched.unregister(key.fileobj)
                    ended.append(time.monotonic() - began)
    return ended
