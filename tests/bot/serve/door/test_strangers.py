"""A whole process of Assay: strangers who half ask keep nobody out, and it stops under load without losing a click."""

import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from strictslack.server import Sandbox, running_sandbox

from flows.experiments import sheets
from rules.experiments.experiment import Stage
from store.database import Database
from tests import stories
from tests.backends import POSTGRESQL, on_sqlite
from tests.bot import payloads
from tests.bot.lab import MANIFEST, WORKSPACE
from tests.bot.running import Process, asked, free_port, process, settings_for
from tests.bot.serve.door.lines import answer, dialled, dripped, request

STRANGERS = 200
DROPPED_WITHIN = 5.0
CLICK_SECONDS = 1.0
STOPPED_WITHIN = 10.0
SIGNED_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def signed(sandbox: Sandbox, body: bytes) -> bytes:
    """Return a whole request as Slack signs it now."""
    headers = payloads.signed(sandbox.signing_secret, body, int(time.time()))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return request("/slack/events", body, SIGNED_FORM + lines)


def command(text: str) -> bytes:
    """Return the body of a command."""
    return payloads.encoded(payloads.command("/experiment", text))[0]


def settings_of_one(sandbox: Sandbox, url: str, port: int) -> dict[str, str]:
    """Return the settings of a web process alone, whose figures are all there are."""
    return settings_for(sandbox, url, port, app_token=False) | {"WEB_CONCURRENCY": "1"}


def clicked(port: int, sent: bytes) -> tuple[int, float]:
    """Return the status of the answer to a request on a connection of its own, and how long it took."""
    began = time.monotonic()
    with dialled(port, sent) as line:
        return answer(line)[0], time.monotonic() - began


@on_sqlite
def test_half_sent_requests_keep_no_signed_one_out_and_are_dropped(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    desk = stories.open_desk(database, stories.WORKSPACE)
    stories.proposed(desk)
    port = free_port()
    with ExitStack() as stack:
        sandbox = stack.enter_context(running_sandbox(MANIFEST, WORKSPACE))
        web = stack.enter_context(process("web", settings_of_one(sandbox, database_url, port), tmp_path))
        web.wait_until_ready()
        halves = (
            b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Long: ",
            b"POST /slack/events HTTP/1.1\r\nContent-Length: 900\r\n\r\nhalf",
        )
        lines = [stack.enter_context(dialled(port, halves[number % 2])) for number in range(STRANGERS)]
        ended: list[float] = []
        dripping = threading.Thread(target=lambda: ended.extend(dripped(lines, 1.0)))
        dripping.start()
        waits = [clicked(port, signed(sandbox, command("list"))) for _ in range(3)]
        status, wait = clicked(port, signed(sandbox, command("start EXP-1")))
        assert asked(port, "/readyz")[0] == 200
        assert dripping.is_alive()
        dripping.join()
        assert 'assay_connections_dropped_total{reason="slow"}' in asked(port, "/metrics")[1]
    assert {status for status, _ in waits} | {status} == {200}
    assert min(wait, *(wait for _, wait in waits)) < CLICK_SECONDS
    assert sheets.sheet(desk, 1).experiment.stage is Stage.RUNNING
    # It looks once a second, on a machine that does other work besides.
    assert (len(ended), max(ended) < 2 * DROPPED_WITHIN) == (STRANGERS, True)
    database.close()


class Clicking(threading.Thread):
    """Somebody who sends one request after the other, each on a connection of its own, until nobody listens any more."""

    def __init__(self, port: int, sent: bytes) -> None:
        super().__init__()
        self.port, self.sent = port, sent
        self.statuses: list[int] = []
        self.lost: list[Exception] = []

    def run(self) -> None:
        """Click."""
        while True:
            try:
                line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            except ConnectionError:
                return
            with line:
                try:
                    line.sendall(self.sent)
                    self.statuses.append(answer(line)[0])
                except OSError as problem:
                    self.lost.append(problem)


@pytest.mark.parametrize("backend", [POSTGRESQL], indirect=True)
@pytest.mark.parametrize("word", ["all", "web"])
def test_a_process_that_is_told_to_stop_answers_every_click_that_it_took(
    word: str, database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url)
    stories.proposed(stories.open_desk(database, stories.WORKSPACE))
    port = free_port()
    with running_sandbox(MANIFEST, WORKSPACE) as sandbox:
        settings = settings_for(sandbox, database_url, port, app_token=False)
        with process(word, settings, tmp_path) as served:
            served.wait_until_ready()
            people = [Clicking(port, signed(sandbox, command("show EXP-1"))) for _ in range(24)]
            for one in people:
                one.start()
            wait_for_clicks(people, 60)
            seconds = stopped(served)
            for one in people:
                one.join()
    assert [problem for one in people for problem in one.lost] == []
    assert {status for one in people for status in one.statuses} <= {200, 503}
    assert seconds < STOPPED_WITHIN
    database.close()


def wait_for_clicks(people: list[Clicking], number: int) -> None:
    """Wait until so many were answered."""
    deadline = time.monotonic() + 60
    while sum(len(one.statuses) for one in people) < number:
        assert time.monotonic() < deadline
        people[0].join(0.05)


def stopped(served: Process) -> float:
    """Ask a process to stop, and return how long it took."""
    began = time.monotonic()
    assert served.stop() == 0
    return time.monotonic() - began
