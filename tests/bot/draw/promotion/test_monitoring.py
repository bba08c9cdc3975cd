"""The monitoring as files: read back, compared with the plan, and its drawings within limits."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from bot.draw.promotion.attachments import about_files, files, without_files
from bot.draw.promotion.dashboard_file import dashboard_file
from bot.draw.promotion.monitoring_files import cases_file, rules_file
from bot.draw.promotion.plan_message import plan_document, plan_message
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.metrics import Comparison
from rules.experiments.sheets import ExperimentSheet
from rules.promotion.alert_trials import Trial, monitoring
from rules.promotion.plans import DeploymentPlan, deployment_plan
from tests.bot.draw import hostile
from tests.bot.draw.facts import TEAM, in_production, sheet
from tests.bot.draw.judges import problems, words
from tests.stories import NOW

SOUND, UNTRIED = Trial(has_run=True), Trial(has_run=False)
FAILED = Trial(has_run=True, faults=("latency: Prometheus does not understand this: <!channel>.",))


def planned(**changes: Any) -> DeploymentPlan:
    """Return the plan of EXP-12."""
    return deployment_plan(in_production(**changes), NOW)


def attached(trial: Trial) -> list[str]:
    """Return the names of the files that are attached."""
    return [one["filename"] for one in files(planned(), monitoring(planned(), "Ana"), trial, TEAM)]


def rules_of(plan: DeploymentPlan) -> list[dict[str, Any]]:
    """Return the rules as Prometheus reads them."""
    (group,) = yaml.safe_load(rules_file(monitoring(plan, "Ana")))["groups"]
    return list(group["rules"])


def panels_of(plan: DeploymentPlan) -> list[dict[str, Any]]:
    """Return the panels as Grafana reads them."""
    return list(json.loads(dashboard_file(plan)).get("panels", []))


def test_there_is_a_rule_for_each_metric_then_an_alert_for_each_and_one_for_missing_data() -> None:
    assert [one.get("record") or one["alert"] for one in rules_of(planned())] == [
        "assay:experiment_metric",
        "assay:experiment_metric",
        "Exp12AccuracyTooLow",
        "Exp12LatencyTooHigh",
        "Exp12DataMissing",
    ]


def test_the_files_begin_with_the_unit_in_which_each_expression_returns_its_metric() -> None:
    assert "# - latency: in ms\n" in rules_file(monitoring(planned(), "Ana"))


def test_an_expression_of_several_lines_stays_readable() -> None:
    assert "          (\n          max(ranker_ms)\n          ) >= -Inf\n" in rules_file(
        monitoring(planned(), "A")
    )


def test_the_tests_name_the_file_of_the_rules_that_is_attached_beside_them() -> None:
    assert yaml.safe_load(cases_file(monitoring(planned(), "Ana")))["rule_files"] == [attached(SOUND)[1]]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile.experiments())
def test_rules_plan_and_dashboard_hold_the_one_threshold_whatever_was_typed(experiment: Experiment) -> None:
    plan = deployment_plan(experiment, NOW)
    alerts = {one["alert"]: one for one in rules_of(plan) if "alert" in one}
    missing = {plan.missing_data_alert} if plan.watches else set()
    assert set(alerts) == {watch.alert for watch in plan.watches} | missing
    for watch, panel in zip(plan.watches, panels_of(plan), strict=True):
        side, threshold = alerts[watch.alert]["expr"].split()[-2:]
        assert Comparison(side).opposite is watch.metric.comparison
        assert Decimal(threshold) == watch.metric.threshold
        assert panel["fieldConfig"]["defaults"]["thresholds"]["steps"][1]["value"] == float(threshold)
        assert alerts[watch.alert]["expr"].startswith(panel["targets"][0]["expr"])
        assert watch.metric.target in panel["description"]


def test_a_panel_is_red_on_the_wrong_side_and_tells_the_baseline() -> None:
    accuracy, latency = panels_of(planned())
    assert [step["color"] for step in accuracy["fieldConfig"]["defaults"]["thresholds"]["steps"]] == [
        "red",
        "green",
    ]
    assert [step["color"] for step in latency["fieldConfig"]["defaults"]["thresholds"]["steps"]] == [
        "green",
        "red",
    ]
    assert accuracy["description"] == (
        "Approved: >= 0.92. Before: 0.88. Exp12AccuracyTooLow sounds when accuracy < 0.92."
    )
    assert latency["fieldConfig"]["defaults"]["unit"] == "ms"


def test_a_dashboard_asks_for_its_prometheus() -> None:
    board = json.loads(dashboard_file(planned()))
    (variable,) = board["templating"]["list"]
    assert (variable["type"], variable["query"]) == ("datasource", "prometheus")
    assert {panel["datasource"]["uid"] for panel in board["panels"]} == {f"${{{variable['name']}}}"}


def test_the_plan_and_its_monitoring_are_attached_in_one_go() -> None:
    assert attached(SOUND) == [
        "EXP-12-revision-1-deployment-plan.md",
        "EXP-12-revision-1.rules.yml",
        "EXP-12-revision-1.tests.yml",
        "EXP-12-revision-1.dashboard.json",
    ]


def test_alerts_that_failed_are_not_attached_and_the_thread_says_which_why_and_what_to_do() -> None:
    said = about_files(planned(), FAILED)
    assert attached(FAILED) == ["EXP-12-revision-1-deployment-plan.md"]
    assert "• latency: Prometheus does not understand this: &lt;!channel&gt;." in said
    assert "Next: roll back with `/experiment rollback EXP-12`" in said


@pytest.mark.parametrize(("trial", "words"), [(SOUND, "was run by promtool"), (UNTRIED, "Not checked")])
def test_thread_and_plan_say_whether_the_alerts_were_run(trial: Trial, words: str) -> None:
    plan_file = next(files(planned(), monitoring(planned(), "Ana"), trial, TEAM))
    assert words in about_files(planned(), trial)
    assert words in plan_file["content"]


def test_one_expression_or_several_are_to_be_looked_at() -> None:
    one = replace(planned(), watches=planned().watches[:1])
    assert "Your expression was checked for syntax only" in about_files(one, SOUND)
    several = replace(one, watches=one.watches * 2)
    assert "Your expressions were checked for syntax only" in about_files(several, SOUND)


@pytest.mark.parametrize("sign", ["<", "&", "漢"])
def test_the_longest_plan_with_the_longest_words_about_its_files_fits(sign: str) -> None:
    sheet: ExperimentSheet = hostile.worst_sheet(Stage.IN_PRODUCTION, sign)
    trial = replace(FAILED, faults=(sign * 1000,) * 40)
    plan = deployment_plan(sheet.experiment, NOW)
    for said in (about_files(plan, trial), without_files(plan, sign * 200)):
        assert problems(plan_message(sheet, plan, said)) == []


def test_a_metric_without_its_expression_has_no_alert_and_the_plan_says_so() -> None:
    rollout = in_production().rollout
    plan = planned(rollout=replace(rollout, queries=rollout.queries[:1]))
    assert [one["alert"] for one in rules_of(plan) if "alert" in one] == [
        "Exp12AccuracyTooLow",
        "Exp12DataMissing",
    ]
    assert "• latency &gt; 800 ms · no alert: no PromQL was given" in words(
        plan_message(sheet(in_production()), plan, "Tried.")
    )
    assert (
        "| latency | \\<= 800 ms | latency \\> 800 ms | yes | no alert: no PromQL was given |"
        in plan_document(plan, TEAM, "")
    )


def test_a_plan_without_any_expression_comes_without_monitoring() -> None:
    plan = planned(rollout=replace(in_production().rollout, queries=()))
    set_up = monitoring(plan, "Ana")
    (only,) = files(plan, set_up, UNTRIED, TEAM)
    assert only["filename"] == "EXP-12-revision-1-deployment-plan.md"
    assert (set_up.alerts, set_up.recordings) == ((), ())
    assert "no alert is made and nothing watches the rollout by itself" in about_files(plan, UNTRIED)
    assert "Exp12DataMissing" not in only["content"]
