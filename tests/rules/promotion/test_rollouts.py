"""The expressions that a promotion asks for: what is refused without Prometheus, and what was typed last time."""

from dataclasses import replace

import pytest

from rules.experiments.experiment import Experiment, Query, Rollout, Stage
from rules.experiments.metrics import read_metric, read_metrics
from rules.lifecycle import revisions
from rules.lifecycle.board import settle
from rules.lifecycle.steps import BY_STEP, Step
from rules.promotion.rollouts import RolloutDraft, query_field, read_query, read_rollout, suggested
from tests.rules.cast import ANA, EVA
from tests.rules.refusal import refusal_of
from tests.rules.stages import NOW, approved

ACCURACY = read_metric("accuracy >= 0.92")
DRAFT = RolloutDraft(service="router", traffic_steps="100", bake_hours="1", rollback_owner=EVA.id)


@pytest.mark.parametrize(
    "typed",
    [
        "up",
        'sum(rate(errors_total{job=~"a|b[(]c", path!="]"}[5m])) by (le)',
        "a / on (x) group_left () b  # a ) comment\n + 1",
        "label_replace(up, 'a', `raw \\ ( text\nof two lines`, \"b\\\"\", '.*')",
    ],
)
def test_an_expression_is_kept_as_it_was_typed(typed: str) -> None:
    assert read_query(f"  {typed}\n") == typed


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("x" * 2001, "At most 2,000 characters; this has 2,001."),
        ("sum(up", "“)” is missing."),
        ("sum(up))", "“)” closes what was not opened."),
        ("rate(up)", "rate(…) needs a range of time"),
        ('up{job="\\', "A text in quotes must end on its own line"),
    ],
)
def test_an_expression_that_cannot_be_one_is_refused_in_a_sentence(typed: str, why: str) -> None:
    assert str(refusal_of(lambda: read_query(typed))).startswith(why)


def test_what_prometheus_says_of_an_expression_refuses_it() -> None:
    assert str(refusal_of(lambda: read_query("absent(up)", "It is never silent."))) == "It is never silent."


@pytest.mark.parametrize(
    ("typed", "sign"),
    [
        ("avg(intent_accuracy) > 0.95", ">"),
        ("(avg(intent_accuracy) > 0.95)", ">"),
        ("((a) <= 1)", "<="),
        ("(a > 0.95) * 100", ">"),
        ("b * on (x) (a == 1)", "=="),
        ("a / b != 0", "!="),
        ("a / (b > 0) > 0.95", ">"),
        ('a{job="x"} # why\n>= 0.5', ">="),
        ("avg by (job) (a) < 2", "<"),
        ("a and b", "and"),
        ("a # c\nunless b", "unless"),
        ("sum(a) AND on () sum(b)", "and"),
        ("a or b > 1", ">"),
    ],
)
def test_an_expression_that_leaves_out_what_should_alarm_is_refused_with_the_cure(
    typed: str, sign: str
) -> None:
    said = str(refusal_of(lambda: read_query(typed)))
    assert said.startswith(f"“{sign}” here leaves values out")
    assert "Leave" in said


@pytest.mark.parametrize(
    "typed",
    [
        "a > bool 0.95",
        "sum(a > bool 0.95) / count(a)",
        "sum by (job) (a > 0) / sum without (le) (b)",
        "a / (b > 0)",
        "a / on (x) group_left (y) (b != 0)",
        "a / ignoring(x) group_right b",
        'a{path!="/", job=~"x>1"} or 0 * b',
        "max_over_time((a > 1)[5m:1m])",
        "avg(a and on (pod) ready == 1)",
        "label_replace(a, 'and', '>', 'b', '.*')  # a > b",
        "and_more + unless_less offset 5m",
    ],
)
def test_an_expression_that_only_chooses_its_series_or_its_divisor_is_fine(typed: str) -> None:
    assert read_query(typed) == typed


def test_the_field_of_an_expression_follows_the_name_and_not_its_place() -> None:
    assert query_field("p95 latency") == query_field("p95 latency") != query_field("p99 latency")


@pytest.mark.parametrize("typed", ["", "  ", "\u200b \x00"])
def test_an_expression_may_be_left_out(typed: str) -> None:
    metrics = read_metrics("accuracy >= 0.92\nlatency <= 800 ms")
    draft = replace(DRAFT, queries={query_field("accuracy"): typed, query_field("latency"): "max(ms)"})
    assert read_rollout(draft, metrics).queries == (Query(metric="latency", expression="max(ms)"),)


def test_an_expression_for_no_metric_is_left_out() -> None:
    draft = replace(DRAFT, queries={query_field("accuracy"): "a", query_field("gone"): "b"})
    assert read_rollout(draft, (ACCURACY,)).queries == (Query(metric="accuracy", expression="a"),)


def test_a_promotion_needs_a_service() -> None:
    wrong = replace(DRAFT, service=" ")
    assert "service" in refusal_of(lambda: read_rollout(wrong, ())).fields


def asked(service: str, metrics: str, *expressions: str) -> Experiment:
    """Return an experiment whose promotion was asked for."""
    read = read_metrics(metrics)
    queries = tuple(
        Query(metric=metric.name, expression=expression)
        for metric, expression in zip(read, expressions, strict=True)
    )
    return replace(approved(), metrics=read, round=1, rollout=Rollout(service=service, queries=queries))


def test_the_first_promotion_of_a_project_is_prefilled_with_nothing() -> None:
    assert suggested(approved(), ()) == Rollout()


def test_a_promotion_is_prefilled_from_the_latest_one_of_the_project_by_the_names_of_metrics() -> None:
    latest = asked("router-2", "Accuracy! >= 0.5\ncost <= 1", "new", "money")
    before = asked("router-1", "accuracy >= 0.5\nlatency <= 1 ms", "old", "slow")
    assert suggested(approved(), (latest, before)) == Rollout(
        service="router-2",
        queries=(Query(metric="accuracy", expression="new"), Query(metric="latency", expression="slow")),
    )


def test_an_expression_in_seconds_is_no_suggestion_for_milliseconds() -> None:
    before = asked("router", "latency <= 1 s", "slow")
    assert suggested(approved(), (before,)).queries == ()


def test_an_experiments_own_last_round_comes_before_those_of_others() -> None:
    own = asked("mine", "accuracy >= 0.5", "own")
    other = asked("theirs", "accuracy >= 0.5", "other")
    assert (suggested(own, (other,)).service, suggested(own, (other,)).queries[0].expression) == (
        "mine",
        "own",
    )


def test_a_name_that_is_written_in_another_way_keeps_its_expression() -> None:
    rollout = asked("router", "p95 latency <= 1 s", "slow").rollout
    assert rollout.query(read_metric("P95-Latency <= 1 s")) == "slow"


def test_metrics_cannot_be_changed_under_the_alerts_of_production() -> None:
    assert Stage.IN_PRODUCTION not in BY_STEP[Step.AMEND].sources


def test_changing_metrics_before_the_last_approval_takes_back_the_promotion() -> None:
    promoting = revisions.promote(approved(), Rollout(service="router"), ANA, NOW)
    looser = replace(
        promoting, metrics=read_metrics("accuracy >= 0.9 (now 0.88)\nguardrail: latency <= 800 ms")
    )
    assert settle(looser, NOW).stage is Stage.IN_REVIEW


def test_a_step_that_may_be_two_is_quoted_as_it_was_typed() -> None:
    wrong = replace(DRAFT, traffic_steps="5; 12,5; 100")
    assert refusal_of(lambda: read_rollout(wrong, ())).fields["traffic_steps"].startswith("“12,5” can be")
