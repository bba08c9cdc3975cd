"""What a workflow waits for, and which stage answers it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from rules.experiments.experiment import Stage
from rules.experiments.state import facts_between
from rules.journal.entries import Deed
from rules.workflows.outcomes import Awaited, Decided, Outcome, decided, first_decided, states
from tests.rules import stages
from tests.rules.stages import NOW

ENDS = {
    Stage.ROLLED_BACK: Outcome.ROLLED_BACK,
    Stage.RETIRED: Outcome.RETIRED,
    Stage.WITHDRAWN: Outcome.WITHDRAWN,
    Stage.CONCLUDED: Outcome.CONCLUDED,
}
BOARD = {
    Stage.CHANGES_ASKED: Outcome.CHANGES_ASKED,
    Stage.REJECTED: Outcome.REJECTED,
    Stage.APPROVED: Outcome.APPROVED,
    Stage.PROMOTING: Outcome.APPROVED,
    Stage.DECLINED: Outcome.APPROVED,
    Stage.IN_PRODUCTION: Outcome.APPROVED,
}
PROMOTION = {Stage.DECLINED: Outcome.DECLINED, Stage.IN_PRODUCTION: Outcome.PROMOTED}
EXPECTED = {Awaited.BOARD: BOARD | ENDS, Awaited.PROMOTION: PROMOTION | ENDS, Awaited.END: ENDS}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("awaited", Awaited)
def test_each_stage_answers_a_wait_or_leaves_it_open(awaited: Awaited, stage: Stage) -> None:
    made = decided(stages.at(stage), awaited)
    assert (made.outcome if made else None) == EXPECTED[awaited].get(stage)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage in BOARD | PROMOTION | ENDS])
def test_who_decided_is_told_with_every_outcome(stage: Stage) -> None:
    made = [decided(stages.at(stage), awaited) for awaited in Awaited]
    assert all(one.by for one in made if one)


def test_a_decision_brings_its_reason() -> None:
    made = decided(stages.at(Stage.CHANGES_ASKED), Awaited.BOARD)
    review = stages.at(Stage.CHANGES_ASKED).reviews[-1]
    assert made == Decided(outcome=Outcome.CHANGES_ASKED, by=review.by, reason=review.reason)
    assert review.reason


def test_a_decision_counts_though_the_experiment_has_gone_on() -> None:
    before, asked = stages.in_review(), stages.at(Stage.CHANGES_ASKED)
    after = stages.submit(asked)
    path = (None, before, asked, after)
    facts = [
        fact
        for one, other in pairwise(path)
        if other
        for fact in facts_between(one, other, Deed.CHANGED, by=other.owner, at=NOW)
    ]
    told = [replace(fact, number=number) for number, fact in enumerate(facts, start=1)]
    then = tuple(states(told))
    assert then[-1].stage is Stage.IN_REVIEW
    found = first_decided(then, 1, Awaited.BOARD)
    assert found is not None
    assert found.outcome is Outcome.CHANGES_ASKED
    assert first_decided(then, 2, Awaited.BOARD) is None


def test_what_was_decided_before_a_wait_began_is_no_answer_to_it() -> None:
    assert first_decided([stages.at(Stage.WITHDRAWN)], 1, Awaited.END) is None
