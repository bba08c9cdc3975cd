"""What the owner of an experiment does next: a step that the table of moves allows, in every stage."""

from dataclasses import replace

import pytest

from rules.experiments.experiment import ApprovalKind, ArtifactKind, Hold, ReviewKind, Stage
from rules.lifecycle.steps import BY_STEP, Step, objections
from rules.waiting.home import by_need
from rules.waiting.next_steps import next_step
from tests.rules import stages
from tests.rules.cast import ANA

OVER = {Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED}


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_says_what_comes_next_unless_it_is_over(stage: Stage) -> None:
    assert bool(next_step(stages.at(stage)).words) is (stage not in OVER)


@pytest.mark.parametrize("stage", Stage)
def test_the_step_is_one_that_the_owner_may_take_now(stage: Stage) -> None:
    experiment = stages.at(stage)
    step = next_step(experiment).step
    if step:
        assert stage in BY_STEP[step].sources
        assert list(objections(experiment, step, ANA)) == []


def test_a_running_experiment_lacks_values_first() -> None:
    running = stages.at(Stage.RUNNING)
    assert (next_step(running).step, next_step(running).words) == (
        Step.MEASURE,
        "record 2 values: accuracy and latency",
    )
    assert next_step(stages.measured(running)).step is Step.SUBMIT


def test_the_board_names_the_reviews_that_are_missing() -> None:
    once = stages.judged(stages.in_review(), ReviewKind.ETHICS)
    assert next_step(once).words == "the board decides; missing: technical and business"
    assert next_step(once).step is None


def test_where_every_review_stands_the_open_item_is_the_owners_turn() -> None:
    lacking = stages.submit(
        stages.measured(stages.proposed()), stages.submission(without=ArtifactKind.ROLLBACK_PLAN)
    )
    judged = stages.judged(lacking, *ReviewKind)
    assert next_step(judged).step is Step.RESUBMIT
    assert "“Rollback plan defined” is open" in next_step(judged).words
    unmeasured = stages.judged(stages.submit(stages.proposed()), *ReviewKind)
    assert next_step(unmeasured).step is Step.MEASURE


def test_the_gate_names_the_approvals_that_are_missing() -> None:
    once = stages.allowed(stages.promoting(), ApprovalKind.SECURITY)
    assert next_step(once).words == "the gate decides; missing: technical lead and product owner"


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.PROMOTING])
def test_what_is_held_waits_for_a_finding(stage: Stage) -> None:
    held = replace(stages.at(stage), holds=(Hold(task="Check the groups", owner=ANA.id, due=None),))
    assert next_step(held).step is None
    assert "a finding lifts the hold" in next_step(held).words


@pytest.mark.parametrize("stage", [Stage.CHANGES_ASKED, Stage.REJECTED, Stage.DECLINED, Stage.ROLLED_BACK])
def test_what_came_back_says_why(stage: Stage) -> None:
    assert next_step(stages.at(stage)).reason


def test_those_in_the_owners_hands_stand_first_and_those_in_production_last() -> None:
    found = by_need([stages.at(Stage.IN_PRODUCTION), stages.at(Stage.IN_REVIEW), stages.at(Stage.APPROVED)])
    assert [one.stage for one in found] == [Stage.APPROVED, Stage.IN_REVIEW, Stage.IN_PRODUCTION]
