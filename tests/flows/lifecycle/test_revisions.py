"""Changes between and within revisions: what they reset, and what they leave standing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.desk import Desk
from flows.experiments import sheets
from flows.lifecycle import decisions
from flows.people import team
from flows.promotion import plans
from rules.experiments.experiment import ApprovalKind, ArtifactKind, Experiment, ReviewKind, Stage, Verdict
from rules.experiments.staleness import Field, digest
from rules.lifecycle.board import standing_review
from rules.lifecycle.steps import Step
from rules.people.people import Duty
from rules.refusals import Refused
from tests import stories
from tests.stories import ANA, BEN, HUGO, IVAN, NOW, REFERENCES

T, E, B = ReviewKind.TECHNICAL, ReviewKind.ETHICS, ReviewKind.BUSINESS


def standing(experiment: Experiment) -> set[ReviewKind]:
    """Return the reviews that stand approved."""
    return {
        kind
        for kind in ReviewKind
        if (review := standing_review(experiment, kind)) and review.verdict is Verdict.APPROVE
    }


def changed(kind: ArtifactKind) -> dict[str, Any]:
    """Return a submission with one artifact changed."""
    return {"references": {**REFERENCES, kind: "https://elsewhere.example/new"}}


@pytest.fixture
def two_approved(desk: Desk) -> Experiment:
    """Return an experiment that ethics and business approved, and of which the third review asked changes."""
    experiment = stories.in_review(desk)
    stories.approve(desk, experiment, E)
    stories.approve(desk, experiment, B)
    return stories.ask_for_changes(desk, experiment)


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        (ArtifactKind.MODEL, {B}),
        (ArtifactKind.PROMPT, {B}),
        (ArtifactKind.DATASET, {B}),
        (ArtifactKind.SAFETY_EVALUATION, {B}),
        (ArtifactKind.COST_PROJECTION, {E}),
        (ArtifactKind.EVALUATION_REPORT, {E, B}),
        (ArtifactKind.DOCUMENTATION, {E, B}),
        (ArtifactKind.ROLLBACK_PLAN, {E, B}),
    ],
)
def test_a_resubmission_carries_over_what_still_holds(
    desk: Desk, two_approved: Experiment, kind: ArtifactKind, kept: set[ReviewKind]
) -> None:
    experiment = stories.submit(desk, two_approved, **changed(kind))
    assert (experiment.revision, standing(experiment)) == (2, kept)


def test_a_resubmission_of_another_cost_resets_the_business_review(
    desk: Desk, two_approved: Experiment
) -> None:
    assert standing(stories.submit(desk, two_approved, monthly_cost="1000")) == {E}


def test_a_resubmission_of_the_same_asks_only_who_asked_for_changes(
    desk: Desk, two_approved: Experiment
) -> None:
    experiment = stories.submit(desk, two_approved)
    assert standing(experiment) == {E, B}
    assert stories.approve(desk, experiment, T).stage is Stage.APPROVED


def test_after_a_rejection_no_review_carries_over(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    stories.approve(desk, experiment, B)
    place = stories.seat(experiment, E)
    rejected = decisions.review(
        desk, place, Verdict.REJECT, by=stories.CLARA, now=NOW, reason="It leaks names."
    )
    assert standing(stories.submit(desk, rejected)) == set()


def test_a_contributor_of_a_revision_no_longer_counts_as_its_reviewer(desk: Desk) -> None:
    team.give_duty(desk, BEN, Duty.ADMIN, by=HUGO, now=NOW)
    experiment = stories.approve(desk, stories.in_review(desk), T)
    experiment = stories.ask_for_changes(desk, experiment, E)
    experiment = stories.submit(desk, experiment, by=BEN, **changed(ArtifactKind.DOCUMENTATION))
    assert standing(experiment) == set()
    with pytest.raises(Refused, match="contributed an artifact"):
        stories.approve(desk, experiment, T, by=BEN)


def test_requirements_freeze_at_the_submission(desk: Desk) -> None:
    before = stories.in_review(desk)
    team.set_seats(desk, False, by=HUGO, now=NOW)
    after = stories.submit(desk, stories.ask_for_changes(desk, before))
    assert [one.requirements.one_seat_each for one in (before, after)] == [True, False]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"title": "Another title"}, {E, B}),
        ({"target": "2026-12-31"}, {E, B}),
        ({"hypothesis": "Something else."}, set()),
        ({"workstream": "governance"}, set()),
        ({"metrics": "accuracy >= 0.93\nguardrail: latency <= 800 ms"}, {E}),
    ],
)
def test_a_change_in_review_resets_what_it_touches(
    desk: Desk, typed: dict[str, Any], kept: set[ReviewKind]
) -> None:
    experiment = stories.in_review(desk)
    stories.approve(desk, experiment, E)
    stories.approve(desk, experiment, B)
    experiment = stories.amend(desk, experiment, **typed)
    assert (experiment.stage, experiment.revision, standing(experiment)) == (Stage.IN_REVIEW, 1, kept)


def test_a_change_of_wording_leaves_an_approved_one_approved(desk: Desk) -> None:
    experiment = stories.amend(desk, stories.approved(desk), title="Another title")
    assert experiment.stage is Stage.APPROVED


def test_a_material_change_leads_an_approved_one_back_to_the_board(desk: Desk) -> None:
    experiment = stories.amend(desk, stories.approved(desk), hypothesis="Something else.")
    assert (experiment.stage, standing(experiment)) == (Stage.IN_REVIEW, set())
    for kind in ReviewKind:
        experiment = stories.approve(desk, experiment, kind)
    assert experiment.stage is Stage.APPROVED


def test_a_material_change_ends_a_promotion_that_was_asked_for(desk: Desk) -> None:
    experiment = stories.approve_as(desk, stories.promoting(desk), ApprovalKind.SECURITY)
    experiment = stories.amend(desk, experiment, hypothesis="Something else.")
    with pytest.raises(Refused):
        stories.approve_as(desk, experiment, ApprovalKind.TECHNICAL_LEAD)
    for kind in ReviewKind:
        experiment = stories.approve(desk, experiment, kind)
    experiment = stories.promote(desk, experiment)
    assert experiment.round == 2
    for approval in (ApprovalKind.TECHNICAL_LEAD, ApprovalKind.PRODUCT_OWNER):
        experiment = stories.approve_as(desk, experiment, approval)
    assert experiment.stage is Stage.PROMOTING


def test_the_sheet_tells_what_was_changed_since_the_last_submission(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    stories.amend(desk, experiment, title="Second title")
    stories.amend(desk, experiment, title="Third title")
    (change,) = sheets.sheet(desk, experiment.number).changes
    assert (change.field, change.before, change.after) == (
        Field.TITLE,
        stories.PROPOSAL.title,
        "Third title",
    )


def test_the_sheet_of_a_resubmission_tells_what_it_changed(desk: Desk, two_approved: Experiment) -> None:
    stories.amend(desk, two_approved, title="Second title")
    stories.submit(desk, two_approved, **changed(ArtifactKind.MODEL))
    changes = sheets.sheet(desk, two_approved.number).changes
    assert {change.field: change.resets for change in changes} == {
        Field.TITLE: (),
        Field.MODEL: (T, E),
    }


def test_a_resubmission_during_the_review_resets_only_what_it_changed(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    stories.approve(desk, experiment, E)
    stories.approve(desk, experiment, B)
    experiment = stories.submit(desk, experiment, **changed(ArtifactKind.SAFETY_EVALUATION))
    assert (experiment.stage, experiment.revision, standing(experiment)) == (Stage.IN_REVIEW, 2, {B})


def test_a_button_that_showed_something_else_decides_nothing(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    shown = replace(stories.seat(experiment, E), seen=digest(experiment, E))
    stories.amend(desk, experiment, hypothesis="Something else.")
    with pytest.raises(Refused, match="has changed since you saw it"):
        decisions.review(desk, shown, Verdict.APPROVE, by=stories.CLARA, now=NOW)


def test_the_last_missing_value_approves(desk: Desk) -> None:
    experiment = stories.submit(desk, stories.measure(desk, stories.running(desk), "accuracy", "0.94"))
    for kind in ReviewKind:
        experiment = stories.approve(desk, experiment, kind)
    assert experiment.stage is Stage.IN_REVIEW
    experiment = stories.measure(desk, experiment, "latency", "620 ms", by=BEN)
    assert experiment.stage is Stage.APPROVED


def test_a_value_on_the_wrong_side_does_not_approve(desk: Desk) -> None:
    experiment = stories.submit(desk, stories.measure(desk, stories.running(desk), "accuracy", "0.94"))
    for kind in ReviewKind:
        experiment = stories.approve(desk, experiment, kind)
    assert stories.measure(desk, experiment, "latency", "801 ms").stage is Stage.IN_REVIEW


def test_a_later_value_on_the_wrong_side_leads_an_approved_one_back(desk: Desk) -> None:
    experiment = stories.measure(desk, stories.approved(desk), "latency", "900", now=NOW + timedelta(hours=1))
    assert experiment.stage is Stage.IN_REVIEW
    assert standing(experiment) == set(ReviewKind)
    experiment = stories.measure(desk, experiment, "latency", "700", now=NOW + timedelta(hours=2))
    assert experiment.stage is Stage.APPROVED


def test_a_target_that_has_passed_may_stay(desk: Desk) -> None:
    experiment = stories.proposed(desk)
    late = NOW + timedelta(days=200)
    assert stories.amend(desk, experiment, title="Another", now=late).target == experiment.target
    with pytest.raises(Refused, match="has passed"):
        stories.amend(desk, experiment, target="2026-07-01", now=late)


def test_today_is_the_day_where_the_person_lives(desk: Desk) -> None:
    # Late on the 2nd of March in UTC, where Ana lives, it is the 3rd already in Berlin, where Ivan lives.
    night = NOW.replace(hour=23, minute=30)
    assert stories.proposed(desk, by=ANA, now=night, target="2026-03-02").number == 1
    with pytest.raises(Refused, match="has passed"):
        stories.proposed(desk, by=IVAN, now=night, target="2026-03-02")


def test_a_rolled_back_one_goes_the_whole_way_again(desk: Desk) -> None:
    experiment = stories.close(desk, stories.in_production(desk), Step.ROLL_BACK)
    experiment = stories.submit(desk, experiment, **changed(ArtifactKind.MODEL))
    assert standing(experiment) == set()
    for kind in ReviewKind:
        experiment = stories.approve(desk, experiment, kind)
    experiment = stories.promote(desk, experiment)
    for approval in ApprovalKind:
        experiment = stories.approve_as(desk, experiment, approval)
    assert (experiment.stage, experiment.revision, experiment.round) == (Stage.IN_PRODUCTION, 2, 2)
    assert plans.plan(desk, 1, 1).revision == 1
    assert plans.plan(desk, 1, 2).revision == 2


def test_a_declined_promotion_can_be_asked_for_again(desk: Desk) -> None:
    experiment = stories.promote(desk, stories.declined(desk))
    for approval in ApprovalKind:
        experiment = stories.approve_as(desk, experiment, approval)
    assert (experiment.stage, experiment.round) == (Stage.IN_PRODUCTION, 2)
