"""Runs of a real MLflow tracking server, read by their link; and every way in which that can go wrong."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, Response, redirect, request

from bot.commands import doctor_command
from bot.outside.mlflow import LARGEST_ANSWER, Tracking, UnreadableRun, read_run
from flows.experiments import sheets
from rules.experiments.experiment import Experiment
from store.database import Database
from store.tables import LetterState
from tests import stories
from tests.backends import on_sqlite
from tests.bot.lab import SOCKET, Lab, open_lab, serving
from tests.bot.outside.tracking import Mlflow, running_mlflow
from tests.stories import NOW

pytestmark = pytest.mark.xdist_group("mlflow")
AN_HOUR_AGO = NOW - timedelta(hours=1)
ID = "0" * 32
NOWHERE = "http://127.0.0.1:9"
OPEN_LAB = Callable[[str], Lab]


@pytest.fixture(scope="session")
def mlflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mlflow]:
    """Yield a tracking server."""
    with running_mlflow(tmp_path_factory.mktemp("mlflow")) as server:
        yield server


@pytest.fixture
def mlflow_lab(team_database: Database, mlflow: Mlflow) -> Iterator[Lab]:
    """Yield a lab whose bot reads runs from the server, with EXP-1 running."""
    with lab_reading(team_database, mlflow.url) as opened:
        yield opened


@contextmanager
def lab_reading(database: Database, url: str) -> Iterator[Lab]:
    """Open a lab with EXP-1 running, whose bot reads runs from an address, or from nowhere."""
    with open_lab(database, SOCKET, tracking=Tracking(url) if url else None) as lab:
        stories.running(lab.desk)
        yield lab


def experiment(lab: Lab) -> Experiment:
    return sheets.sheet(lab.desk, 1).experiment


def values(lab: Lab) -> list[tuple[str, str]]:
    return [(one.metric, str(one.value)) for one in experiment(lab).measurements]


def asked(lab: Lab, run: str) -> None:
    """Let Ana ask for a run by the command, and the worker read it."""
    lab.person("ana").type(f"/experiment metric EXP-1 {run}", channel="lab")
    lab.deliver()


def test_a_run_is_read_by_its_link_and_recorded(mlflow_lab: Lab, mlflow: Mlflow) -> None:
    run = mlflow.run("gentle-fox", AN_HOUR_AGO, Accuracy=0.93, latency=612.5, loss=0.2)
    asked(mlflow_lab, mlflow.link(run))
    mlflow_lab.person("ana").sees("recorded accuracy 0.93 and latency 612.5 for EXP-1", channel="lab")
    mlflow_lab.person("ana").sees("The run has besides: loss", channel="lab")
    assert values(mlflow_lab) == [("accuracy", "0.93"), ("latency", "612.5")]
    latest = experiment(mlflow_lab).measurements[-1]
    assert (latest.by, latest.at) == (stories.ANA, AN_HOUR_AGO)
    assert latest.source == f"MLflow run gentle-fox ({run[:8]})"
    mlflow_lab.person("ben").sees("612.5 ms", channel="reviews")


@on_sqlite
def test_a_run_is_read_by_its_id_and_in_the_form(mlflow_lab: Lab, mlflow: Mlflow) -> None:
    asked(mlflow_lab, mlflow.run("by id", AN_HOUR_AGO, accuracy=0.93))
    ana = mlflow_lab.person("ana")
    ana.type("/experiment metric EXP-1", channel="lab")
    ana.fill("MLflow run", f"<{mlflow.link(mlflow.run('by form', AN_HOUR_AGO, latency=500))}|a run>")
    assert ana.submit()["ok"]
    mlflow_lab.deliver()
    assert values(mlflow_lab) == [("accuracy", "0.93"), ("latency", "500.0")]


def test_the_doctor_finds_it_well(mlflow: Mlflow) -> None:
    assert doctor_command.mlflow(Tracking(mlflow.url)).health is doctor_command.Health.OK


@on_sqlite
def test_an_empty_form_asks_for_a_value_or_a_run(mlflow_lab: Lab) -> None:
    ana = mlflow_lab.person("ana")
    ana.type("/experiment metric EXP-1", channel="lab")
    assert "Give a value, or the run that has it." in str(ana.submit())
    assert values(mlflow_lab) == []


@on_sqlite
def test_what_a_run_lacks_is_named(mlflow_lab: Lab, mlflow: Mlflow) -> None:
    asked(mlflow_lab, mlflow.link(mlflow.run("half", AN_HOUR_AGO, accuracy=0.93)))
    mlflow_lab.person("ana").sees("EXP-1 also asks for latency, of which the run has no value", channel="lab")


def test_a_run_that_is_read_twice_is_recorded_once(mlflow_lab: Lab, mlflow: Mlflow) -> None:
    link = mlflow.link(mlflow.run("twice", AN_HOUR_AGO, accuracy=0.93))
    for _ in range(2):
        asked(mlflow_lab, link)
    mlflow_lab.person("ana").sees("Known already: accuracy", channel="lab")
    assert values(mlflow_lab) == [("accuracy", "0.93")]


@on_sqlite
def test_what_a_run_logs_later_is_read_as_a_new_value(mlflow_lab: Lab, mlflow: Mlflow) -> None:
    run = mlflow.run("goes on", AN_HOUR_AGO, accuracy=0.90)
    asked(mlflow_lab, mlflow.link(run))
    mlflow.log(run, "accuracy", 0.95, NOW)
    asked(mlflow_lab, mlflow.link(run))
    assert values(mlflow_lab) == [("accuracy", "0.9"), ("accuracy", "0.95")]


@on_sqlite
def test_a_value_that_is_no_number_is_told_and_the_others_are_recorded(
    mlflow_lab: Lab, mlflow: Mlflow
) -> None:
    run = mlflow.run("diverged", AN_HOUR_AGO, latency=500)
    mlflow.ask(
        "runs/log-metric", {"run_id": run, "key": "accuracy", "value": "NaN", "timestamp": 1772440200000}
    )
    asked(mlflow_lab, mlflow.link(run))
    mlflow_lab.person("ana").sees("accuracy: “NaN” is not a number", channel="lab")
    assert values(mlflow_lab) == [("latency", "500.0")]


@on_sqlite
def test_a_run_that_does_not_exist_is_told(mlflow_lab: Lab, mlflow: Mlflow) -> None:
    asked(mlflow_lab, mlflow.link(ID))
    mlflow_lab.person("ana").sees("has no such run", channel="lab")
    assert values(mlflow_lab) == []


@on_sqlite
def test_a_link_to_elsewhere_is_refused_and_nothing_leaves(team_database: Database, mlflow: Mlflow) -> None:
    """The server next door would answer, and counts whoever comes."""
    came: list[str] = []
    with (
        serving(answering(lambda: came.append(request.path) or "{}")) as elsewhere,
        lab_reading(team_database, mlflow.url) as lab,
    ):
        port = mlflow.url.rpartition(":")[2]
        for link in (
            elsewhere,
            f"http://localhost:{port}",
            f"http://127.0.0.1:{port}@{elsewhere.removeprefix('http://')}",
            f"{elsewhere}\\@127.0.0.1:{port}",
            f"//{elsewhere.removeprefix('http://')}",
            "http://169.254.169.254",
        ):
            asked(lab, f"{link}/#/experiments/0/runs/{ID}")
            lab.person("ana").sees("does not lead to the MLflow server", channel="lab")
        assert came == []
        assert not [letter for letter in lab.letters() if letter.kind == "read_run"]


@on_sqlite
def test_a_link_to_elsewhere_is_refused_beside_its_field(mlflow_lab: Lab) -> None:
    ana = mlflow_lab.person("ana")
    ana.type("/experiment metric EXP-1", channel="lab")
    ana.fill("MLflow run", f"http://169.254.169.254/#/experiments/0/runs/{ID}")
    assert "does not lead to" in ana.submit()["errors"]["run"]
    ana.fill("accuracy >= 0.92", "0.93")
    assert "either values or a run" in ana.submit()["errors"]["run"]
    assert values(mlflow_lab) == []


@on_sqlite
def test_without_a_server_the_answer_says_what_to_set(team_database: Database) -> None:
    with lab_reading(team_database, "") as lab:
        asked(lab, f"http://mlflow.example/#/experiments/0/runs/{ID}")
        lab.person("ana").sees("MLFLOW_TRACKING_URI", channel="lab")


@on_sqlite
def test_a_server_that_is_down_is_asked_a_few_times_and_then_told_of(team_database: Database) -> None:
    with lab_reading(team_database, NOWHERE) as lab:
        asked(lab, ID)
        assert [one.kind for one in lab.letters(LetterState.WAITING)] == ["read_run"]
        for _ in range(3):
            lab.hands.move(minutes=1)
            lab.deliver()
        lab.person("ana").sees("127.0.0.1:9 did not answer, 4 times in a row", channel="lab")
        assert lab.letters(LetterState.WAITING) == []


@on_sqlite
def test_a_server_that_comes_back_is_read_after_all(team_database: Database) -> None:
    answers = iter([Response("starting", 503), the_run(accuracy=0.93)])
    with serving(answering(lambda: next(answers))) as url, lab_reading(team_database, url) as lab:
        asked(lab, ID)
        lab.hands.move(minutes=1)
        lab.deliver()
        assert values(lab) == [("accuracy", "0.93")]


def answering(answer: Callable[[], Any]) -> Flask:
    """Return a server that gives one answer to whatever is asked."""
    web = Flask("none of MLflow's")
    web.add_url_rule("/<path:_path>", "answer", lambda _path: answer())
    return web


def the_run(**metrics: float) -> Response:
    """Return a run as MLflow answers it."""
    logged = [
        {"key": key, "value": value, "timestamp": 1772440200000, "step": 0} for key, value in metrics.items()
    ]
    run = {"info": {"run_id": ID, "run_name": "fox"}, "data": {"metrics": logged}}
    return Response(json.dumps({"run": run}), mimetype="application/json")


UNREADABLE: dict[str, tuple[Callable[[], Any], str]] = {
    "refuses us": (lambda: Response("", 401), "MLFLOW_TRACKING_TOKEN"),
    "forbids it": (lambda: Response("", 403), "MLFLOW_TRACKING_TOKEN"),
    "knows no such run": (lambda: Response("", 404), "no such run"),
    "does not understand": (lambda: Response("", 400), "status 400"),
    "answers with a page": (lambda: "<html>Welcome</html>", "does not answer as an MLflow server does"),
    "answers with a list": (lambda: Response("[]"), "does not answer as an MLflow server does"),
    "answers with nothing in it": (lambda: Response("{}"), "does not answer as an MLflow server does"),
    "answers with brackets": (lambda: Response("[" * 100_000), "does not answer as an MLflow server does"),
    "answers too much": (lambda: Response("x" * (LARGEST_ANSWER + 1)), "larger than Assay reads"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_it_is_told_in_a_sentence_when_the_server(case: str) -> None:
    answer, sentence = UNREADABLE[case]
    with serving(answering(answer)) as url, pytest.raises(UnreadableRun, match=sentence):
        read_run(Tracking(url), ID)


def test_no_redirect_is_followed() -> None:
    came: list[str] = []
    with (
        serving(answering(lambda: came.append(request.path) or "{}")) as elsewhere,
        serving(answering(lambda: redirect(f"{elsewhere}/taken"))) as url,
        pytest.raises(UnreadableRun, match="follows nobody"),
    ):
        read_run(Tracking(url), ID)
    assert came == []


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, NOWHERE)
    with serving(answering(lambda: the_run(accuracy=0.93))) as url:
        assert read_run(Tracking(url), ID).logged[0].value == "0.93"


@pytest.mark.parametrize(
    ("signed_in", "shown"),
    [
        ({"token": "t0ken"}, "Bearer t0ken"),
        ({"username": "ana", "password": "secret"}, "Basic YW5hOnNlY3JldA=="),
        ({}, None),
    ],
)
def test_it_signs_in_as_the_settings_say(signed_in: dict[str, str], shown: str | None) -> None:
    seen: list[str | None] = []

    def answer() -> Response:
        seen.append(request.headers.get("Authorization"))
        return the_run(accuracy=0.93)

    with serving(answering(answer)) as url:
        read_run(Tracking(url, **signed_in), ID)
    assert seen == [shown]


def test_what_opens_the_server_never_shows() -> None:
    shown = repr(Tracking("https://mlflow.example", "t0ken", "ana", "secret"))
    assert "t0ken" not in shown
    assert "secret" not in shown
