"""An async Bolt app behind signed HTTP."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from strictslack.server import Sandbox, running_sandbox

HERE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox that delivers to an async Bolt app in a loop of its own."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}/slack/events"
        with running_sandbox(HERE / "manifest.yml", HERE / "workspace.yml", request_url=url) as running:
            loop = asyncio.new_event_loop()
            thread = threading.Thread(target=loop.run_forever)
            thread.start()
            runner = asyncio.run_coroutine_threadsafe(_serve(running, door), loop).result(10)
            yield running
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


async def _serve(sandbox: Sandbox, door: socket.socket) -> web.AppRunner:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = AsyncApp(client=client, signing_secret=sandbox.signing_secret, process_before_response=True)
    app.command("/echo")(_echo)
    app.event("app_mention")(_mentioned)
    app.action("approve")(_approve)
    runner = web.AppRunner(app.web_app("/slack/events"))
    await runner.setup()
    await web.SockSite(runner, door).start()
    return runner


async def _echo(ack: Any, command: dict[str, Any]) -> None:
    await ack(f"Async by HTTP: {command['text']}")


async def _mentioned(event: dict[str, Any], say: Any) -> None:
    button = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "A & B"}}
    await say(text="Press", blocks=[{"type": "actions", "elements": [button]}], thread_ts=event["ts"])


async def _approve(ack: Any, body: dict[str, Any], respond: Any) -> None:
    await ack()
    shown = (body["actions"][0]["text"]["text"], body["message"]["blocks"][0]["elements"][0]["text"]["text"])
    await respond(text=f"Pressed {shown}", response_type="in_channel", replace_original=False)


def test_an_async_app_answers_a_command_by_http(sandbox: Sandbox) -> None:
    ana = sandbox.person("ana")
    ana.type("/echo hello", channel="general")
    assert ana.sees("Async by HTTP: hello")["is_ephemeral"]


def test_a_buttons_text_comes_back_with_entities_as_slack_sends_it(sandbox: Sandbox) -> None:
    ana = sandbox.person("ana")
    ana.type("@echo something to press", channel="general")
    ana.click("A & B", channel="general")
    # What the app was sent holds `&amp;`; said again as mrkdwn, everybody reads `&`.
    assert ana.sees("Pressed")["text"] == "Pressed ('A &amp; B', 'A &amp; B')"
