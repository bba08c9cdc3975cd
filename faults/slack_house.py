"""A local Slack in this process: what people say is delivered to the bot as Slack does it, and what it answers is kept."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

import yaml
from strictslack.blockkit.forms import acted, elements
from strictslack.control import interactions, payloads
from strictslack.delivery.deliveries import Ack
from strictslack.server import Plan, Sandbox
from strictslack.workspace.state import Channel, User

from demo.processes import HOST, ROOT

Json = dict[str, Any]
T = TypeVar("T")
ANSWER_SECONDS = 60.0
# A machine that is busy with a campaign is no reason to call an acknowledgement late.
PATIENCE = 3.0
WORKSPACE = ROOT / "demo" / "workspace.yml"


class Answers(ThreadingHTTPServer):
    """Where the bot says privately to who clicked what became of it; each click has an address of its own."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), Listener)
        self.said: dict[str, list[str]] = defaultdict(list)

    def address(self, click: str) -> str:
        """Return where a click is answered."""
        return f"http://{HOST}:{self.server_port}/{click}"


class Listener(BaseHTTPRequestHandler):
    """Takes one private answer."""

    server: Answers

    def do_POST(self) -> None:
        """Keep what is said."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.said[self.path.strip("/")].append(body)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@dataclass
class LocalSlack:
    """A Slack that people of this campaign use, and whose faults it orders."""

    sandbox: Sandbox
    loop: asyncio.AbstractEventLoop
    answers: Answers
    lock: threading.Lock = field(default_factory=threading.Lock)

    def done(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what comes of something that Slack does."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(ANSWER_SECONDS)

    def channel(self, number: str) -> Channel:
        """Return a channel."""
        return self.sandbox.core.state.channels[number]

    def user(self, number: str) -> User:
        """Return a person."""
        return self.sandbox.core.state.users[number]

    def command(self, by: str, where: str, said: str, times: int = 1) -> list[Ack]:
        """Deliver a command, so many times at once; return how each was acknowledged."""
        core, (name, _, rest) = self.sandbox.core, said.partition(" ")

        async def deliver() -> list[Ack]:
            app = self.sandbox.app
            spoken = app.commands[name]
            payload = payloads.command(core, app, spoken, rest, self.user(by), self.channel(where))
            same = (core.delivery.deliver(app, "slash_commands", name, payload) for _ in range(times))
            return list(await asyncio.gather(*same))

        return self.done(deliver())

    def click(self, by: str, where: str, message: Json, action: str, click: str, times: int = 1) -> list[Ack]:
        """Deliver a click on the button with an action and value, so many times at once."""
        core = self.sandbox.core

        async def deliver() -> list[Ack]:
            block, element = button(message, action)
            pressed = acted(element, block, {"value": element.get("value")}, core.clock.now())
            app = self.sandbox.app
            payload = payloads.message_action(
                core, app, self.user(by), self.channel(where), message, {}, pressed
            )
            payload["response_url"] = self.answers.address(click)
            name = f"block_actions {element['action_id']}"
            same = (core.delivery.deliver(app, "interactive", name, payload) for _ in range(times))
            return list(await asyncio.gather(*same))

        return self.done(deliver())

    def submit(self, by: str, label: str, typed: str) -> Json:
        """Fill one field of the form that is open, and submit it; nothing where none opened."""
        core = self.sandbox.core

        async def deliver() -> Json:
            stack = core.state.stacks.get(by, [])
            if not stack:
                return {}
            view = stack[-1].view
            values = dict(view["state"]["values"])
            for block in view["blocks"]:
                if block["type"] == "input" and block["label"]["text"] == label:
                    entry = {"type": block["element"]["type"], "value": typed}
                    values[block["block_id"]] = {block["element"]["action_id"]: entry}
            answer = await interactions.submit(core, self.user(by), view["id"], values)
            core.state.stacks.pop(by, None)
            return answer

        return self.done(deliver())

    def messages(self, where: str) -> list[Json]:
        """Return all messages of a channel, replies among them, the oldest first."""

        async def look() -> list[Json]:
            return [dict(one) for one in self.channel(where).messages.values()]

        return self.done(look())

    def everywhere(self) -> dict[str, list[Json]]:
        """Return all messages of every channel and of every conversation with one person, by its id."""

        async def look() -> dict[str, list[Json]]:
            channels = self.sandbox.core.state.channels.values()
            return {one.id: [dict(each) for each in one.messages.values()] for one in channels}

        return self.done(look())

    def disturb(self, target: str, kind: str, **details: Any) -> None:
        """Order a fault."""
        self.sandbox.keeper.fault(target, kind, **details)

    def calm(self) -> None:
        """Take all faults away."""
        self.sandbox.keeper.no_faults()


def button(message: Json, action: str) -> tuple[Json, Json]:
    """Return the button with an action, and its block; raises KeyError where it is gone."""
    for block, element in elements(message.get("blocks", [])):
        if f"{element.get('action_id')} {element.get('value')}" == action:
            return block, element
    raise KeyError(action)


@contextmanager
def running_slack(request_url: str, folder: Any) -> Iterator[LocalSlack]:
    """Run a local Slack: over signed HTTP where there is an address, over sockets where not."""
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    written = folder / "manifest.yml"
    written.write_text(yaml.safe_dump(manifest, sort_keys=False))
    loop, answers = asyncio.new_event_loop(), Answers()
    threads = [
        threading.Thread(target=loop.run_forever, name="slack", daemon=True),
        threading.Thread(target=answers.serve_forever, name="answers", daemon=True),
    ]
    for thread in threads:
        thread.start()
    sandbox = Sandbox(Plan([written], [WORKSPACE], request_url=request_url, patience=PATIENCE))
    slack = LocalSlack(sandbox, loop, answers)
    slack.done(sandbox.start())
    try:
        yield slack
    finally:
        slack.done(sandbox.stop())
        loop.call_soon_threadsafe(loop.stop)
        answers.shutdown()
        for thread in threads:
            thread.join()
        answers.server_close()
        loop.close()
