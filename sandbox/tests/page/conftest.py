"""A sandbox, the small app on it over Socket Mode, and a browser on its page."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from slack_bolt.adapter.socket_mode import SocketModeHandler

from strictslack.server import Sandbox, running_sandbox
from tests.leaving import leave
from tests.page.app import build_app

HERE = Path(__file__).parent
Visit = Callable[..., Page]
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, for one module: Playwright keeps an event loop running in the thread while it lives, and then
    neither a second Playwright nor `asyncio.run` can start there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def held() -> set[str]:
    """What the app does not acknowledge just now."""
    return set()


@pytest.fixture(scope="module")
def slack(held: set[str]) -> Iterator[Sandbox]:
    """A sandbox with the app connected to it, for the tests of one file."""
    with running_sandbox(HERE / "manifest.yml", HERE / "workspace.yml") as sandbox:
        app = build_app(sandbox.bot_token, sandbox.api_url, held)
        handler = SocketModeHandler(app, sandbox.app_token)
        handler.connect()
        yield sandbox
        leave(handler)


@pytest.fixture
def visit(browser: Browser, slack: Sandbox, held: set[str]) -> Iterator[Visit]:
    """Opens the page as somebody, somewhere; anything wrong in its console fails the test."""
    held.clear()
    troubles: list[str] = []
    contexts = []

    def open_page(user: str = "U01ANA", place: str = "C01GEN", **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: (
                troubles.append(message.text) if _is_trouble(message.type, message.text) else None
            ),
        )
        page.goto(f"{slack.url}/#/{user}/{place}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _is_trouble(kind: str, text: str) -> bool:
    # A refusal by the sandbox (400) and a picture that is not there are part of what is tested.
    return kind in ("error", "warning") and "Failed to load resource" not in text
