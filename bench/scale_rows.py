"""The rows about large houses: what people look at and click, and one evidence pack, among many experiments and among few."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any

from slack_bolt import App

from bench.archives import Archive, archive
from bench.frame import Measured, Promise, on_both, row
from bench.ground import SQLITE, Ground
from bench.profiler import hear, opened
from bench.seats import clicks, desk_in, now
from bot.draw.ceremonies.retro import retro_board
from bot.draw.ceremonies.review import agenda
from bot.draw.ceremonies.standup import standup_messages
from bot.draw.experiments import experiment_card, overview_list
from bot.draw.learning import search_results
from bot.draw.waiting import home_page
from bot.packs.pack_file import pack_of
from demo.story import ANA
from flows.ceremonies.retro import retros
from flows.ceremonies.review import agendas
from flows.ceremonies.standup import standups
from flows.desk import Desk
from flows.experiments import sheets
from flows.experiments.sheets import Wanted
from flows.journal import sealing
from flows.learning import search
from flows.lifecycle.timed_sheets import timed_sheet
from flows.packs import evidence
from flows.waiting import homes
from rules.ceremony_names import Ceremony

Taken = tuple[float, float]


@dataclass
class House:
    """A house that people look at: its desk, its app, and the clicks that nobody has made yet."""

    desk: Desk
    archive: Archive
    app: App
    clicks: Iterator[str]
    numbers: Iterator[int]

    def number(self) -> int:
        """Return an experiment that nobody has looked at yet, somewhere in the archive."""
        return 1 + next(self.numbers) * 7919 % (self.archive.experiments - 1)


def drawn_agenda(house: House, ceremony: Ceremony) -> object:
    """Draw an agenda."""
    shown = agendas.agenda(house.desk, house.archive.holdings[ceremony].key, now())
    return agenda.agenda(shown, now()).payload()


LOOKS: dict[str, Callable[[House], object]] = {
    "list": lambda house: overview_list.overview(sheets.page(house.desk, Wanted())).payload(),
    "show": lambda house: experiment_card.experiment_card(
        timed_sheet(house.desk, house.number(), now())
    ).payload(),
    "search": lambda house: search_results.search_results(search.search(house.desk, "classifier")).payload(),
    "Home": lambda house: home_page.home(homes.home(house.desk, ANA, now())[0]).to_dict(),
    "Approve": lambda house: hear(house.app, [next(house.clicks)]),
    "review": lambda house: drawn_agenda(house, Ceremony.REVIEW),
    "ethics": lambda house: drawn_agenda(house, Ceremony.ETHICS),
    "retrospective": lambda house: retro_board.board(
        retros.sheet(house.desk, house.archive.holdings[Ceremony.RETRO].key, now())
    ).payload(),
    "standup": lambda house: standup_messages.summary(
        standups.sheet(house.desk, house.archive.holdings[Ceremony.STANDUP].key)
    ).payload(),
}


def scale_promise(database: str) -> Promise:
    """Return what is promised of looks and clicks in a large house."""
    return Promise(
        what=f"list, show, search, Home, Approve, agendas, standup among 100,000 experiments, {database}",
        against="the same among 1,000",
        at_least="1.3 times the time at most, each",
        goal=1.3,
        less_is_better=True,
    )


@on_both("scale", scale_promise)
def looks(ground: Ground, kind: str) -> Measured:
    """Let the same be looked at in two houses in turn; the figure is that of the look which grows the most."""
    sizes = (ground.effort.few_experiments, ground.effort.many_experiments)
    with ExitStack() as stack:
        few, many = (stack.enter_context(entered(ground, kind, size)) for size in sizes)
        found = {name: in_turn(ground, look, few, many) for name, look in LOOKS.items()}
    ratios = {name: round(one["ratio"], 2) for name, one in found.items()}
    worst = max(ratios, key=lambda name: ratios[name])
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    words = f"{ratios[worst]:.2f} times, {worst}, among {sizes[1]:,} ({told})"
    return Measured(ratios[worst], words, {"sizes": sizes, "looks": found})


@contextmanager
def entered(ground: Ground, kind: str, size: int) -> Iterator[House]:
    """Enter a house of a size."""
    known = archive(ground, kind, size)
    url = ground.database(kind, like=known.url)
    with desk_in(url) as desk, opened(url) as (_, app):
        yield House(desk, known, app, iter(clicks(known.messages)), count(1))


def in_turn(ground: Ground, look: Callable[[House], object], few: House, many: House) -> dict[str, Any]:
    """Return how long a look takes in both houses, medians of many; each house is looked at first every other time, and the
    first looks warm both up."""
    taken: dict[int, list[Taken]] = {0: [], 1: []}
    for turn in range(ground.effort.looks + 2):
        for place in (0, 1) if turn % 2 else (1, 0):
            taken[place].append(taken_by(look, (few, many)[place]))
    (small, ours), (large, theirs) = (
        [median(one) for one in zip(*found[2:], strict=True)] for found in taken.values()
    )
    return {
        "ratio": large / small,
        "milliseconds": [round(small * 1000, 2), round(large * 1000, 2)],
        "milliseconds_of_a_core": [round(ours * 1000, 2), round(theirs * 1000, 2)],
    }


def taken_by(look: Callable[[House], object], house: House) -> Taken:
    """Return how long one look takes, by the clock and of the processor."""
    began, worked = time.perf_counter(), time.thread_time()
    look(house)
    return time.perf_counter() - began, time.thread_time() - worked


@row(
    "pack",
    Promise(
        what="one evidence pack among 1,000,000 facts, SQLite",
        against="the same among 10,000",
        at_least="1.3 times the time at most",
        goal=1.3,
        less_is_better=True,
    ),
)
def pack(ground: Ground) -> Measured:
    """Measure how long a pack takes, and how much memory it needs."""
    sizes = (ground.effort.few_experiments, ground.effort.many_experiments)
    with ExitStack() as stack:
        few, many = (stack.enter_context(entered(ground, SQLITE, size)) for size in sizes)
        for house in (few, many):
            sealing.seal(house.desk, now())
        measured = in_turn(ground, packed, few, many)
        peaks = [round(peak(house) / 2**20, 2) for house in (few, many)]
    facts = [one.archive.facts for one in (few, many)]
    words = (
        f"{measured['ratio']:.2f} times ({measured['milliseconds'][1]:.0f} ms among {facts[1]:,} facts, "
        f"{measured['milliseconds'][0]:.0f} among {facts[0]:,}); memory {peaks[1]} against {peaks[0]} MB"
    )
    return Measured(measured["ratio"], words, {"facts": facts, "megabytes": peaks, **measured})


def packed(house: House) -> bytes:
    """Take a pack of an experiment."""
    return pack_of(evidence.evidence_of(house.desk, house.number(), now(), by=ANA))


def peak(house: House) -> int:
    """Return how much memory one pack needs at once."""
    tracemalloc.start()
    packed(house)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most
