"""A sandbox with a small Bolt app on it, fresh for each module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from strictslack.server import Sandbox, running_sandbox

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A running sandbox with Ana, Ben and Cho."""
    with running_sandbox(manifest=HERE / "manifest.yml", workspace=HERE / "workspace.yml") as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    """slack-sdk's client with the bot's token."""
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
