"""Who may read the figures, what they say, and what a probe is told: over the door that Slack comes by."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest

from bot.serve import readiness
from bot.serve.readiness import Readiness, ReadinessCheck
from bot.serve.web import REFUSED_BEFORE, create_web
from bot.watch.database_watch import OutboxFigures, count_errors
from flows import outbox
from rules.experiments.letters import CardLetter
from store.database import Database
from store.outbox import put
from tests import stories
from tests.bot import payloads
from tests.bot.window import Window

LOOPBACK = ("127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1")
STRANGERS = ("10.0.0.7", "203.0.113.9", "::ffff:10.0.0.7", "fe80::1%eth0", "", "localhost")
PROXY = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")


def asked(
    web: Any, path: str = "/metrics", port: int = 3000, address: str = "127.0.0.1", **headers: str
) -> int:
    environment = {"REMOTE_ADDR": address, "SERVER_PORT": str(port)}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(web.test_client().get(path, headers=named, environ_overrides=environment).status_code)


@pytest.mark.parametrize("address", LOOPBACK)
def test_without_a_port_of_their_own_the_operator_asks_from_this_machine(address: str) -> None:
    assert asked(create_web(lambda: Readiness(True)), address=address) == 200


@pytest.mark.parametrize("address", STRANGERS)
def test_a_stranger_reads_no_figures_whatever_their_headers_say(address: str) -> None:
    web = create_web(lambda: Readiness(True))
    assert asked(web, address=address) == 404
    assert asked(web, address=address, X_Forwarded_For="127.0.0.1") == 404


@pytest.mark.parametrize("header", PROXY)
def test_who_comes_by_a_proxy_on_this_machine_is_no_operator(header: str) -> None:
    web = create_web(lambda: Readiness(True))
    client = web.test_client()
    assert client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


def test_the_port_of_the_operator_serves_the_operator_alone() -> None:
    web = create_web(lambda: Readiness(True), 9000)
    for address in ("127.0.0.1", "10.0.0.7"):
        assert asked(web, port=9000, address=address) == 200
        assert asked(web, port=3000, address=address) == 404
    assert asked(web, port=3000, X_Forwarded_Port="9000", Host="assay.example:9000") == 404
    assert [asked(web, path, 9000) for path in ("/healthz", "/readyz", "/slack/events", "/api/v1/x")] == [
        *(200, 200, 404, 404)
    ]
    assert asked(web, "/healthz", 3000) == 200


def test_the_figures_tell_how_the_outbox_stands(window: Window) -> None:
    office = window.office
    with window.desk.begin() as session:
        put(session, [CardLetter(experiment=1)], stories.NOW - timedelta(seconds=90))
    outbox.note_tick(window.desk, stories.NOW - timedelta(seconds=20))
    figures = OutboxFigures(office.database, office.clock)
    said = create_web(lambda: Readiness(True), 0, figures).test_client().get("/metrics").text
    for line in (
        "assay_database_up 1.0",
        'assay_outbox_letters{state="waiting"} 1.0',
        'assay_outbox_letters{state="parked"} 0.0',
        "assay_outbox_oldest_due_seconds 90.0",
        "assay_worker_tick_age_seconds 20.0",
    ):
        assert f"\n{line}\n" in said


def test_where_the_database_is_away_the_figures_say_so_and_count_it(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    count_errors(database.engine)
    web = create_web(lambda: Readiness(True), 0, OutboxFigures(database, lambda: stories.NOW))
    said = web.test_client().get("/metrics").text
    assert "\nassay_database_up 0.0\n" in said
    again = web.test_client().get("/metrics").text
    counted = [line for line in again.splitlines() if line.startswith("assay_database_errors_total{")]
    assert sum(float(line.split()[-1]) for line in counted) >= 1
    database.close()


# What a probe is told


def told(ready: ReadinessCheck) -> tuple[int, dict[str, Any]]:
    answer = create_web(ready).test_client().get("/readyz")
    assert answer.json is not None
    return answer.status_code, answer.json


def test_a_probe_is_told_of_database_slack_letters_and_worker(window: Window) -> None:
    ready = ReadinessCheck(window.office, keep_seconds=0)
    status, said = told(ready)
    assert (status, said["ready"], said["database"], said["slack"]) == (200, True, {"ok": True}, {"ok": True})
    assert said["letters"] == {"waiting": 0, "set_aside": 0, "oldest_due_seconds": 0}
    assert said["worker"] == {"ok": False, "problem": "none has ticked yet"}
    outbox.note_tick(window.desk, stories.NOW - timedelta(seconds=5))
    worker = told(ready)[1]["worker"]
    assert (worker["ok"], worker["seconds"], worker["ticked_at"][-1]) == (True, 5, "Z")
    outbox.note_tick(window.desk, stories.NOW - timedelta(minutes=10))
    status, said = told(ready)
    assert (status, said["worker"]["problem"]) == (200, "it is silent")


def test_a_worker_that_is_silent_is_not_ready(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.note_tick(window.desk, stories.NOW - timedelta(minutes=10))
    ready = ReadinessCheck(window.office, has_worker=True, keep_seconds=0)
    assert told(ready)[0] == 200
    monkeypatch.setattr(readiness, "SILENT_SECONDS", 0.0)
    assert told(ready)[0] == 503


def test_a_token_that_slack_does_not_take_is_not_ready(window: Window) -> None:
    watch = window.office.watch
    watch.went_well()
    watch.was_turned_away("chat.postMessage", "token_revoked")
    status, said = told(ReadinessCheck(window.office))
    assert (status, said["slack"]["problem"]) == (503, "it does not take the token (token_revoked)")
    watch.went_well()
    watch.went_away("chat.postMessage", None)
    status, said = told(ReadinessCheck(window.office))
    assert (status, said["slack"]["away"]) == (200, True)


def test_a_lost_socket_is_not_ready(window: Window) -> None:
    status, said = told(ReadinessCheck(window.office, is_connected=lambda: False))
    assert (status, said["socket"]) == (503, {"ok": False, "problem": "it is not connected"})


def test_while_the_database_hangs_who_asks_is_told_so_in_time(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, goes_on = ReadinessCheck(window.office, keep_seconds=0), threading.Event()
    assert ready().is_ready
    ready.question.seconds = 0.05
    monkeypatch.setattr(ready, "is_connected", lambda: goes_on.wait(60))
    assert [ready().is_ready, ready().is_ready] == [False, False]
    goes_on.set()
    ready.question.seconds = 60
    assert ready().is_ready


# Wrong signatures


def test_requests_with_a_wrong_signature_are_logged_once_and_counted(
    window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    REFUSED_BEFORE.known.clear()
    before = window.counted("forged"), window.counted("unsigned")
    for _ in range(3):
        window.post(b"x", {"X-Slack-Signature": "v0=secret", "X-Slack-Request-Timestamp": "1"})
        window.post(b"x")
    assert (window.counted("forged"), window.counted("unsigned")) == (before[0] + 3, before[1] + 3)
    said = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert [one.getMessage().partition(":")[0] for one in said] == [
        "a request was refused because it was forged",
        "a request was refused because it was unsigned",
    ]


def test_what_slack_said_is_counted_by_how_it_ended_and_by_its_deed(window: Window) -> None:
    window.say(payloads.command("/experiment", "help"))
    window.say(payloads.command("/experiment", "start EXP-404"))
    window.say(payloads.command("/experiment", "sing"))
    said = window.client.get("/metrics").text
    for line in ('assay_acks_total{outcome="done"}', 'assay_acks_total{outcome="rule"}'):
        assert line in said
    assert 'assay_deed_seconds_count{deed="/experiment start"}' in said
    assert "sing" not in said
