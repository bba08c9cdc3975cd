"""The server reads without a thread, answers in turn, refuses in time what would be late, and sees everybody out."""

import socket
import time
from contextlib import ExitStack

import pytest

from bot.serve.door.callers import Limits
from bot.serve.door.front_door import DROPPED
from bot.watch.metrics import REFUSED_BUSY
from tests.bot.serve.door.lines import (
    HELD_UP_SECONDS,
    OpenDoor,
    answer,
    asked,
    dialled,
    dripped,
    open_door,
    request,
)

# The door looks once a second.
LOOKED_AT = 1.0
SHORT = Limits(arrive=0.3, idle=0.5, queue=0.2, longest_wait=0.4, linger=0.2)
HEAD, BODY = (
    b"POST /a HTTP/1.1\r\nHost: x\r\nX-Long: ",
    b"POST /a HTTP/1.1\r\nContent-Length: 900\r\n\r\nhalf",
)


def dropped(reason: str) -> float:
    return float(DROPPED.labels(reason)._value.get())


def refused_busy() -> float:
    return float(REFUSED_BUSY.labels("late")._value.get())


def held(door: OpenDoor) -> socket.socket:
    """Return a connection whose request holds a thread."""
    line = dialled(door.port, request("/held"))
    assert door.counter.holding.acquire(timeout=HELD_UP_SECONDS)
    return line


def dial_for_ever(port: int) -> None:
    while True:
        dialled(port).close()


@pytest.mark.parametrize("half", [HEAD, BODY, b""], ids=["headers", "body", "nothing"])
def test_what_does_not_arrive_in_time_is_dropped_however_it_drips(half: bytes) -> None:
    before = dropped("slow")
    with open_door(SHORT) as door, dialled(door.port, half) as line:
        # A byte alone would begin a request anew; it is asked for nothing but to be silent.
        ended = dripped([line], 60 if not half else 0.05)
    assert 0.2 < ended[0] < SHORT.arrive + 5 * LOOKED_AT
    assert dropped("slow") == before + 1


def test_a_connection_may_be_idle_after_an_answer_and_slow_again_with_the_next_request() -> None:
    with open_door(Limits(arrive=0.3, idle=60)) as door, dialled(door.port, request("/a", b"one")) as line:
        assert answer(line)[:2] == (200, b"one")
        line.settimeout(2 * LOOKED_AT)
        with pytest.raises(TimeoutError):
            line.recv(1)
        line.settimeout(HELD_UP_SECONDS)
        line.sendall(request("/a", b"two"))
        assert answer(line)[:2] == (200, b"two")
        line.sendall(BODY)
        assert dripped([line], 0.05)[0] < 5 * LOOKED_AT


def test_an_idle_connection_is_closed_in_the_end() -> None:
    with open_door(SHORT) as door, dialled(door.port, request("/a")) as line:
        assert answer(line)[0] == 200
        assert line.recv(1) == b""


def test_requests_in_chunks_in_a_row_and_with_a_wait_for_go_on_are_heard_whole() -> None:
    with open_door() as door, dialled(door.port) as line:
        line.sendall(
            b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            + request("/a", b"next")
        )
        heard = b""
        while not heard.endswith(b"next"):
            heard += line.recv(4096)
        assert (heard.count(b"200 OK"), b"\r\n\r\nabcHTTP/1.1" in heard) == (2, True)
        line.sendall(b"POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert line.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"ok")
        assert answer(line)[1] == b"ok"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /a HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n", 413),
        (b"POST /a HTTP/1.1\r\nX: " + b"x" * 40_000, 431),
        (b"nonsense\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /a HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n", 400),
    ],
)
def test_what_is_too_large_or_no_request_is_refused_without_a_thread(sent: bytes, status: int) -> None:
    with open_door(threads=1) as door, held(door), dialled(door.port, sent) as line:
        assert answer(line)[0] == status


def test_of_two_lengths_neither_is_believed_and_nothing_slips_by_behind() -> None:
    hidden = b"0\r\n\r\n" + request("/held")
    headers = f"Content-Length: {len(hidden)}\r\nTransfer-Encoding: chunked\r\n"
    sent = f"POST /a HTTP/1.1\r\n{headers}\r\n".encode() + hidden
    with open_door() as door, dialled(door.port, sent) as line:
        assert answer(line)[0] == 400
        assert line.recv(1) == b""
        assert not door.counter.holding.acquire(blocking=False)


def test_where_there_are_too_many_whoever_waited_longest_goes() -> None:
    before = dropped("crowded")
    with ExitStack() as stack:
        door = stack.enter_context(open_door(Limits(most_callers=20)))
        strangers = [stack.enter_context(dialled(door.port, HEAD)) for _ in range(30)]
        assert asked(door.port, "/a", b"heard") == (200, b"heard")
        assert [line.recv(1) for line in strangers[:10]] == [b""] * 10
    assert dropped("crowded") == before + 11


def test_health_is_answered_while_every_thread_is_busy() -> None:
    with open_door(threads=1) as door, held(door):
        began = time.monotonic()
        assert asked(door.port, "/healthz")[0] == 200
        assert time.monotonic() - began < LOOKED_AT


def test_what_would_be_late_is_refused_at_once_and_what_became_late_too() -> None:
    before = refused_busy()
    with open_door(SHORT, threads=1) as door, held(door) as first:
        second = dialled(door.port, request("/a"))
        began = time.monotonic()
        statuses = []
        while 503 not in statuses:
            with dialled(door.port, request("/a", b"third")) as line:
                line.settimeout(0.01)
                try:
                    status, said, headers = answer(line)
                except TimeoutError:
                    continue
            statuses.append(status)
        assert time.monotonic() - began < SHORT.queue + 5 * LOOKED_AT
        assert (b"once more" in said, headers["retry-after"]) == (True, "1")
        with second:
            assert answer(second)[0] == 503
        door.counter.released.set()
        assert answer(first)[0] == 200
        assert asked(door.port, "/a", b"again") == (200, b"again")
    assert refused_busy() >= before + 2


def test_whoever_stands_before_the_door_when_it_closes_is_answered() -> None:
    door = OpenDoor(SHORT, 2)
    door.stop.set()
    lines = [dialled(door.port, request("/a", b"%d" % number)) for number in range(24)]
    silent = dialled(door.port)
    door.thread.start()
    heard = [answer(line) for line in lines]
    assert [status for status, _, _ in heard] == [200] * 24
    assert {headers["connection"] for _, _, headers in heard} == {"close"}
    assert silent.recv(1) == b""
    assert door.close() < HELD_UP_SECONDS
    for line in (*lines, silent):
        line.close()


def test_what_runs_is_finished_and_a_request_on_its_way_is_heard_while_it_closes() -> None:
    with (
        open_door(Limits(linger=2.0)) as door,
        dialled(door.port, request("/a")) as kept,
        held(door) as first,
    ):
        assert answer(kept)[0] == 200
        door.stop.set()
        door.door.pull_trigger()
        # Refused from the moment on at which the port is closed.
        with pytest.raises(ConnectionError):
            dial_for_ever(door.port)
        kept.sendall(request("/a", b"late"))
        assert answer(kept)[:2] == (200, b"late")
        door.counter.released.set()
        assert answer(first)[0] == 200


def test_a_thread_that_hangs_holds_nobody_up_for_ever() -> None:
    with open_door(Limits(finish=0.3, linger=0.1)) as door, held(door):
        assert door.close() < 0.3 + 5 * LOOKED_AT
