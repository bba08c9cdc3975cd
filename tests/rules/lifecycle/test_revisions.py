"""Proposing, submitting, changing, measuring and asking for promotion."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rules.evidence.measurements import ValueDraft
from rules.experiments.experiment import ArtifactKind, Requirements, ReviewKind, Rollout, Stage, Verdict
from rules.experiments.metrics import Measurement
from rules.experiments.state import MOST_VALUES_KEPT
from rules.lifecycle import recording, revisions
from rules.marks import mention
from tests.rules.cast import ANA, BEN, EVA, HUGO, IVAN
from tests.rules.refusal import reasons_of, refusal_of
from tests.rules.stages import (
    LATER,
    NOW,
    amend,
    approved,
    at,
    in_review,
    judge,
    measured,
    proposal,
    proposed,
    submission,
    submit,
)

RESUBMITTED = [Stage.IN_REVIEW, Stage.CHANGES_ASKED, Stage.REJECTED, Stage.DECLINED, Stage.ROLLED_BACK]


def test_who_proposes_owns_it_where_no_owner_is_named() -> None:
    assert (proposed().owner, proposed(owner=IVAN.id).owner) == (ANA.id, IVAN.id)


def test_a_proposal_starts_its_life_unsubmitted() -> None:
    experiment = proposed()
    assert (experiment.key, experiment.stage, experiment.revision) == ("EXP-12", Stage.PROPOSED, 0)


@pytest.mark.parametrize("stage", [Stage.PROPOSED, Stage.RUNNING])
def test_the_first_submission_is_revision_one(stage: Stage) -> None:
    submitted = submit(at(stage))
    assert (submitted.stage, submitted.revision) == (Stage.IN_REVIEW, 1)


@pytest.mark.parametrize("stage", [*RESUBMITTED])
def test_a_resubmission_is_the_next_revision(stage: Stage) -> None:
    assert submit(at(stage), submission(without=ArtifactKind.PROMPT)).revision == 2


def test_a_revision_under_review_is_not_submitted_again_unchanged() -> None:
    assert "nothing here differs" in reasons_of(lambda: submit(submit(proposed())))


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.PROPOSED, Stage.RUNNING, *RESUBMITTED}))
def test_nothing_else_can_be_submitted(stage: Stage) -> None:
    assert f"EXP-12 is {stage.words}" in reasons_of(lambda: submit(at(stage)))


def test_a_submission_takes_its_artifacts_its_budget_and_what_is_required() -> None:
    required = Requirements(one_seat_each=False)
    submitted = submit(proposed(), submission(without=ArtifactKind.MODEL), required=required)
    assert {artifact.kind for artifact in submitted.artifacts} == set(ArtifactKind) - {ArtifactKind.MODEL}
    assert submitted.budget.monthly_budget == 1200
    assert submitted.requirements is required


def test_an_artifact_left_out_of_a_resubmission_is_gone() -> None:
    again = submit(at(Stage.CHANGES_ASKED), submission(without=ArtifactKind.ROLLBACK_PLAN))
    assert again.artifact(ArtifactKind.ROLLBACK_PLAN) is None


def test_only_the_owner_or_an_admin_submits() -> None:
    assert submit(proposed(), by=HUGO).revision == 1
    assert f"Only the owner, {mention('U0ANA')}, or an admin can submit" in reasons_of(
        lambda: submit(proposed(), by=IVAN)
    )


def test_a_change_replaces_what_was_proposed_and_nothing_else() -> None:
    before = in_review()
    after = amend(before, title="Another", project=4)
    assert after == replace(before, title="Another", project=4)


@pytest.mark.parametrize("named", ["", EVA.id])
def test_a_change_keeps_the_owner_whoever_is_named(named: str) -> None:
    assert amend(proposed(owner=IVAN.id), by=HUGO, owner=named).owner == IVAN.id


def test_a_change_raises_no_revision() -> None:
    assert amend(approved(), hypothesis="Another.").revision == 1


def test_a_stranger_changes_nothing() -> None:
    assert "can change EXP-12" in reasons_of(lambda: amend(proposed(), by=IVAN))


def test_who_holds_a_duty_records_a_value_with_its_unit_and_the_hour() -> None:
    recorded = recording.measure(
        proposed(), ValueDraft(metric="Latency", value="1250 ms"), BEN, LATER
    ).measurements
    expected = Measurement(metric="latency", value=Decimal(1250), unit="ms", by=BEN.id, at=LATER)
    assert recorded == (expected,)


def test_a_value_of_an_unknown_metric_is_refused_with_the_nearest() -> None:
    reasons = reasons_of(
        lambda: recording.measure(proposed(), ValueDraft(metric="latncy", value="1"), ANA, NOW)
    )
    assert "Did you mean “latency”?" in reasons


def test_of_a_metric_with_too_many_values_the_oldest_leaves_the_state() -> None:
    first, other = measured(proposed()).measurements
    many = tuple(replace(first, source=f"run {number}") for number in range(MOST_VALUES_KEPT))
    full = replace(proposed(), measurements=(*many, other))
    one = recording.measure(full, ValueDraft(metric="accuracy", value="0.95"), ANA, LATER)
    assert (len(one.measurements), one.measurements[0].source) == (MOST_VALUES_KEPT + 1, "run 1")
    assert one.measurements[-1].value == Decimal("0.95")


def test_nothing_is_measured_once_it_is_over() -> None:
    assert "EXP-12 is concluded" in reasons_of(lambda: measured(at(Stage.CONCLUDED)))


def test_a_promotion_counts_its_rounds_and_names_who_rolls_back() -> None:
    rollout = Rollout(service="router", rollback_owner=EVA.id)
    asked = revisions.promote(approved(), rollout, ANA, LATER)
    assert (asked.stage, asked.round, asked.rollout) == (Stage.PROMOTING, 1, rollout)


def test_the_owner_rolls_back_where_nobody_is_named() -> None:
    assert revisions.promote(approved(), Rollout(), ANA, NOW).rollout.rollback_owner == ANA.id


def test_a_declined_promotion_may_be_asked_for_again() -> None:
    assert revisions.promote(at(Stage.DECLINED), Rollout(), ANA, NOW).round == 2


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.APPROVED, Stage.DECLINED}))
def test_nothing_else_can_be_promoted(stage: Stage) -> None:
    experiment = at(stage)
    assert refusal_of(lambda: revisions.promote(experiment, Rollout(), ANA, NOW)).reasons


def test_the_stage_tells_since_when() -> None:
    started = revisions.submit(proposed(), submission(), Requirements(), ANA, NOW + timedelta(days=2))
    assert started.stage_since == NOW + timedelta(days=2)


def test_a_resubmission_forgets_why_it_was_rolled_back() -> None:
    assert submit(at(Stage.ROLLED_BACK)).closing_note == ""


def test_the_history_of_verdicts_survives_a_resubmission() -> None:
    sent_back = judge(in_review(), ReviewKind.ETHICS, Verdict.REJECT)
    assert submit(sent_back).reviews == sent_back.reviews


def test_the_proposal_of_these_tests_changes_nothing() -> None:
    assert revisions.amend(proposed(), proposal(), ANA, LATER) == proposed()
