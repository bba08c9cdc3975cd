"""An MLflow server that drips, floods or sends a bomb: real sockets, which hold nobody past the deadline."""

import gzip
import json
import selectors
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.outside.mlflow import LARGEST_ANSWER, Tracking, Unreachable, UnreadableRun, read_run

ID = "0" * 32
DEADLINE = 0.5
# A machine that does other work besides.
LATER = 3.0
MOST_MEMORY = 64_000_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
NAME = b"HTTP/1.1 200 OK\r\nX-Long: "
DRIPS = {
    "says nothing": (b"", b""),
    "drips its headers": (NAME, b"x"),
    "drips header after header": (HEAD, b"X: y\r\n"),
    "drips its body": (HEAD + b"Content-Length: 900000\r\n\r\n", b" "),
    "drips its body in chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "drips a body without an end": (HEAD + b"Connection: close\r\n\r\n", b" "),
    "goes on for ever before it answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@contextmanager
def server(first: bytes, then: bytes) -> Iterator[tuple[str, threading.Event]]:
    """Yield the address of a server that says one thing and then another again and again, and whether it was left."""
    left = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=say, args=[listening, first, then, left])
        serving.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", left
        serving.join()


def say(listening: socket.socket, first: bytes, then: bytes, left: threading.Event) -> None:
    """Serve one caller until they leave."""
    line, _ = listening.accept()
    with line, selectors.DefaultSelector() as watched:
        watched.register(line, selectors.EVENT_READ)
        try:
            line.sendall(first)
            while line.recv(4096) if watched.select(0.02) else True:
                line.sendall(then)
        except OSError:
            pass
    left.set()


@pytest.mark.parametrize("way", DRIPS)
def test_a_server_holds_nobody_past_the_deadline_when_it(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outside.mlflow.READ_SECONDS", DEADLINE)
    with server(*DRIPS[way]) as (url, left):
        began = time.monotonic()
        with pytest.raises(Unreachable):
            read_run(Tracking(url), ID)
        assert time.monotonic() - began < DEADLINE + LATER
        # Nothing of ours listens to it any more.
        assert left.wait(LATER)


def most_memory(body: bytes, headers: bytes = b"") -> int:
    """Return the most memory that an answer takes until it is refused."""
    whole = HEAD + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with server(whole, b"") as (url, _):
        tracemalloc.start()
        try:
            with pytest.raises(UnreadableRun):
                read_run(Tracking(url), ID)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 200_000_000, 1)
    assert len(bomb) < LARGEST_ANSWER
    assert most_memory(bomb, b"Content-Encoding: gzip\r\n") < MOST_MEMORY // 10


@pytest.mark.parametrize("part", ["[],", "{},", '{"a":[]},', "1,", '"",'])
def test_json_of_many_small_parts_fits_into_memory(part: str) -> None:
    body = "[" + part * (LARGEST_ANSWER // len(part) - 2) + "0]"
    assert json.loads(body)
    assert most_memory(body.encode()) < MOST_MEMORY
