"""The rows about one Approve click: how many a second beside a bare app, and how long one waits for its ack."""

import time
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from bench.frame import Measured, Promise, on_both
from bench.ground import POSTGRESQL, SQLITE, Ground, durability
from bench.houses import (
    SIGNING_SECRET,
    processor_seconds,
    running_bare,
    running_slack,
    running_web,
    running_worker,
)
from bench.load import Heard, Load, send
from bench.problems import BenchFailed
from bench.seats import approvals_kept, board_in, call_letters_sent, clicks_in_parts, letters_by_state
from bench.waiting import wait_until
from store.tables import LetterState

SLACK_SECONDS = 3.0
FLOORS = {SQLITE: 0.4, POSTGRESQL: 0.35}
BARE = "a bare Bolt app that only acks"


def rate_promise(database: str) -> Promise:
    """Return what is promised of the rate of clicks on a database."""
    floor = FLOORS[database]
    return Promise(
        what=f"Approve clicks a second over HTTP, {database}",
        against=BARE,
        at_least=f"0.5 of its rate (under {floor:g}: not done)",
        goal=0.5,
        floor=floor,
    )


def ack_promise(database: str) -> Promise:
    """Return what is promised of how long an ack takes while letters are delivered."""
    return Promise(
        what=f"p99 of the ack at 50 clicks/s, postman delivering, {database}",
        against="Slack's 3 s",
        at_least="under a tenth (0.3 s)",
        goal=SLACK_SECONDS / 10,
        less_is_better=True,
    )


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two apps answered in a round, and how many milliseconds of a core it spent on each click."""

    heard: Heard
    each: float


@on_both("approve", rate_promise)
def approve_rate(ground: Ground, kind: str) -> Measured:
    """Let a bare app and ours hear the same clicks in turn, and count what the database kept of them."""
    effort, folder = ground.effort, ground.room("rate")
    board = board_in(ground, kind, effort.seats)
    url, parts = ground.database(kind, like=board.url), clicks_in_parts(board.messages, effort.parts)
    call_letters_sent(url)
    with (
        running_slack(folder) as slack,
        running_bare(folder) as bare,
        running_web(folder, slack, url) as web,
    ):
        pairs = [in_turn(ground, bare, web, bodies) for bodies in parts]
    kept = counted(url, sum(ours.heard.acknowledged for _, ours in pairs))
    # The first round warmed both up: imports, connections, statements that are compiled once.
    return rates(pairs[1:], {"kept": kept, "database": durability(url)})


def in_turn(ground: Ground, bare: int, web: int, bodies: list[str]) -> tuple[Side, Side]:
    """Return what the bare app answered to some clicks, and then ours."""
    theirs, ours = side(bare, bodies, ground.effort.laps), side(web, bodies, 1)
    ratio = ours.heard.rate / theirs.heard.rate
    ground.say(f"  bare {words(theirs)}, ours {words(ours)}: {ratio:.3f}")
    return theirs, ours


def words(one: Side) -> str:
    """Return the rate of a side, and what a click took of a core."""
    return f"{one.heard.rate:.0f}/s ({one.each:.2f} ms of a core)"


def side(port: int, bodies: list[str], laps: int) -> Side:
    """Return what one app makes of a load."""
    before = processor_seconds(port)
    heard = send(Load(port=port, secret=SIGNING_SECRET, bodies=bodies, laps=laps))
    return Side(heard, (processor_seconds(port) - before) * 1000 / len(heard.waits))


def counted(url: str, acknowledged: int) -> int:
    """Return how many approvals the database keeps: exactly those that were acknowledged, or nothing counts here."""
    reviews, lines = approvals_kept(url)
    if not reviews == lines == acknowledged:
        raise BenchFailed(f"{acknowledged} acknowledged, {reviews} reviews and {lines} journal lines kept")
    return reviews


def rates(pairs: list[tuple[Side, Side]], details: dict[str, Any]) -> Measured:
    """Return the ratio of the rates, the median over the rounds."""
    theirs, ours = ([one.heard.rate for one in sides] for sides in zip(*pairs, strict=True))
    ratios = [mine / bare for mine, bare in zip(ours, theirs, strict=True)]
    ratio = median(ratios)
    return Measured(
        ratio,
        f"{ratio:.3f} ({median(ours):.0f} of {median(theirs):.0f} a second)",
        {
            **details,
            "bare_per_second": theirs,
            "ours_per_second": ours,
            "ratios": ratios,
            "milliseconds_of_a_core": {
                "bare": [bare.each for bare, _ in pairs],
                "ours": [mine.each for _, mine in pairs],
            },
            "client_busy": [round(bare.heard.client_busy, 2) for bare, _ in pairs],
            "not_acknowledged": [one.heard.others for pair in pairs for one in pair if one.heard.others],
        },
    )


@on_both("ack", ack_promise)
def ack_wait(ground: Ground, kind: str) -> Measured:
    """Let clicks arrive at a steady rate while a worker delivers their letters, and tell how long acks took."""
    effort, folder = ground.effort, ground.room("ack")
    board = board_in(ground, kind, effort.seats)
    url = ground.database(kind, like=board.url)
    warm_up, steady = clicks_in_parts(board.messages, [effort.warm_up, effort.steady_clicks])
    with running_slack(folder) as slack, running_worker(folder, slack, url):
        await_delivery(ground, url)
        with running_web(folder, slack, url) as web:
            delivered = letters_by_state(url).get(LetterState.SENT, 0)
            first = send(Load(port=web, secret=SIGNING_SECRET, bodies=warm_up))
            heard = send(Load(port=web, secret=SIGNING_SECRET, bodies=steady, rate=effort.rate))
            letters = letters_by_state(url)
    letters["delivered_meanwhile"] = letters.get(LetterState.SENT, 0) - delivered
    kept = counted(url, first.acknowledged + heard.acknowledged)
    return waits(heard, {"kept": kept, "letters": letters, "database": durability(url)})


def await_delivery(ground: Ground, url: str) -> None:
    """Wait until the postman has delivered what the preparation owed: cards stand in Slack before anybody clicks."""
    began = time.monotonic()

    def waiting() -> int:
        return letters_by_state(url).get(LetterState.WAITING, 0)

    wait_until(lambda: not waiting(), lambda: f"{waiting()} letters still wait")
    ground.say(f"  their letters are delivered, in {time.monotonic() - began:.0f} s")


def waits(heard: Heard, details: dict[str, Any]) -> Measured:
    """Return the 99th percentile of the wait for an ack, with how the others fared."""
    inner = quantiles(heard.waits, n=100, method="inclusive")
    p50, p99, longest = inner[49], inner[98], max(heard.waits)
    in_time = sum(
        status == 200 and wait < SLACK_SECONDS
        for status, wait in zip(heard.statuses, heard.waits, strict=True)
    ) / len(heard.waits)
    told = f"{p99:.3f} s (p50 {p50:.3f}, longest {longest:.3f}; {in_time:.1%} acknowledged in 3 s)"
    return Measured(
        p99,
        told,
        {
            **details,
            "clicks": len(heard.waits),
            "p50": p50,
            "p99": p99,
            "longest": longest,
            "in_time": in_time,
            "seconds": heard.seconds,
            "client_busy": round(heard.client_busy, 2),
            "not_acknowledged": heard.others,
        },
    )
