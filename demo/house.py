"""The demo's own Slack, its team and the bot: filled once, kept in one folder, and run together."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from slack_sdk import WebClient

from bot.bots import OneBot
from bot.deliver.postman import Postman
from bot.office import Office
from bot.outside.promtool import find_promtool
from bot.outside.roster import people_of
from bot.serve.start import utc_now
from demo.processes import HOST, ROOT, DemoCannotStart, Process, free_port, require_free, started, wait_for
from demo.seed import seed
from demo.story import ANA, REVIEWS
from demo.welcome import post_welcome
from flows.desk import Desk
from flows.people import team
from store import migrate
from store.database import Database

WORKSPACE = "T0DEMO"
TEAM = "Northwind AI"
# These open nothing but the sandbox on this machine.
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-demo-bot", "xapp-demo-app", "demo-signing-secret"


@dataclass(frozen=True, slots=True)
class House:
    """Where the demo lives: the port of its page, and the folder of all that it keeps."""

    port: int
    folder: Path

    @property
    def kept(self) -> Path:
        """Return the folder of the database and the conversations: both there, or neither."""
        return self.folder / "kept"

    @property
    def address(self) -> str:
        """Return where the local Slack answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def page(self) -> str:
        """Return the address at which a newcomer begins: the review channel, as Ana."""
        return f"{self.address}/#/{ANA}/{REVIEWS}"

    def log(self, module: str) -> Path:
        """Return where a process logs."""
        return self.folder / f"{module}.log"


@contextmanager
def opened(house: House, *, reset: bool = False) -> Iterator[dict[Path, Process]]:
    """Run the demo for the length of a `with` block; yields its processes by their logs, all of them ready."""
    require_free(house.port)
    with ExitStack() as stack:
        stack.enter_context(alone_in(house.folder))
        if reset:
            shutil.rmtree(house.kept, ignore_errors=True)
        if not house.kept.exists():
            fill(house)
        sandbox = stack.enter_context(running_sandbox(house, house.port, house.kept))
        bot = stack.enter_context(running_bot(house))
        yield {house.log("sandbox"): sandbox, house.log("bot"): bot}


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for ourselves: two demos on the same data would write over each other."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as problem:
        raise DemoCannotStart(f"The demo cannot keep its data in {folder} ({problem.strerror}).") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoCannotStart("The demo is running already; stop it first with Ctrl-C.") from None
        yield


@contextmanager
def running_sandbox(house: House, port: int, kept: Path) -> Iterator[Process]:
    """Run the local Slack."""
    words = [
        *("--manifest", str(ROOT / "manifest.yml"), "--workspace", str(ROOT / "demo" / "workspace.yml")),
        *("--port", str(port), "--state", str(kept / "slack.json")),
        *("--bot-token", BOT_TOKEN, "--app-token", APP_TOKEN, "--signing-secret", SIGNING_SECRET),
    ]
    with started("strictslack", words, {}, house.log("sandbox")) as process:
        wait_for(f"http://{HOST}:{port}/", process, house.log("sandbox"))
        yield process


@contextmanager
def running_bot(house: House) -> Iterator[Process]:
    """Run Assay, connected to the local Slack over Socket Mode."""
    health = free_port()
    settings = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": api_url(house.port),
        "DATABASE_URL": database_url(house.kept),
        "ASSAY_REVIEW_CHANNEL": REVIEWS,
        "ASSAY_PUBLIC_URL": f"http://{HOST}:{health}",
        "PORT": str(health),
    }
    with started("bot", [], settings, house.log("bot")) as process:
        wait_for(f"http://{HOST}:{health}/readyz", process, house.log("bot"))
        yield process


def fill(house: House) -> None:
    """Make the team and its story, whole or not at all: a start that is broken off leaves nothing half full."""
    filling = house.folder / "filling"
    shutil.rmtree(filling, ignore_errors=True)
    filling.mkdir()
    port = free_port()
    with running_sandbox(house, port, filling):
        with closing(Database(database_url(filling))) as database:
            migrate.upgrade(database)
            tell_story(database, WebClient(token=BOT_TOKEN, base_url=api_url(port)))
        post_welcome(f"http://{HOST}:{port}")
    # The sandbox has stopped, and so has written down what was said.
    filling.rename(house.kept)


def tell_story(database: Database, slack: WebClient) -> None:
    """Seed the team, and post its cards one after the other."""
    desk, now = Desk(database, WORKSPACE, REVIEWS), utc_now()
    team.record_workspace(desk, TEAM, now=now)
    seed(desk, list(people_of(slack, WORKSPACE)), now)
    bots = OneBot(WORKSPACE, "", slack)
    postman = Postman(Office(database, bots, utc_now, REVIEWS, promtool=find_promtool("")))
    while postman.step():
        pass


def api_url(port: int) -> str:
    """Return where the local Slack answers."""
    return f"http://{HOST}:{port}/api/"


def database_url(kept: Path) -> str:
    """Return where the demo keeps its data."""
    return f"sqlite:///{kept / 'assay.db'}"
