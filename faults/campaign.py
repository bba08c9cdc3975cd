"""One campaign: people are at work, faults strike one after the other, and in the end all must agree."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event

from demo.processes import HOST, free_port
from demo.story import ADA, ANA, REVIEWS
from faults.bot_house import SOCKET, running_bot
from faults.databases import opened
from faults.deeds import Outcome, People
from faults.doings import do_something
from faults.ground import prepare
from faults.kinds import KINDS, FaultKind
from faults.slack_house import LocalSlack, running_slack
from faults.verdict import findings
from faults.world import World

WORKERS = 24
# So long the processes have to come up before anything strikes.
COME_UP_SECONDS = 90.0
PAUSE_SECONDS = (0.3, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a campaign is: on which database, in which way to run the bot, for how long, by which luck, how many deeds a
    second, on how many experiments; which faults, and how long one of them may last."""

    database: str
    way: str
    seconds: float
    seed: int
    rate: float = 8.0
    boards: int = 40
    longest: float = 60.0
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a campaign did, and what did not agree in the end."""

    plan: Plan
    deeds: Counter[Outcome]
    repeats: int
    kills: int
    struck: Counter[str]
    findings: tuple[str, ...]

    @property
    def lines(self) -> Iterator[str]:
        """Return the report in lines."""
        yield f"{self.plan.database}, {self.plan.way}, {self.plan.seconds:.0f} s, seed {self.plan.seed}"
        told = ", ".join(f"{number} {outcome.value}" for outcome, number in self.deeds.items())
        yield f"  {self.deeds.total()} deeds ({told}), {self.repeats} of them twice at once"
        yield f"  {self.struck.total()} faults, {self.kills} kills: " + ", ".join(
            f"{name} {times}" for name, times in sorted(self.struck.items())
        )
        yield f"  {len(self.findings) or 'nothing'} that does not agree"
        yield from (f"  - {one}" for one in self.findings)


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Report:
    """Run one campaign."""
    with world_of(plan, folder, say) as world:
        come_up(world)
        work(world, plan)
        calm(world)
        found = tuple(findings(world))
        deeds = Counter(one.outcome for one in world.people.known())
        return Report(plan, deeds, world.people.repeats, world.bot.kills, world.struck, found)


@contextmanager
def world_of(plan: Plan, folder: Path, say: Callable[[str], None]) -> Iterator[World]:
    """Set everything up: the database with its experiments, the local Slack, the processes of the bot."""
    # What strikes and what people do is drawn apart: whoever is quicker changes neither.
    luck, peoples, port = Random(plan.seed), Random(f"{plan.seed} people"), free_port()  # noqa: S311  (can be drawn again)
    url = f"http://{HOST}:{port}/slack/events" if plan.way != SOCKET else ""
    with opened(plan.database, folder) as database, running_slack(url, folder) as slack:
        say(f"  preparing {plan.boards} experiments before the board")
        ground = prepare(database.url, plan.boards)
        settings = settings_of(slack, database.url, port, way=plan.way)
        with running_bot(plan.way, settings, folder) as bot:
            people = People(slack, ground, peoples)
            yield World(plan.way, folder, database, slack, bot, people, luck, say, plan.longest)


def settings_of(slack: LocalSlack, url: str, port: int, *, way: str) -> dict[str, str]:
    """Return the environment of the bot's processes."""
    sandbox = slack.sandbox
    secret = (
        {"SLACK_APP_TOKEN": sandbox.app_token}
        if way == SOCKET
        else {"SLACK_SIGNING_SECRET": sandbox.signing_secret}
    )
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": url,
        "ASSAY_REVIEW_CHANNEL": REVIEWS,
        "ASSAY_ADMINS": ADA,
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        **secret,
    }


def come_up(world: World) -> None:
    """Wait until the bot answers."""
    until = time.monotonic() + COME_UP_SECONDS
    while any(ack.error for ack in world.slack.command(ANA, REVIEWS, "/team help")):
        if time.monotonic() > until:
            raise TimeoutError("the bot does not answer")
        time.sleep(0.5)


def work(world: World, plan: Plan) -> None:
    """Let people do deeds at a steady rate while faults strike, until the time is over."""
    over, until = Event(), time.monotonic() + plan.seconds

    def be_busy() -> None:
        while not over.is_set():
            began = time.monotonic()
            do_something(world.people)
            over.wait(max(WORKERS / plan.rate - (time.monotonic() - began), 0))

    kinds = [one for one in KINDS if one.is_possible(world) and (not plan.only or one.name in plan.only)]
    with ThreadPoolExecutor(WORKERS) as crowd:
        busy = [crowd.submit(be_busy) for _ in range(WORKERS)]
        try:
            while time.monotonic() < until:
                strike(world, kinds)
        finally:
            over.set()
        for one in busy:
            one.result()


def strike(world: World, kinds: list[FaultKind]) -> None:
    """Let one fault strike, drawn by luck."""
    time.sleep(world.luck.uniform(*PAUSE_SECONDS))
    kind = world.luck.choices(kinds, [one.tickets for one in kinds])[0]
    world.say(f"  {kind.name}")
    world.struck[kind.name] += 1
    kind.bring_about(world)


def calm(world: World) -> None:
    """Let nothing strike any more."""
    world.slack.calm()
    world.bot.set_clock(0)
