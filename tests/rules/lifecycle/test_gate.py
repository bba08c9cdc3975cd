"""The promotion gate: three people for three seats, whatever a workspace allows its board."""

from dataclasses import replace

from rules.experiments.experiment import Approval, ApprovalKind, Experiment, Requirements, Stage, Verdict
from rules.lifecycle.gate import gate_gaps, standing_approval
from rules.promotion.plans import deployment_plan
from tests.rules.cast import EVERYBODY, MARA, NILS, team_of
from tests.rules.refusal import reasons_of
from tests.rules.stages import NOW, allow, allowed, promoting

LEAD, PRODUCT, SECURITY = ApprovalKind
SHARED = Requirements(one_seat_each=False)


def shared() -> Experiment:
    """Return an experiment before its gate of a workspace where one person may give several reviews."""
    return replace(promoting(), requirements=SHARED)


def twice_by_mara() -> Experiment:
    """Return an experiment as a version before could leave it: one person gave two approvals, and the third is missing."""
    twice = allow(shared(), LEAD, by=MARA)
    word = Approval(
        kind=PRODUCT,
        revision=twice.revision,
        round=twice.round,
        verdict=Verdict.APPROVE,
        by=MARA.id,
        at=NOW,
        reason="",
    )
    return replace(twice, approvals=(*twice.approvals, word))


def test_one_person_gives_one_approval_also_where_they_may_give_several_reviews() -> None:
    said = reasons_of(lambda: allow(allow(shared(), LEAD, by=MARA), PRODUCT, by=MARA))
    assert said == "You approved EXP-12 as technical lead; each approval is a different person's."


def test_three_people_open_the_gate_there() -> None:
    assert allowed(shared(), *ApprovalKind).stage is Stage.IN_PRODUCTION


def test_a_second_approval_of_one_person_that_was_given_once_counts_no_more() -> None:
    twice = twice_by_mara()
    assert [kind for kind in ApprovalKind if standing_approval(twice, kind)] == [LEAD]
    assert allow(twice, SECURITY).stage is Stage.PROMOTING
    gaps = {gap.kind: gap.could for gap in gate_gaps(twice, team_of(*EVERYBODY))}
    assert MARA.id not in gaps[PRODUCT]
    assert NILS.id in gaps[PRODUCT]


def test_a_third_person_gives_it_anew_and_opens_the_gate() -> None:
    assert allow(allow(twice_by_mara(), SECURITY), PRODUCT).stage is Stage.IN_PRODUCTION


def test_what_came_to_production_by_two_people_once_goes_on_telling_who_approved_it() -> None:
    passed = replace(allow(twice_by_mara(), SECURITY), stage=Stage.IN_PRODUCTION)
    assert [user for _, user in deployment_plan(passed, NOW).approvals[:2]] == [MARA.id, MARA.id]
