"""The rows about large teams: a card among thousands of people, and the first list of them while somebody clicks."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from statistics import median
from threading import Event, Thread

from slack_bolt import App

from bench.frame import Measured, Promise, on_both
from bench.ground import Ground
from bench.problems import BenchFailed
from bench.profiler import hear, opened
from bench.seats import board_in, clicks, desk_in, now
from bot.draw.experiments import experiment_card
from flows.desk import Desk
from flows.lifecycle.timed_sheets import timed_sheet
from flows.people import team
from rules.people.people import Member

BETWEEN_CLICKS = 0.05
SETTLED_CLICKS = 6


def card_promise(database: str) -> Promise:
    """Return what is promised of a card."""
    return Promise(
        what=f"a card in a workspace of 5,000 people, {database}",
        against="in one of 10",
        at_least="1.3 times the time at most",
        goal=1.3,
        less_is_better=True,
    )


def roster_promise(database: str) -> Promise:
    """Return what is promised of the first list of people."""
    return Promise(
        what=f"longest wait of a click while 5,000 people come in, {database}",
        against="none",
        at_least="0.3 s at most",
        goal=0.3,
        less_is_better=True,
    )


def people(number: int) -> list[Member]:
    """Return so many people, of whom nobody has a part yet."""
    return [Member(id=f"U1M{one:06}", name=f"person{one}", zone="Europe/Berlin") for one in range(number)]


@on_both("card", card_promise)
def card(ground: Ground, kind: str) -> Measured:
    """Draw a card in two workspaces in turn."""
    with ExitStack() as stack:
        few, many = (
            stack.enter_context(board_of(ground, kind, number)) for number in (0, ground.effort.people)
        )
        pairs = [drawn_in_turn(few, many, turn) for turn in range(3 * ground.effort.looks)][2:]
    small, large = (median(one[place] for one in pairs) for place in (0, 1))
    words = f"{large / small:.2f} times ({large * 1000:.1f} ms among {ground.effort.people:,}, {small * 1000:.1f} among 10)"
    return Measured(large / small, words, {"seconds": [small, large], "people": ground.effort.people})


@contextmanager
def board_of(ground: Ground, kind: str, number: int) -> Iterator[Desk]:
    """Open a house with so many people more."""
    board = board_in(ground, kind, ground.effort.seats)
    with desk_in(ground.database(kind, like=board.url)) as desk:
        team.record_roster(desk, people(number), now=now())
        yield desk


def drawn_in_turn(few: Desk, many: Desk, turn: int) -> tuple[float, float]:
    """Return how long it takes to draw a card in both houses, each of which begins every other time."""
    if turn % 2:
        return drawn_in(few), drawn_in(many)
    large = drawn_in(many)
    return drawn_in(few), large


def drawn_in(desk: Desk) -> float:
    """Return how long it takes to draw a card."""
    began = time.perf_counter()
    experiment_card.experiment_card(timed_sheet(desk, 1, now())).payload()
    return time.perf_counter() - began


@on_both("roster", roster_promise)
def roster(ground: Ground, kind: str) -> Measured:
    """Let people come in for the first time while somebody clicks."""
    board, number = board_in(ground, kind, ground.effort.seats), ground.effort.people
    url, bodies = ground.database(kind, like=board.url), iter(clicks(board.messages))
    with opened(url) as (_, app), desk_in(url) as desk:
        waits(app, bodies, SETTLED_CLICKS)
        usual, is_over = max(waits(app, bodies, SETTLED_CLICKS)), Event()
        found: list[float] = []
        clicking = Thread(target=lambda: found.extend(waits_until(app, bodies, is_over)))
        clicking.start()
        began = time.perf_counter()
        team.record_roster(desk, people(number), now=now())
        seconds = time.perf_counter() - began
        is_over.set()
        clicking.join()
    if not found:
        raise BenchFailed("nobody clicked meanwhile")
    words = (
        f"{max(found):.3f} s of {len(found)} clicks while {number:,} came in within {seconds:.1f} s"
        f" (longest before: {usual:.3f} s)"
    )
    return Measured(max(found), words, {"waits": found, "usual": usual, "seconds": seconds})


def waits_until(app: App, bodies: Iterator[str], is_over: Event) -> Iterator[float]:
    """Yield how long each click waits, one after the other, until what happens meanwhile is over; there is one at least."""
    yield from waits(app, bodies, 1)
    while not is_over.wait(BETWEEN_CLICKS):
        yield from waits(app, bodies, 1)


def waits(app: App, bodies: Iterator[str], number: int) -> list[float]:
    """Return how long some clicks wait, one after the other."""
    found = []
    for body in islice(bodies, number):
        began = time.perf_counter()
        hear(app, [body])
        found.append(time.perf_counter() - began)
    return found
