"""Runs of MLflow: which links are taken, and what an experiment takes of a run."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.mlflow_runs import Logged, Run, harvest, names_run, read_run, report
from rules.experiments.metrics import read_metrics
from rules.lifecycle.recording import measure_all
from rules.people.people import Person
from rules.refusals import Refused
from tests.bot.draw import facts
from tests.stories import ANA, NOW

SERVER = "https://mlflow.example"
ID = "0123456789abcdef0123456789abcdef"
RUN = Run(
    ID,
    "gentle-fox-12",
    (Logged("Accuracy", "0.94", NOW - timedelta(hours=1)), Logged("loss", "0.2", NOW)),
)
EXPERIMENT = replace(facts.proposed(), measurements=())


@pytest.mark.parametrize(
    "typed",
    [
        f"{SERVER}/#/experiments/1/runs/{ID}",
        f"{SERVER}/#/experiments/1/runs/{ID}/model-metrics?x=1",
        f"{SERVER}:443/#/experiments/1/runs/{ID}",
        f"HTTPS://MLFLOW.EXAMPLE/#/experiments/1/runs/{ID}",
        f"{SERVER}/prefix/#/experiments/1/runs/{ID}",
        f"<{SERVER}/#/experiments/1/runs/{ID}>",
        f"<{SERVER}/#/experiments/1/runs/{ID}|the run>",
        f"  {ID} ",
    ],
)
def test_of_a_link_to_our_server_the_run_is_taken(typed: str) -> None:
    assert names_run(typed)
    assert read_run(typed, SERVER) == ID


@pytest.mark.parametrize(
    "link",
    [
        f"http://169.254.169.254/#/experiments/1/runs/{ID}",
        f"http://localhost:5001/#/experiments/1/runs/{ID}",
        f"http://mlflow.example/#/experiments/1/runs/{ID}",
        f"https://mlflow.example:8443/#/experiments/1/runs/{ID}",
        f"https://mlflow.example@evil.example/#/experiments/1/runs/{ID}",
        f"https://evil.example@mlflow.example/#/experiments/1/runs/{ID}",
        f"https://mlflow.example.evil.example/#/experiments/1/runs/{ID}",
        f"https://mlflow.example\\@evil.example/#/experiments/1/runs/{ID}",
        f"https://mlflow.example\t.evil.example/#/experiments/1/runs/{ID}",
        f"https://mlflow.example:/#/experiments/1/runs/{ID}",
        f"https://mlflow.example:99999/#/experiments/1/runs/{ID}",
        f"https://[::1]/#/experiments/1/runs/{ID}",
        f"https://[mlflow.example/#/experiments/1/runs/{ID}",
        f"//evil.example/#/experiments/1/runs/{ID}",
        f"ftp://mlflow.example/#/experiments/1/runs/{ID}",
        f"file:///etc/passwd#/experiments/1/runs/{ID}",
        f"https:///#/experiments/1/runs/{ID}",
    ],
)
def test_a_link_to_elsewhere_is_refused(link: str) -> None:
    assert names_run(link)
    with pytest.raises(Refused, match=r"does not lead to the MLflow server of this workspace"):
        read_run(link, SERVER)


@pytest.mark.parametrize(
    "rest", ["", "/", "/#/experiments/1", "/#/experiments/1/runs/", "/#/models/a", "/#/runs/../x"]
)
def test_a_link_that_names_no_run_is_refused_with_what_one_looks_like(rest: str) -> None:
    with pytest.raises(Refused, match="names no run"):
        read_run(SERVER + rest, SERVER)


@given(st.text(max_size=80))
def test_whatever_is_typed_only_a_plain_id_comes_out(typed: str) -> None:
    try:
        found = read_run(f"{SERVER}/#/experiments/1/runs/{typed}", SERVER)
    except Refused:
        return
    assert found.isascii()
    assert set(found) <= set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")


@pytest.mark.parametrize("typed", ["0.93", "accuracy", "800ms", "1e5", ID[:31]])
def test_a_value_is_no_run(typed: str) -> None:
    assert not names_run(typed)


def test_without_a_server_it_says_what_to_set() -> None:
    with pytest.raises(Refused, match="MLFLOW_TRACKING_URI"):
        read_run(f"{SERVER}/#/experiments/1/runs/{ID}", "")


def test_a_run_gives_what_the_experiment_asks_for_and_the_rest_is_named() -> None:
    found = harvest(EXPERIMENT, RUN, NOW)
    assert [(draft.metric, draft.value) for draft in found.drafts] == [("accuracy", "0.94")]
    assert found.lacking == ("latency",)
    assert found.besides == ("loss",)
    said = report(EXPERIMENT, RUN, found)
    assert "MLflow run gentle-fox-12 (01234567): recorded accuracy 0.94 for EXP-12." in said
    assert "EXP-12 also asks for latency" in said


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(minutes=3)])
def test_a_run_that_is_read_twice_gives_nothing_new(ahead: timedelta) -> None:
    """Also where the clock of the machine that trained is a little ahead of ours."""
    run = replace(RUN, logged=(Logged("accuracy", "0.94", NOW + ahead),))
    first = harvest(EXPERIMENT, run, NOW)
    after = measure_all(EXPERIMENT, first.drafts, Person(ANA), NOW)
    again = harvest(after, run, NOW + timedelta(hours=1))
    assert (len(first.drafts), again.drafts, again.known) == (1, (), ("accuracy",))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "nan", "inf", "1e999", "", "None"])
def test_a_value_that_is_no_number_is_told_and_not_taken(value: str) -> None:
    run = replace(RUN, logged=(Logged("accuracy", value, NOW),))
    found = harvest(EXPERIMENT, run, NOW)
    assert found.drafts == ()
    assert found.refused[0].startswith("accuracy: ")


def test_a_value_of_tomorrow_is_told_and_not_taken() -> None:
    run = replace(RUN, logged=(Logged("accuracy", "0.94", NOW + timedelta(days=1)),))
    assert "has not come yet" in harvest(EXPERIMENT, run, NOW).refused[0]


def test_of_two_names_that_read_alike_the_exact_one_counts() -> None:
    run = replace(RUN, logged=(Logged("Accuracy", "0.1", NOW), Logged("accuracy", "0.94", NOW)))
    assert harvest(EXPERIMENT, run, NOW).drafts[0].value == "0.94"


def test_a_value_of_a_metric_whose_name_only_lacks_a_sign_is_not_taken() -> None:
    experiment = replace(EXPERIMENT, metrics=read_metrics("C++ accuracy >= 0.9\nval_loss <= 1"))
    run = replace(RUN, logged=(Logged("C accuracy", "0.94", NOW), Logged("val/loss", "0.5", NOW)))
    found = harvest(experiment, run, NOW)
    assert [draft.metric for draft in found.drafts] == ["val_loss"]
    assert (found.lacking, found.besides) == (("C++ accuracy",), ("C accuracy",))


def test_a_run_without_a_name_is_called_by_its_id() -> None:
    assert replace(RUN, name="\u200b").source == f"MLflow run {ID}"
