"""The five items of the checklist: what meets each, and what a missing piece of evidence says."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.evidence.checklist import ItemFinding, checklist, is_complete
from rules.evidence.measurements import ValueDraft
from rules.experiments.experiment import ArtifactKind, Budget, Experiment, ReviewKind, Stage
from rules.experiments.metrics import read_metrics
from rules.experiments.overrides import Item
from rules.lifecycle import recording
from tests.rules.cast import BEN
from tests.rules.stages import NOW, at, in_review, judged, measured, proposed, submission, submit

IN_THE_BRIEF = [
    "Model performance meets threshold",
    "Safety evaluation passed",
    "Cost projection acceptable",
    "Documentation complete",
    "Rollback plan defined",
]


def finding(experiment: Experiment, item: Item) -> ItemFinding:
    """Return what the checklist says about one item."""
    return next(one for one in checklist(experiment) if one.item is item)


def unmet(experiment: Experiment) -> list[Item]:
    """Return the items that are not met."""
    return [one.item for one in checklist(experiment) if not one.met]


def test_the_five_items_are_those_of_the_brief_in_its_order() -> None:
    assert [one.item.value for one in checklist(proposed())] == IN_THE_BRIEF


def test_a_fresh_proposal_meets_nothing() -> None:
    assert unmet(proposed()) == list(Item)


def test_full_evidence_meets_everything() -> None:
    assert is_complete(in_review())


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        (ArtifactKind.SAFETY_EVALUATION, Item.SAFETY),
        (ArtifactKind.COST_PROJECTION, Item.COST),
        (ArtifactKind.DOCUMENTATION, Item.DOCUMENTATION),
        (ArtifactKind.ROLLBACK_PLAN, Item.ROLLBACK),
    ],
)
def test_an_artifact_left_out_leaves_its_item_open(kind: ArtifactKind, item: Item) -> None:
    experiment = submit(measured(proposed()), submission(without=kind))
    assert unmet(experiment) == [item]
    assert finding(experiment, item).lacks == (f"no {kind.words} is attached",)


@pytest.mark.parametrize(
    "kind", [ArtifactKind.MODEL, ArtifactKind.PROMPT, ArtifactKind.DATASET, ArtifactKind.EVALUATION_REPORT]
)
def test_the_other_artifacts_are_not_asked_for(kind: ArtifactKind) -> None:
    assert is_complete(submit(measured(proposed()), submission(without=kind)))


@pytest.mark.parametrize(
    ("accuracy", "latency", "lacks"),
    [
        ("0.92", "800 ms", ()),
        ("0.9199", "620 ms", ("accuracy is 0.9199, not >= 0.92",)),
        ("0.94", "801 ms", ("latency is 801 ms, not <= 800 ms",)),
        ("0.5", "900", ("accuracy is 0.5, not >= 0.92", "latency is 900 ms, not <= 800 ms")),
    ],
)
def test_performance_is_judged_by_values_against_thresholds(
    accuracy: str, latency: str, lacks: tuple[str, ...]
) -> None:
    experiment = submit(measured(proposed(), accuracy, latency))
    assert finding(experiment, Item.PERFORMANCE).lacks == lacks


def test_a_missing_value_is_not_met() -> None:
    lacks = ("accuracy has no value yet", "latency has no value yet")
    assert finding(submit(proposed()), Item.PERFORMANCE).lacks == lacks


def test_guardrails_alone_do_not_make_a_success() -> None:
    experiment = measured(proposed())
    guarded = replace(experiment, metrics=read_metrics("guardrail: latency <= 800 ms"))
    assert finding(guarded, Item.PERFORMANCE).lacks == ("no success metric is stated",)


def test_no_metrics_at_all_are_not_met() -> None:
    assert finding(submit(proposed(metrics=())), Item.PERFORMANCE).lacks


@pytest.mark.parametrize(
    ("cost", "budget", "lacks"),
    [
        ("1200", "1200", ()),
        ("0", "0", ()),
        ("1200.01", "1200", ("the monthly cost is 0.01 over the budget of 1200",)),
        (None, "1200", ("no monthly cost is stated",)),
        ("900", None, ("no monthly budget is stated",)),
        (None, None, ("no monthly cost is stated", "no monthly budget is stated")),
    ],
)
def test_cost_is_judged_by_the_amount_against_the_budget(
    cost: str | None, budget: str | None, lacks: tuple[str, ...]
) -> None:
    amounts = Budget(
        monthly_cost=None if cost is None else Decimal(cost),
        monthly_budget=None if budget is None else Decimal(budget),
    )
    assert finding(replace(in_review(), budget=amounts), Item.COST).lacks == lacks


def test_a_met_item_shows_its_evidence() -> None:
    shown = [one.evidence for one in checklist(in_review())]
    assert shown == [
        "accuracy 0.94, latency 620 ms",
        "https://lab.example/safety_evaluation",
        "900 of 1200 a month",
        "https://lab.example/documentation",
        "https://lab.example/rollback_plan",
    ]


def test_the_board_does_not_approve_what_the_checklist_leaves_open() -> None:
    unmeasured = judged(submit(proposed()), *ReviewKind)
    assert unmeasured.stage is Stage.IN_REVIEW


def test_the_last_value_that_was_missing_approves_what_the_board_is_content_with() -> None:
    assert measured(judged(submit(proposed()), *ReviewKind)).stage is Stage.APPROVED


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED])
def test_a_value_on_the_wrong_side_takes_the_approval_back(stage: Stage) -> None:
    assert (
        recording.measure(at(stage), ValueDraft(metric="latency", value="2000 ms"), BEN, NOW).stage
        is Stage.IN_REVIEW
    )


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED])
def test_a_value_on_the_right_side_takes_nothing_back(stage: Stage) -> None:
    assert recording.measure(at(stage), ValueDraft(metric="latency", value="700 ms"), BEN, NOW).stage is stage
