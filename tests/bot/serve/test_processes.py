"""The processes as an operator starts them: ready, stopped, killed, and wrongly set up."""

import http.client
import json
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from strictslack.client.control_client import get
from strictslack.server import Sandbox, running_sandbox

from bot import command_line
from bot.serve.door.callers import Limits
from bot.serve.processes import END_SECONDS
from flows.experiments import sheets
from rules.experiments.experiment import ReviewKind, Stage
from store import migrate
from store.database import Database
from tests import stories
from tests.backends import POSTGRESQL, SQLITE, on_sqlite
from tests.bot import payloads
from tests.bot.lab import MANIFEST, WORKSPACE
from tests.bot.looks import all_words
from tests.bot.running import PATIENCE, Process, asked, free_port, process, settings_for

STOPPED_WITHIN = 10 * PATIENCE
# Caddy keeps an idle connection for two minutes; nginx, Traefik and Amazon's balancers less.
SLOWEST_PROXY_SECONDS = 120
SOCKET, HTTP, APART = "over a socket", "over HTTP", "web and worker apart"


@contextmanager
def sandbox_at(port: int, *, over_http: bool) -> Iterator[Sandbox]:
    url = f"http://127.0.0.1:{port}/slack/events" if over_http else ""
    with running_sandbox(MANIFEST, WORKSPACE, request_url=url, patience=PATIENCE) as sandbox:
        yield sandbox


@contextmanager
def bot_at_work(way: str, database_url: str, folder: Path) -> Iterator[tuple[Sandbox, list[Process], int]]:
    """Start a sandbox and the bot's processes in one of the three ways."""
    port = free_port()
    with ExitStack() as stack:
        sandbox = stack.enter_context(sandbox_at(port, over_http=way != SOCKET))
        settings = settings_for(sandbox, database_url, port, app_token=way == SOCKET)
        words = ["web", "worker"] if way == APART else ["all"]
        started = [stack.enter_context(process(word, settings, folder)) for word in words]
        for one in started:
            one.wait_until_ready()
        yield sandbox, started, port


def wait_for_socket(sandbox: Sandbox) -> None:
    """Wait until the bot has opened its socket again."""
    while not (state := get(sandbox.url, "state"))["apps"][0]["connected"]:
        get(sandbox.url, "changed", user=state["me"]["id"], after=state["cursor"], timeout=10)


def secrets_of(sandbox: Sandbox) -> list[str]:
    return [sandbox.bot_token, sandbox.app_token, sandbox.signing_secret]


@pytest.mark.parametrize(
    ("way", "backend"),
    [(SOCKET, SQLITE), (SOCKET, POSTGRESQL), (HTTP, SQLITE), (APART, POSTGRESQL)],
    indirect=["backend"],
)
def test_the_bot_works_stops_cleanly_and_tells_no_secret(
    way: str, empty_database_url: str, tmp_path: Path
) -> None:
    with bot_at_work(way, empty_database_url, tmp_path) as (sandbox, started, port):
        assert asked(port, "/healthz") == (200, "ok\n")
        status, said = asked(port, "/readyz")
        assert (status, json.loads(said)["ready"]) == (200, True)
        ana = sandbox.person("ana")
        ana.type("/experiment propose Smaller router", channel="reviews")
        ana.fill("Hypothesis", "If it is smaller, then it is faster.")
        submitted = ana.submit()
        assert submitted["ok"], (submitted, sandbox.keeper.traffic())
        ana.sees("EXP-1 · Smaller router", channel="reviews")
        assert "assay_letters_total" in asked(port, "/metrics")[1] or way == APART
        began = time.monotonic()
        statuses = [one.stop() for one in started]
        assert time.monotonic() - began < STOPPED_WITHIN
    assert set(statuses) == {0}
    for one in started:
        assert "Traceback" not in one.log, one.log
        assert not any(secret in one.log for secret in secrets_of(sandbox))


def test_a_worker_needs_no_signing_secret_and_no_app_token(
    slack: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    settings = settings_for(slack, sqlite_url, 0, app_token=True)
    del settings["SLACK_APP_TOKEN"]
    with process("worker", settings, tmp_path) as one:
        one.wait_until_ready()
        assert one.stop() == 0


def test_migrate_makes_the_tables_and_ends_with_the_database_alone(
    empty_database_url: str, tmp_path: Path
) -> None:
    with process("migrate", {"DATABASE_URL": empty_database_url}, tmp_path) as one:
        assert one.ended() == 0
    database = Database(empty_database_url)
    assert migrate.is_current(database)
    database.close()


def test_a_decision_is_there_though_the_process_is_killed_right_after_it(
    database_url: str, tmp_path: Path
) -> None:
    port = free_port()
    database = Database(database_url)
    desk = stories.open_desk(database, stories.WORKSPACE)
    stories.in_review(desk)
    with sandbox_at(port, over_http=True) as sandbox:
        settings = settings_for(sandbox, database_url, port, app_token=False)
        with process("worker", settings, tmp_path) as worker:
            worker.wait_until_ready()
            ben = sandbox.person("ben")
            ben.sees("Review of EXP-1, revision 1", channel="reviews")
            worker.stop()
        with process("web", settings, tmp_path) as web:
            web.wait_until_ready()
            assert ben.click("Approve the technical review of EXP-1", channel="reviews")["ok"]
            web.kill()
        assert [one.kind for one in sheets.sheet(desk, 1).experiment.reviews] == [ReviewKind.TECHNICAL]
        assert "Technical review:* approved" not in all_words(sandbox)
        edits = len(sandbox.keeper.traffic("chat.update"))
        with process("all", settings, tmp_path) as again:
            again.wait_until_ready()
            # The card and the board.
            sandbox.keeper.wait_for_traffic("chat.update", edits + 2)
            ben.sees("Technical review: approved by Ben", channel="reviews")
            assert "Approve the technical review of EXP-1" not in all_words(sandbox)
    database.close()


def test_over_a_socket_too_what_was_acknowledged_is_committed(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    desk = stories.open_desk(database, stories.WORKSPACE)
    stories.proposed(desk)
    with bot_at_work(SOCKET, database_url, tmp_path) as (sandbox, (one,), _):
        sandbox.person("ana").type("/experiment start EXP-1", channel="lab")
        one.kill()
    assert sheets.sheet(desk, 1).experiment.stage is Stage.RUNNING
    database.close()


def test_what_is_too_large_is_refused_in_either_way(sqlite_url: str, tmp_path: Path) -> None:
    body = b"x" * 1_000_001
    with bot_at_work(HTTP, sqlite_url, tmp_path) as (_, (one,), port):
        for headers, sent in (({}, body), ({"Transfer-Encoding": "chunked"}, iter([body]))):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            signed = payloads.signed("0" * 32, body, int(time.time()))
            connection.request(
                "POST", "/slack/events", sent, {**signed, **headers}, encode_chunked=bool(headers)
            )
            assert connection.getresponse().status == 413
            connection.close()
        assert 'assay_requests_total{outcome="oversized"} 2.0' in asked(port, "/metrics")[1]
        assert "Traceback" not in one.log


def test_several_web_processes_and_a_worker_give_right_figures_to_the_operator_alone(
    sqlite_url: str, tmp_path: Path
) -> None:
    port, ops, worker_ops = free_port(), free_port(), free_port()
    with sandbox_at(port, over_http=True) as sandbox:
        settings = settings_for(sandbox, sqlite_url, port, app_token=False)
        more = {"OPS_PORT": str(ops), "WEB_CONCURRENCY": "2"}
        with (
            process("web", settings | more, tmp_path) as web,
            process("worker", settings | {"OPS_PORT": str(worker_ops)}, tmp_path) as worker,
        ):
            worker.wait_until_ready()
            web.wait_for_times("Assay is ready", 2)
            for _ in range(20):
                # Each on a connection of its own, so that both processes get some.
                assert asked(port, "/slack/events", b"x")[0] == 401
            assert {
                figure(asked(ops, "/metrics")[1], 'assay_requests_total{outcome="unsigned"}')
                for _ in range(6)
            } == {20}
            assert asked(port, "/metrics")[0] == 404
            assert asked(ops, "/slack/events", b"x")[0] == 404
            said = asked(worker_ops, "/metrics")[1]
            assert "assay_tick_late_seconds_bucket" in said
            assert figure(said, "assay_database_up") == 1
            assert asked(worker_ops, "/readyz")[0] == 200
            ana = sandbox.person("ana")
            ana.type("/experiment propose Smaller router", channel="reviews")
            assert 'assay_deed_seconds_count{deed="/experiment propose"} 1.0' in asked(ops, "/metrics")[1]
            assert [one.stop() for one in (web, worker)] == [0, 0]
    for line in web.lines:
        assert json.loads(line)["level"], line


def figure(said: str, name: str) -> float:
    """Return one figure."""
    return next(float(line.rpartition(" ")[2]) for line in said.splitlines() if line.startswith(f"{name} "))


def test_a_proxy_closes_an_idle_connection_before_we_do() -> None:
    assert Limits().idle > SLOWEST_PROXY_SECONDS


def test_ctrl_c_stops_as_cleanly(sqlite_url: str, tmp_path: Path) -> None:
    with bot_at_work(SOCKET, sqlite_url, tmp_path) as (_, (one,), _port):
        one.popen.send_signal(signal.SIGINT)
        assert one.ended(STOPPED_WITHIN) == 0
        assert "Traceback" not in one.log


@on_sqlite
def test_a_worker_ends_in_time_though_slack_hangs(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    stories.in_review(stories.open_desk(database, stories.WORKSPACE))
    database.close()
    with sandbox_at(0, over_http=True) as sandbox:
        sandbox.keeper.fault("chat.postMessage", "slow", seconds=60, times=None)
        with process("worker", settings_for(sandbox, database_url, 0, app_token=False), tmp_path) as worker:
            worker.wait_until_ready()
            began = time.monotonic()
            worker.popen.terminate()
            worker.ended()
            assert time.monotonic() - began < END_SECONDS + PATIENCE


def test_a_lost_socket_is_not_ready_until_it_is_there_again(sqlite_url: str, tmp_path: Path) -> None:
    with bot_at_work(SOCKET, sqlite_url, tmp_path) as (sandbox, _, port):
        sandbox.keeper.fault("socket", "disconnect")
        sandbox.keeper.wait_for_traffic("apps.connections.open", 2)
        wait_for_socket(sandbox)
        ana = sandbox.person("ana")
        ana.type("/team list", channel="lab")
        ana.sees("The team:", channel="lab")
        assert asked(port, "/readyz")[0] == 200


# What is wrongly set up


@pytest.fixture
def handlers() -> Iterator[None]:
    """Give the test's process its own signal handlers back."""
    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    yield
    for name, handler in kept.items():
        signal.signal(name, handler)


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    """Yield a sandbox for processes that do not get far."""
    with sandbox_at(0, over_http=False) as running:
        yield running


def said_by(
    word: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """Run a process here until it gives up, and return what it says."""
    for key in ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(key, raising=False)
    for key, value in settings.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(sys, "argv", ["python -m bot", word])
    assert command_line.main() == 1
    return capsys.readouterr().err


WRONG = {
    "no token": ("all", {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN: it is not set."),
    "a token of the wrong kind": (
        "all",
        {"SLACK_BOT_TOKEN": "xapp-secret-1"},
        "SLACK_BOT_TOKEN: a bot token starts",
    ),
    "a token that Slack refuses": (
        "all",
        {"SLACK_BOT_TOKEN": "xoxb-secret-1"},
        "Slack refuses SLACK_BOT_TOKEN (invalid_auth)",
    ),
    "an app token that Slack refuses": (
        "all",
        {"SLACK_APP_TOKEN": "xapp-secret-1"},
        "Slack refuses SLACK_APP_TOKEN (invalid_auth)",
    ),
    "neither socket nor secret": (
        "all",
        {"SLACK_APP_TOKEN": ""},
        "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET",
    ),
    "no secret for HTTP": ("web", {}, "set SLACK_SIGNING_SECRET"),
    "a port that is none": ("all", {"PORT": "http"}, "PORT: Input should be a valid integer"),
    "an address that is none": ("all", {"SLACK_API_URL": "slack.com"}, "SLACK_API_URL: give an address"),
    "another database": (
        "migrate",
        {"DATABASE_URL": "mysql://me:secret-1@host/assay"},
        "DATABASE_URL: write it like",
    ),
    "a database that is away": (
        "worker",
        {"DATABASE_URL": "postgresql://me:secret-1@127.0.0.1:9/assay?connect_timeout=2"},
        "The database of DATABASE_URL cannot be used: connection",
    ),
    "a database that cannot be a file": (
        "migrate",
        {"DATABASE_URL": "sqlite:////dev/null/assay.db"},
        "The database of DATABASE_URL cannot be used",
    ),
    "a file that may only be read": (
        "migrate",
        {"DATABASE_URL": "sqlite:///file:old.db?mode=ro&uri=true"},
        "attempt to write a readonly database. Let the user that runs Assay write to the file",
    ),
    "a folder that cannot be written to": (
        "worker",
        {"DATABASE_URL": "sqlite:////proc/assay.db"},
        "unable to open database file. Let the user that runs Assay write to its folder",
    ),
    "a file that is no database": (
        "worker",
        {"DATABASE_URL": "sqlite:///torn.db"},
        "file is not a database. Move the file away and restore a copy",
    ),
    "a file that is damaged": (
        "worker",
        {"DATABASE_URL": "sqlite:///damaged.db"},
        "database disk image is malformed. Move the file away and restore a copy",
    ),
    "tables of a newer version": (
        "worker",
        {"DATABASE_URL": "sqlite:///newer.db"},
        "The tables of DATABASE_URL are those of a newer version. Run that version",
    ),
    "tables without a version": (
        "migrate",
        {"DATABASE_URL": "sqlite:///strange.db"},
        "has tables, but none that says of which version of Assay they are",
    ),
    "an address that is none of a database": (
        "migrate",
        {"DATABASE_URL": "postgresql://me:secret-1@host:port/assay"},
        "it is no address of a database",
    ),
    "one port for everybody and the operator": (
        "all",
        {"PORT": "3000", "OPS_PORT": "3000"},
        "OPS_PORT is the same as PORT",
    ),
    "two ways into MLflow": (
        "all",
        {"MLFLOW_TRACKING_TOKEN": "secret-1", "MLFLOW_TRACKING_USERNAME": "me"},
        "set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD",
    ),
    "half a way into MLflow": (
        "worker",
        {"MLFLOW_TRACKING_USERNAME": "me"},
        "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD belong together",
    ),
    "a channel's name": (
        "all",
        {"ASSAY_REVIEW_CHANNEL": "#reviews"},
        "ASSAY_REVIEW_CHANNEL: give the channel's id",
    ),
    "names of admins": ("all", {"ASSAY_ADMINS": "ana"}, "ASSAY_ADMINS: ana is no user id"),
}


def make_databases(folder: Path) -> None:
    """Leave databases in a folder with which nothing can be done."""
    (folder / "torn.db").write_bytes(b"what a broken disk gives back" * 300)
    for name, statement in (
        ("newer.db", "CREATE TABLE alembic_version AS SELECT '9999' AS version_num"),
        ("strange.db", "CREATE TABLE experiments (number INTEGER)"),
        ("old.db", "SELECT 1"),
        ("damaged.db", "CREATE TABLE experiments (number INTEGER)"),
    ):
        database = sqlite3.connect(folder / name)
        with database:
            database.execute(statement)
        database.close()
    damaged = folder / "damaged.db"
    damaged.write_bytes(damaged.read_bytes()[:100] + b"\xff" * 3996 + damaged.read_bytes()[4096:])


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrongly_set_up_is_told_in_a_sentence_without_secrets(
    case: str,
    slack: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    word, wrong, sentence = WRONG[case]
    monkeypatch.chdir(tmp_path)
    make_databases(tmp_path)
    right = settings_for(slack, f"sqlite:///{tmp_path / 'assay.db'}", free_port(), app_token=True)
    said = said_by(word, right | wrong, monkeypatch, capsys)
    assert sentence in said
    assert len(said.strip().splitlines()) <= 2
    for told in (said, caplog.text):
        assert "Traceback" not in told
        assert "secret-1" not in told


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize(("word", "app_token"), [("all", True), ("all", False), ("web", False)])
def test_a_taken_port_is_told_in_a_sentence(
    word: str,
    app_token: bool,
    slack: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = settings_for(slack, f"sqlite:///{tmp_path / 'assay.db'}", port, app_token=app_token)
        said = said_by(word, settings, monkeypatch, capsys)
    assert said == f"Port {port} cannot be had (Address already in use). Set PORT to a free one.\n"


@pytest.mark.parametrize("word", ["all", "worker"])
def test_a_start_waits_for_a_slack_that_is_away_and_says_so(
    word: str, slack: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    settings = settings_for(slack, sqlite_url, free_port(), app_token=True)
    with process(word, settings | {"SLACK_API_URL": "http://127.0.0.1:9/api"}, tmp_path) as one:
        one.wait_for("Slack cannot be reached at http://127.0.0.1:9/api/")
        one.wait_for("Trying again every 5 s.")
        assert one.stop() == 0
        assert "Traceback" not in one.log


def test_a_slack_that_stumbles_is_told_apart_from_a_wrong_token(
    slack: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    slack.keeper.fault("auth.test", "status", status=503)
    settings = settings_for(slack, sqlite_url, free_port(), app_token=True)
    with process("worker", settings, tmp_path) as one:
        one.wait_until_ready()
        assert "(status 503)" in one.log


def test_a_process_that_cannot_start_ends_with_status_one(slack: Sandbox, tmp_path: Path) -> None:
    settings = settings_for(slack, f"sqlite:///{tmp_path / 'assay.db'}", free_port(), app_token=True)
    with process("all", settings | {"SLACK_BOT_TOKEN": "xoxb-secret-1"}, tmp_path) as one:
        assert one.ended() == 1
        assert one.log.strip().splitlines()[-1].startswith("Slack refuses SLACK_BOT_TOKEN (invalid_auth).")


def test_an_unknown_process_is_answered_with_the_ones_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["python -m bot", "wroker"])
    with pytest.raises(SystemExit):
        command_line.main()
    assert "worker" in capsys.readouterr().err
