"""The whole of Assay for one module: the sandbox, the bot as a process of its own, a team, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect
from slack_sdk import WebClient
from strictslack.server import Sandbox, running_sandbox

from bot.outside.roster import people_of
from bot.serve.start import utc_now
from demo.house import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, WORKSPACE, House, database_url, running_bot
from demo.processes import ROOT
from demo.seed import seed_team
from demo.story import ANA, REVIEWS
from flows.desk import Desk
from flows.people import team
from store import migrate
from store.database import Database
from tests.e2e.visitor import Visitor

expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Yield a local Slack, in which the bot serves a team that holds every duty and has no experiment yet."""
    with running_sandbox(
        ROOT / "manifest.yml",
        ROOT / "demo" / "workspace.yml",
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        patience=5,
    ) as sandbox:
        house = House(int(sandbox.url.rpartition(":")[2]), tmp_path_factory.mktemp("house"))
        house.kept.mkdir()
        seed(house.kept, WebClient(token=BOT_TOKEN, base_url=sandbox.api_url))
        with running_bot(house):
            yield sandbox


def seed(kept: Path, client: WebClient) -> None:
    """Make the database with the team in it."""
    database = Database(database_url(kept))
    migrate.upgrade(database)
    desk = Desk(database, WORKSPACE, REVIEWS)
    team.record_workspace(desk, "Northwind AI", now=utc_now())
    seed_team(desk, list(people_of(client, WORKSPACE)), utc_now())
    database.close()


@pytest.fixture
def visitor(browser: Browser, slack: Sandbox) -> Iterator[Visitor]:
    """Yield Ana at the page; anything wrong in its console fails the test."""
    troubles: list[str] = []
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if is_trouble(message) else None)
    visitor = Visitor(page, slack.url)
    visitor.come(ANA)
    yield visitor
    page.close()
    # A modal stays open over a reload; one that a failed test leaves behind would fail the next one too.
    ana = slack.person("ana")
    if ana.views():
        ana.close(clear=True)
    assert troubles == []


def is_trouble(message: ConsoleMessage) -> bool:
    """Tell whether the page complains."""
    return message.type in ("error", "warning")
