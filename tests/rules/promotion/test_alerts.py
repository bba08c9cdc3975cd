"""Monitoring: every alert is the approved threshold turned round, and is tried in every case it needs."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.experiment import Query, Rollout
from rules.experiments.metrics import Comparison, Metric, read_metric, read_metrics
from rules.promotion.alert_trials import Monitoring, TrialOutcome, gaps, monitoring
from rules.promotion.alerts import Severity, quoted, templated
from rules.promotion.plans import DeploymentPlan, deployment_plan
from tests.rules.cast import EVA
from tests.rules.stages import NOW, approved

NUMBERS = st.decimals(min_value=-10_000, max_value=10_000, places=3)
METRICS = st.builds(
    Metric,
    name=st.text("ab{}$[]\"\\'漢 é1", min_size=1, max_size=12),
    comparison=st.sampled_from(Comparison),
    threshold=NUMBERS,
    unit=st.sampled_from(["", "%", "ms"]),
    guardrail=st.booleans(),
)


def planned(*metrics: Metric) -> DeploymentPlan:
    """Return the plan of an experiment with these metrics, each with an expression."""
    queries = tuple(Query(metric=metric.name, expression="avg(x)") for metric in metrics)
    rollout = Rollout(service="router", rollback_owner=EVA.id, queries=queries)
    return deployment_plan(replace(approved(), metrics=metrics, round=1, rollout=rollout), NOW)


def usual() -> Monitoring:
    """Return the monitoring of two metrics, the second one a guardrail."""
    return monitoring(planned(*read_metrics("accuracy >= 0.92\nguardrail: latency <= 800 ms")), "Eva")


@given(st.lists(METRICS, min_size=1, max_size=4, unique_by=lambda metric: metric.name))
def test_plan_abort_alert_and_tests_hold_the_one_approved_threshold(metrics: list[Metric]) -> None:
    plan = planned(*metrics)
    set_up = monitoring(plan, "Eva")
    for metric, watch, alert in zip(metrics, plan.watches, set_up.alerts, strict=False):
        selector = next(one.selector for one in set_up.recordings if one.labels["metric"] == metric.name)
        assert watch.metric == metric
        assert all(watch.alarm in stage.abort_when for stage in plan.stages)
        side, threshold = alert.expression.removeprefix(selector).split()
        alarm = replace(metric, comparison=Comparison(side), threshold=Decimal(threshold))
        for case in set_up.cases:
            (last,) = [one for one in case.expectations if one.alert == alert.name][-1:]
            value = case.series.get(selector)
            assert bool(last.soundings) is (value is not None and alarm.met_by(value))
            assert value is None or alarm.met_by(value) is not metric.met_by(value)
            assert case.outcome is not TrialOutcome.EDGE or value == metric.threshold


@given(st.lists(METRICS, min_size=1, max_size=20, unique_by=lambda metric: metric.name))
def test_every_alert_has_a_name_of_its_own_in_plain_letters(metrics: list[Metric]) -> None:
    names = [alert.name for alert in monitoring(planned(*metrics), "Eva").alerts]
    assert len(set(names)) == len(metrics) + 1
    assert all(name.isascii() and name.isidentifier() for name in names)


@given(st.lists(METRICS, min_size=1, max_size=4, unique_by=lambda metric: metric.name))
def test_what_is_made_lacks_nothing(metrics: list[Metric]) -> None:
    assert list(gaps(monitoring(planned(*metrics), "Eva"))) == []


@pytest.mark.parametrize(
    ("line", "expression", "at_the_threshold"),
    [
        ("accuracy >= 0.92", "< 0.92", False),
        ("accuracy > 0.92", "<= 0.92", True),
        ("latency <= 800 ms", "> 800", False),
        ("latency < 800 ms", ">= 800", True),
    ],
)
def test_right_at_the_threshold_an_alert_does_what_was_approved(
    line: str, expression: str, at_the_threshold: bool
) -> None:
    set_up = monitoring(planned(read_metric(line)), "Eva")
    edge = next(case for case in set_up.cases if case.outcome is TrialOutcome.EDGE)
    assert set_up.alerts[0].expression.endswith(f"}} {expression}")
    assert bool(edge.expectations[-2].soundings) is at_the_threshold


def test_a_guardrail_is_louder_than_a_goal_and_blindness_as_loud() -> None:
    assert [alert.severity for alert in usual().alerts] == [
        Severity.WARNING,
        Severity.CRITICAL,
        Severity.CRITICAL,
    ]


def test_an_alert_tells_in_words_what_was_approved_and_what_to_do() -> None:
    told = usual().alerts[1].templates
    assert told["summary"] == 'EXP-12: latency is {{ printf "%.6g" $value }} ms; approved is <= 800 ms'
    assert "latency > 800 ms" in told["description"]
    assert told["runbook"].startswith("Rollback owner: Eva. 1. Set the new version's traffic to 0%.")


def test_missing_data_is_one_alert_that_names_each_metric_which_is_away() -> None:
    silent = next(case for case in usual().cases if case.outcome is TrialOutcome.NO_DATA)
    missing = silent.expectations[-1]
    assert [one.labels["metric"] for one in missing.soundings] == ["accuracy", "latency"]
    assert [one for one in silent.expectations[:-1] if one.soundings] == []


def test_braces_that_somebody_typed_are_no_template() -> None:
    assert templated("{{ .Secret }}") == '{{ "{" }}{{ "{" }} .Secret }}'


def test_a_text_is_quoted_so_that_neither_prometheus_nor_grafana_reads_more_in_it() -> None:
    assert quoted('a"b\\c\n${d}[[e]]') == '"a\\"b\\\\c\\n\\x24{d}\\x5b\\x5be]]"'


def without_last_case(set_up: Monitoring) -> Monitoring:
    """Return a monitoring whose alerts are never tried without data."""
    return replace(set_up, cases=set_up.cases[:-1])


def misspelt(set_up: Monitoring) -> Monitoring:
    """Return a monitoring in which an alert bears another name than in its cases."""
    return replace(set_up, alerts=(replace(set_up.alerts[0], name="Typo"), *set_up.alerts[1:]))


def never(set_up: Monitoring, outcome: TrialOutcome) -> Monitoring:
    """Return a monitoring without the cases of an outcome and of the threshold itself."""
    left_out = {outcome, TrialOutcome.EDGE}
    return replace(set_up, cases=tuple(case for case in set_up.cases if case.outcome not in left_out))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (monitoring(planned(), "Eva"), "There is no metric to watch."),
        (without_last_case(usual()), "Exp12AccuracyTooLow has no case without data."),
        (misspelt(usual()), "Exp12AccuracyTooLow is tried but is no alert."),
        (misspelt(usual()), "Typo is never tried."),
        (never(usual(), TrialOutcome.FIRING), "Exp12LatencyTooHigh has no case in which it fires."),
        (replace(usual(), cases=()), "Exp12DataMissing is never tried."),
    ],
)
def test_what_promtool_would_pass_although_it_is_not_there_is_told(broken: Monitoring, why: str) -> None:
    assert why in gaps(broken)


def test_a_metric_without_an_expression_is_told() -> None:
    plan = planned(*read_metrics("accuracy >= 0.92"))
    bare = replace(plan, watches=tuple(replace(watch, query="") for watch in plan.watches))
    assert "accuracy has no PromQL expression." in gaps(monitoring(bare, "Eva"))
