"""A Bolt app behind signed HTTP: commands, clicks, events with their repetitions."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from strictslack.server import Sandbox, running_sandbox
from tests import echo

HERE = Path(__file__).parents[1]


class BoltServer(ThreadingHTTPServer):
    """Serves a Bolt app; `outage` answers the next requests with that status instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.app: App | None = None
        self.requests: list[dict[str, str]] = []
        self.outage: list[int] = []
        self.seen = threading.Condition()

    def wait_for(self, count: int) -> list[dict[str, str]]:
        """The requests, once there are so many."""
        with self.seen:
            assert self.seen.wait_for(lambda: len(self.requests) >= count, 10), self.requests
            return list(self.requests)


class _Door(BaseHTTPRequestHandler):
    server: BoltServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self.server.seen:
            self.server.requests.append({**dict(self.headers), "body": body})
            status = self.server.outage.pop(0) if self.server.outage else 0
            self.server.seen.notify_all()
        if status:
            self.send_response(status)
            self.end_headers()
            return
        assert self.server.app is not None
        answer = self.server.app.dispatch(
            BoltRequest(body=body, headers={k: [v] for k, v in self.headers.items()})
        )
        self.send_response(answer.status)
        for name, values in answer.headers.items():
            self.send_header(name, values[0])
        self.end_headers()
        self.wfile.write(answer.body.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[BoltServer]:
    running = BoltServer()
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(scope="module")
def sandbox(server: BoltServer) -> Iterator[Sandbox]:
    url = f"http://127.0.0.1:{server.server_port}/slack/events"
    with running_sandbox(HERE / "manifest.yml", HERE / "workspace.yml", request_url=url) as running:
        client = WebClient(token=running.bot_token, base_url=running.api_url)
        # Every request of these stories comes through Bolt's own check of the signature.
        server.app, _ = echo.build(
            client, signing_secret=running.signing_secret, process_before_response=True
        )
        yield running


def test_a_command_is_signed_and_answered(sandbox: Sandbox, server: BoltServer) -> None:
    ana = sandbox.person("ana")
    ana.type("/echo hello", channel="general")
    ana.sees("You said: hello")
    assert server.requests[-1]["Content-Type"] == "application/x-www-form-urlencoded"
    assert "team_domain=acme-ai" in server.requests[-1]["body"]


def test_the_request_url_answers_the_challenge(sandbox: Sandbox) -> None:
    assert sandbox.keeper.verify()


def test_a_form_goes_all_the_way(sandbox: Sandbox) -> None:
    ana = sandbox.person("ana")
    ana.type("/form", channel="reviews")
    ana.fill("Title", "By HTTP")
    assert ana.submit()["ok"]
    sandbox.person("ben").click("Approve", channel="reviews", near="By HTTP")
    ana.sees("Approved by @ben", channel="reviews")


def test_a_forged_secret_is_seen_as_a_failed_command(sandbox: Sandbox) -> None:
    honest = sandbox.app.signing_secret
    sandbox.app.signing_secret = "0" * 32
    try:
        answer = sandbox.person("ana").type("/echo forged", channel="general")
    finally:
        sandbox.app.signing_secret = honest
    assert answer == {"ok": False, "error": "/echo failed with the error “dispatch_failed”"}


def test_an_event_is_repeated_at_once_after_one_and_after_five_minutes(
    sandbox: Sandbox, server: BoltServer
) -> None:
    ana = sandbox.person("ana")
    before = len(sandbox.keeper.traffic("message"))
    ana.type("like this", channel="general")
    sandbox.keeper.wait_for_traffic("message", before + 1)
    server.outage[:] = [500] * 4
    ana.react("tada", ana.sees("like this"), channel="general")
    for count, seconds in ((2, 60), (3, 300)):
        sandbox.keeper.wait_for_traffic("reaction_added", count)
        sandbox.keeper.advance(seconds)
    sandbox.keeper.wait_for_traffic("reaction_added", 4)
    told = [one for one in server.requests if "reaction_added" in one["body"]]
    assert [one.get("X-Slack-Retry-Num") for one in told] == [None, "1", "2", "3"]
    assert [one.get("X-Slack-Retry-Reason") for one in told] == [None, *["http_error"] * 3]
    assert len({json.loads(one["body"])["event_id"] for one in told}) == 1


def test_an_ack_after_three_seconds_is_a_failure(sandbox: Sandbox) -> None:
    sandbox.keeper.fault("delivery:slash_commands", "drop")
    threading.Timer(0.05, sandbox.keeper.advance, [3]).start()
    answer = sandbox.person("ana").type("/echo slow", channel="general")
    assert answer["error"] == "/echo failed with the error “operation_timeout”"
    sandbox.person("ana").sees("operation_timeout")
