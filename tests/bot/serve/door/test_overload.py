"""At twice what a process can do, what is answered is answered in time, and the rest is told so at once."""

import threading
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

from bot.serve.door.callers import Limits
from tests.bot.serve.door.lines import OpenDoor, answer, dialled, open_door, request

SLACK_SECONDS = 3.0
# Two threads answer 20 a second, and 40 arrive.
TAKES, THREADS, EVERY, ASKED = 0.1, 2, 0.025, 240
CAPACITY = THREADS / TAKES


def busy(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer after the time that a deed takes."""
    threading.Event().wait(TAKES)
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]


class Asker(threading.Thread):
    """Somebody who asks once."""

    def __init__(self, door: OpenDoor) -> None:
        super().__init__()
        self.door, self.status, self.seconds = door, 0, 0.0

    def run(self) -> None:
        """Ask."""
        began = time.monotonic()
        with dialled(self.door.port, request("/a")) as line:
            self.status = answer(line)[0]
        self.seconds = time.monotonic() - began


def test_twice_the_capacity_costs_nobody_the_time_that_slack_waits() -> None:
    with open_door(Limits(), THREADS) as door:
        door.door.application = busy
        askers = [Asker(door) for _ in range(ASKED)]
        began, pause = time.monotonic(), threading.Event()
        for number, one in enumerate(askers):
            pause.wait(max(0.0, began + number * EVERY - time.monotonic()))
            one.start()
        for one in askers:
            one.join()
        seconds = time.monotonic() - began
    answered = [one.seconds for one in askers if one.status == 200]
    refused = [one.seconds for one in askers if one.status == 503]
    assert len(answered) + len(refused) == ASKED
    # Nine in ten, for a machine that stands still for a moment makes whoever asks just then wait; answered in turn, the last
    # tenth would wait for twice as long.
    assert sorted(answered)[len(answered) * 9 // 10] < SLACK_SECONDS
    # It does what it can: no thread rests while others are refused.
    assert len(answered) > 0.5 * CAPACITY * seconds
    assert (len(refused) > 0, median(refused) < Limits().queue) == (True, True)
