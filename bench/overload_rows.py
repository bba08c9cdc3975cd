"""The row about overload: twice as much is asked of a web process as it can answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from bench.frame import Measured, Promise, row
from bench.ground import SQLITE, Ground
from bench.houses import SIGNING_SECRET, running_slack, running_web
from bench.load import Heard, Load, send
from bench.problems import BenchFailed
from bench.seats import board_in, call_letters_sent, new_mark
from demo.house import WORKSPACE
from demo.story import ANA, GENERAL

SLACK_SECONDS = 3.0
BUSY = 503
TIMES = 2
# More than are answered or refused meanwhile, so that nobody waits for a line to be free, and fewer than a process lets in.
LINES = 450


@row(
    "overload",
    Promise(
        what="twice what a web process can answer: answered within 3 s, or refused with 503 within 3 s, SQLite",
        against="all that is asked",
        at_least="99% of it",
        goal=0.99,
    ),
)
def overload(ground: Ground) -> Measured:
    """Let lists be asked for as fast as they are answered, and then twice as fast."""
    folder, effort = ground.room("overload"), ground.effort
    url = ground.database(SQLITE, like=board_in(ground, SQLITE, effort.seats).url)
    call_letters_sent(url)
    with running_slack(folder) as slack, running_web(folder, slack, url) as web:
        send(asked_of(web, effort.warm_up))
        capacity = send(asked_of(web, effort.clicks)).rate
        number, rate = round(TIMES * capacity * effort.overload_seconds), TIMES * capacity
        heard = send(asked_of(web, number, rate=rate, connections=LINES))
        after = send(asked_of(web, effort.warm_up))
    if after.others:
        raise BenchFailed(f"once less was asked, it answered {after.others}")
    return judged(heard, capacity)


def asked_of(port: int, number: int, *, rate: float = 0, connections: int = 16) -> Load:
    """Return a load of so many lists."""
    bodies = [a_list() for _ in range(number)]
    return Load(port=port, secret=SIGNING_SECRET, bodies=bodies, rate=rate, connections=connections)


def a_list() -> str:
    """Return the body of `/experiment list`, as Slack sends it."""
    return urlencode(
        {
            "token": "verification-token-of-old",
            "team_id": WORKSPACE,
            "team_domain": "northwind-ai",
            "channel_id": GENERAL,
            "channel_name": "general",
            "user_id": ANA,
            "user_name": ANA.lower(),
            "command": "/experiment",
            "text": "list",
            "api_app_id": "A0ASSAY",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/commands/T0DEMO/1/x",
            "trigger_id": f"12466734323.1395872398.{new_mark()}",
        }
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """How long the answers of one kind took."""

    waits: Sequence[float]

    @property
    def in_time(self) -> int:
        """Return how many came before Slack gave up."""
        return sum(wait < SLACK_SECONDS for wait in self.waits)


def judged(heard: Heard, capacity: float) -> Measured:
    """Return which share was answered or refused in time, and how long it took."""
    answered, refused = (
        Answers([wait for wait, status in zip(heard.waits, heard.statuses, strict=True) if status == wanted])
        for wanted in (200, BUSY)
    )
    asked = len(heard.waits)
    share = (answered.in_time + refused.in_time) / asked
    typical = median(refused.waits) if refused.waits else 0.0
    words = (
        f"{share:.1%} of {asked:,}: {answered.in_time / asked:.0%} answered, {refused.in_time / asked:.0%} refused after"
        f" {typical:.3f} s (median); longest wait {max(heard.waits):.2f} s;"
        f" {len(answered.waits) / heard.seconds:.0f} a second answered, {capacity:.0f} when no more was asked"
    )
    details = {
        "capacity": capacity,
        "answered": len(answered.waits),
        "answered_in_time": answered.in_time,
        "refused": len(refused.waits),
        "refused_in_time": refused.in_time,
        "others": {status: number for status, number in heard.others.items() if status != str(BUSY)},
        "longest": max(heard.waits),
        "client_busy": round(heard.client_busy, 2),
    }
    return Measured(share, words, details)
