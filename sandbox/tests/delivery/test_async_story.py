"""The same over Bolt's asynchronous half."""

import asyncio
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from strictslack.server import Sandbox


async def _story(sandbox: Sandbox) -> str:
    app = AsyncApp(client=AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url))

    @app.command("/echo")
    async def echo(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Async: {command['text']}")

    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()
    ana = sandbox.person("ana")
    await asyncio.to_thread(ana.type, "/echo hello", "general")
    seen = await asyncio.to_thread(ana.sees, "Async: hello")
    await handler.close_async()
    return str(seen["text"])


def test_async_bolt_answers_a_command(sandbox: Sandbox) -> None:
    assert asyncio.run(_story(sandbox)) == "Async: hello"
