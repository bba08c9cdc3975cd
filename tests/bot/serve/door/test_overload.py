"""At twice what a process can do, what is answered is answered in time, and the rest is told so at once."""

import itertools
import math
import threading
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

from bot.serve.door.callers import Limits
from tests.bot.serve.door.lines import OpenDoor, answer, dialled, open_door, request

SLACK_SECONDS = 3.0
TAKES, THREADS, ASKED = 0.1, 2, 240


class Busy:
    """An application that is asked twice as fast as it answers, however fast the machine is: with each answer two more come."""

    def __init__(self, askers: Iterable[threading.Thread]) -> None:
        self.askers, self.turn = iter(askers), threading.Lock()
        self.began, self.ended, self.worked = math.inf, 0.0, 0.0

    def __call__(self, _environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer after the time that a deed takes."""
        began = time.monotonic()
        threading.Event().wait(TAKES)
        self.send(2)
        with self.turn:
            ended = time.monotonic()
            self.began, self.ended = min(began, self.began), max(ended, self.ended)
            self.worked += ended - began
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    def send(self, many: int) -> None:
        """Send so many who ask."""
        with self.turn:
            for one in itertools.islice(self.askers, many):
                one.start()


class Asker(threading.Thread):
    """Somebody who asks once."""

    def __init__(self, door: OpenDoor) -> None:
        super().__init__()
        self.door, self.status, self.seconds = door, 0, 0.0
        self.asked = threading.Event()

    def run(self) -> None:
        """Ask."""
        self.asked.set()
        began = time.monotonic()
        with dialled(self.door.port, request("/a")) as line:
            self.status = answer(line)[0]
        self.seconds = time.monotonic() - began


def test_twice_the_capacity_costs_nobody_the_time_that_slack_waits() -> None:
    with open_door(Limits(), THREADS) as door:
        askers = [Asker(door) for _ in range(ASKED)]
        door.door.application = busy = Busy(askers)
        busy.send(2 * THREADS)
        for one in askers:
            # Where a machine stood still and all were refused at once, somebody comes again.
            while not one.asked.wait(10 * TAKES):
                busy.send(1)
            one.join()
    answered = [one.seconds for one in askers if one.status == 200]
    refused = [one.seconds for one in askers if one.status == 503]
    assert len(answered) + len(refused) == ASKED
    # Nine in ten, for a machine that stands still for a moment makes whoever asks just then wait; answered in turn, the last
    # tenth would wait for twice as long.
    assert sorted(answered)[len(answered) * 9 // 10] < SLACK_SECONDS
    # It does what it can: no thread rests while others are refused.
    assert busy.worked > 0.7 * THREADS * (busy.ended - busy.began)
    assert (len(refused) > 0, median(refused) < Limits().queue) == (True, True)
