"""The deployment plan: its stages, its abort criteria out of the approved thresholds, its way back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.experiment import ApprovalKind, Experiment, Query, Rollout, Stage
from rules.experiments.metrics import Comparison, Metric, read_metric, read_metrics, stated_metric
from rules.lifecycle import revisions
from rules.promotion.plans import alarm_words, as_worded, deployment_plan, watches
from tests.rules.cast import ANA, EVA, FELIX, GRETA
from tests.rules.stages import NOW, allowed, approved, at, promoting, proposed

QUERIES = (
    Query(metric="accuracy", expression="avg(right)"),
    Query(metric="latency", expression="max(ms)"),
)
ROLLOUT = Rollout(
    service="router", traffic_steps=(10, 50, 100), bake_hours=12, rollback_owner=EVA.id, queries=QUERIES
)
NUMBERS = st.decimals(min_value=-10_000, max_value=10_000, places=3)


def launched(rollout: Rollout = ROLLOUT) -> Experiment:
    """Return an experiment that went to production with a rollout."""
    return allowed(revisions.promote(approved(), rollout, ANA, NOW), *ApprovalKind)


@given(st.sampled_from(Comparison), NUMBERS, NUMBERS, st.sampled_from(["", "%", "ms"]))
def test_a_rollout_aborts_exactly_when_the_approved_threshold_is_not_met(
    comparison: Comparison, threshold: Decimal, value: Decimal, unit: str
) -> None:
    metric = Metric(name="latency", comparison=comparison, threshold=threshold, unit=unit)
    abort = stated_metric(alarm_words(metric))
    assert metric.met_by(value) != abort.met_by(value)


def test_every_stage_aborts_on_every_metric_guardrails_included() -> None:
    plan = deployment_plan(launched(), NOW)
    assert {stage.abort_when for stage in plan.stages} == {("accuracy < 0.92", "latency > 800 ms")}


def test_every_metric_is_watched_with_what_was_approved_and_what_alarms() -> None:
    watches = deployment_plan(launched(), NOW).watches
    assert [(one.metric, one.alarm, one.alert) for one in watches] == [
        (read_metric("accuracy >= 0.92 (now 0.88)"), "accuracy < 0.92", "Exp12AccuracyTooLow"),
        (read_metric("guardrail: latency <= 800 ms"), "latency > 800 ms", "Exp12LatencyTooHigh"),
    ]


def test_a_metric_without_its_expression_is_named_as_unwatched_and_still_stops_the_rollout() -> None:
    plan = deployment_plan(launched(replace(ROLLOUT, queries=QUERIES[1:])), NOW)
    assert [watch.alert for watch in plan.watches] == ["Exp12LatencyTooHigh"]
    assert [metric.name for metric in plan.unwatched] == ["accuracy"]
    assert plan.stages[0].abort_when == ("accuracy < 0.92", "latency > 800 ms")


def names_of_alerts(number: int, metrics: str) -> list[str]:
    """Return the names of the alerts of an experiment with these metrics."""
    stated = read_metrics(metrics)
    known = tuple(Query(metric=metric.name, expression="up") for metric in stated)
    rollout = replace(ROLLOUT, queries=known)
    one = replace(launched(), number=number, metrics=stated, rollout=rollout)
    return [watch.alert for watch in watches(one)]


def test_metrics_whose_names_differ_in_signs_alone_have_an_alert_each() -> None:
    names = names_of_alerts(
        12, "C accuracy >= 0.9\nC++ accuracy >= 0.9\nC# accuracy >= 0.9\n漢字 >= 1\n漢 >= 1"
    )
    assert len(set(names)) == 5


def test_the_alert_of_a_metric_that_begins_with_a_digit_is_not_that_of_another_experiment() -> None:
    assert names_of_alerts(1, "5 accuracy >= 1") != names_of_alerts(15, "accuracy >= 1")


def test_traffic_rises_and_bakes_as_was_asked_for() -> None:
    stages = deployment_plan(launched(), NOW).stages
    assert [(stage.percent, stage.bake_hours) for stage in stages] == [(10, 12), (50, 12), (100, 12)]


def test_the_first_stage_is_entered_on_the_approvals_and_each_later_one_on_the_thresholds() -> None:
    first, *later = deployment_plan(launched(), NOW).stages
    assert first.enter_when == ("the promotion is approved by all three roles",)
    held = ("accuracy stayed >= 0.92", "latency stayed <= 800 ms")
    assert [stage.enter_when for stage in later] == [held, held]


def test_the_review_after_launch_is_two_weeks_after_the_last_stage_has_baked() -> None:
    assert deployment_plan(launched(), NOW).post_launch_review == date(2026, 3, 17)


def test_missing_data_alarms_too() -> None:
    assert "reports nothing" in deployment_plan(launched(), NOW).missing_data_alarm


def test_the_approvals_of_the_plan_are_the_three_that_opened_the_gate() -> None:
    approvals = deployment_plan(launched(), NOW).approvals
    assert approvals == (("technical lead", EVA.id), ("product owner", FELIX.id), ("security", GRETA.id))


def test_an_approval_that_lost_its_force_is_not_in_the_plan() -> None:
    half = allowed(promoting(), ApprovalKind.SECURITY)
    assert deployment_plan(replace(half, owner=GRETA.id), NOW).approvals == ()


def test_the_way_back_names_its_owner_and_the_plan_that_was_submitted() -> None:
    plan = deployment_plan(launched(), NOW)
    assert plan.rollback_owner == EVA.id
    assert any("https://lab.example/rollback_plan" in step for step in plan.rollback_steps)
    assert "/experiment rollback EXP-12" in plan.rollback_steps[-1]


def test_a_service_that_nobody_named_is_not_invented() -> None:
    plan = deployment_plan(launched(replace(ROLLOUT, service="")), NOW)
    assert plan.service == "not stated when the promotion was asked for"


def test_a_rollback_plan_that_is_not_there_is_not_invented() -> None:
    steps = deployment_plan(proposed(), NOW).rollback_steps
    assert any(step.endswith("not stated when the promotion was asked for") for step in steps)


def test_a_plan_stands_for_the_revision_that_was_approved() -> None:
    plan = deployment_plan(at(Stage.IN_PRODUCTION), NOW)
    assert (plan.experiment, plan.revision, plan.made_at) == ("EXP-12", 1, NOW)


def test_a_plan_is_known_again_as_each_version_worded_it_and_in_no_other_words() -> None:
    plan = deployment_plan(launched(), NOW)
    *steps, _ = plan.rollback_steps
    before = replace(plan, rollback_steps=(*steps, "Record it: /experiment rollback EXP-12"))
    assert as_worded(plan) == (plan, before)
    assert replace(plan, rollback_steps=(*steps, "Tell nobody.")) not in as_worded(plan)
