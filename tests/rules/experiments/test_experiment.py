"""The facts of an experiment: its key, its makers, its newest values and what a revision requires."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rules.experiments.experiment import ApprovalKind, Requirements, ReviewKind, Stage
from rules.experiments.metrics import Measurement
from tests.rules.cast import ANA, HUGO, IVAN
from tests.rules.stages import NOW, TYPED, at, in_review, measured, proposed, submit

ACCURACY, LATENCY = TYPED["metrics"]


def test_owner_proposer_and_contributors_are_makers() -> None:
    experiment = submit(proposed(owner=IVAN.id), by=HUGO)
    assert experiment.makers == {ANA.id, IVAN.id, HUGO.id}


def test_who_resubmits_unchanged_artifacts_does_not_become_their_contributor() -> None:
    assert HUGO.id not in submit(at(Stage.CHANGES_ASKED), by=HUGO).makers


def test_the_newest_measurement_is_the_one_measured_last_not_the_one_entered_last() -> None:
    early = Measurement(metric="accuracy", value=Decimal("0.5"), by="U0", at=NOW - timedelta(days=1))
    experiment = measured(proposed())
    entered = replace(experiment, measurements=(*experiment.measurements, early))
    assert entered.latest(ACCURACY) == experiment.latest(ACCURACY)


def test_of_two_values_measured_at_the_same_instant_the_later_entry_counts() -> None:
    latest = measured(measured(proposed()), accuracy="0.50").latest(ACCURACY)
    assert latest is not None
    assert latest.value == Decimal("0.50")


def test_a_value_in_a_unit_that_was_since_changed_is_no_value() -> None:
    assert measured(proposed()).latest(replace(LATENCY, unit="s")) is None


@pytest.mark.parametrize("respelt", ["Accuracy", "ACCURACY", "`accuracy`", "(accuracy)"])
def test_a_name_that_is_written_differently_keeps_its_values(respelt: str) -> None:
    experiment = measured(proposed())
    assert experiment.latest(replace(ACCURACY, name=respelt)) == experiment.latest(ACCURACY)


@pytest.mark.parametrize("other", ["accuracy@5", "C++ accuracy", ">accuracy"])
def test_another_name_has_none_of_its_values(other: str) -> None:
    assert measured(proposed()).latest(replace(ACCURACY, name=other)) is None


def test_nothing_measured_is_no_value() -> None:
    assert proposed().latest(ACCURACY) is None


def test_a_revision_requires_all_three_reviews_and_all_three_approvals() -> None:
    required = in_review().requirements
    assert {kind.value for kind in required.reviews} == {"technical", "ethics", "business"}
    assert {kind.value for kind in required.approvals} == {"technical_lead", "product_owner", "security"}


@pytest.mark.parametrize("kind", ReviewKind)
def test_no_review_can_be_left_out_of_the_requirements(kind: ReviewKind) -> None:
    fewer = tuple(other for other in ReviewKind if other is not kind)
    with pytest.raises(ValueError, match="required"):
        Requirements(reviews=fewer)


@pytest.mark.parametrize("kind", ApprovalKind)
def test_no_approval_can_be_left_out_of_the_requirements(kind: ApprovalKind) -> None:
    fewer = tuple(other for other in ApprovalKind if other is not kind)
    with pytest.raises(ValueError, match="required"):
        Requirements(approvals=fewer)
