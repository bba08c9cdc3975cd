"""A bot at work in a sandbox Slack, in this process: real deliveries, a real postman, and a clock that tests move."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from sqlmodel import col, select
from strictslack.client.person import Person
from strictslack.server import Sandbox, running_sandbox
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.bots import OneBot
from bot.deliver.postman import Postman
from bot.hear.app import create_app
from bot.office import Office
from bot.outside.promtool import find_promtool
from bot.serve.api import serve_api
from bot.serve.readiness import Readiness
from bot.serve.web import create_web, hear_slack
from flows.desk import Desk
from flows.experiments import sheets
from rules.experiments.experiment import Experiment
from store.database import Database
from store.tables import LetterRow, LetterState
from tests import stories

HERE = Path(__file__).parent
MANIFEST = HERE.parent.parent / "manifest.yml"
WORKSPACE = HERE / "workspace.yml"
SOCKET = "socket"
HTTP = "http"
DEAF = "deaf"
# Bolt's socket takes a second to notice that it is closed; nobody waits for it but the end of the session.
FAREWELLS: list[threading.Thread] = []


class Hands:
    """The clock of the office: it stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def move(self, **by: float) -> None:
        """Move the clock forward, as in `move(seconds=30)`."""
        self.now += timedelta(**by)


@dataclass
class Lab:
    """One bot with its office, in one sandbox."""

    sandbox: Sandbox
    office: Office
    hands: Hands
    app: App
    web: Flask | None = None

    @property
    def desk(self) -> Desk:
        """Return the desk at which the bot works."""
        return self.office.desk(self.workspace)

    @property
    def workspace(self) -> str:
        """Return the workspace at which the tests look."""
        return self.office.bots.workspaces()[0]

    @property
    def bot_user(self) -> str:
        """Return our own user."""
        return self.office.bot(self.workspace).user

    @property
    def client(self) -> WebClient:
        """Return the client with which we speak to Slack."""
        return self.office.slack(self.workspace)

    def person(self, name: str) -> Person:
        """Return somebody of the team, by the first name."""
        return self.sandbox.person(name)

    def people(self, *names: str) -> tuple[Person, ...]:
        """Return several people of the team."""
        return tuple(self.person(name) for name in names)

    def deliver(self) -> None:
        """Deliver every letter that is due."""
        postman = Postman(self.office)
        while postman.step():
            pass

    def step(self) -> bool:
        """Deliver one letter, if one is due."""
        return Postman(self.office).step()

    def letters(self, state: LetterState | None = None) -> list[LetterRow]:
        """Return the letters of the outbox, in a state or all, the oldest first."""
        with self.office.database.look_everywhere() as session:
            rows = session.exec(select(LetterRow).order_by(col(LetterRow.id))).all()
            session.expunge_all()
        return [row for row in rows if state in (None, row.state)]

    def experiment(self, number: int = 1) -> Experiment:
        """Return an experiment as the store has it."""
        return sheets.sheet(self.desk, number).experiment

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the calls of a Web API method so far, the oldest first."""
        return [one for one in self.sandbox.keeper.traffic(method) if one["name"] == method]


def office_of(sandbox: Sandbox, database: Database, clock: Hands, **changes: Any) -> Office:
    """Return an office on a database, with its client at a sandbox."""
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, timeout=5, retry_handlers=[])
    facts: dict[str, Any] = {
        "bots": OneBot(stories.WORKSPACE, sandbox.installation.bot_user_id, client),
        "slack_api": sandbox.api_url,
        "review_channel": stories.REVIEW_CHANNEL,
        "promtool": find_promtool(""),
    }
    return Office(database=database, clock=clock, **{**facts, **changes})


@contextmanager
def open_lab(database: Database, delivery: str = SOCKET, **changes: Any) -> Iterator[Lab]:
    """Open a lab that hears over a socket, over signed HTTP, or not at all; `changes` are the office's."""
    with ExitStack() as stack:
        door = Door()
        request_url = stack.enter_context(serving(door)) + "/slack/events" if delivery == HTTP else ""
        sandbox = stack.enter_context(
            running_sandbox(MANIFEST, WORKSPACE, request_url=request_url, patience=5)
        )
        hands = Hands(stories.NOW)
        office = office_of(sandbox, database, hands, **changes)
        lab = Lab(sandbox, office, hands, create_app(office))
        if delivery == HTTP:
            door.web = lab.web = create_web(lambda: Readiness(True))
            hear_slack(lab.web, lab.app, sandbox.signing_secret, sandbox.core.clock.now)
            serve_api(lab.web, office)
        elif delivery == SOCKET:
            stack.enter_context(listening(lab))
        yield lab


@contextmanager
def listening(lab: Lab) -> Iterator[None]:
    """Hear the sandbox over a socket."""
    handler = SocketModeHandler(lab.app, lab.sandbox.app_token)
    handler.connect()
    yield
    farewell = threading.Thread(target=leave, args=[handler], daemon=True)
    farewell.start()
    FAREWELLS.append(farewell)


def leave(handler: SocketModeHandler) -> None:
    """Close a socket, which the sandbox may have closed already; slack-sdk stumbles over that."""
    with suppress(AttributeError, OSError):
        handler.close()  # type: ignore[no-untyped-call]


@contextmanager
def walking(lab: Lab) -> Iterator[Postman]:
    """Let a postman walk in threads of his own, as in production."""
    postman = Postman(lab.office)
    postman.start()
    try:
        yield postman
    finally:
        postman.stop()


class Door:
    """A WSGI application that is built after its address is known."""

    def __init__(self) -> None:
        self.web: Flask | None = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Let a request in."""
        assert self.web is not None
        return self.web(environ, start_response)


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve a WSGI application on a free port, and yield its address."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
