"""The whole story of an experiment, and that every stage can be reached by deeds alone."""

import pytest

from flows.desk import Desk
from flows.experiments import sheets
from flows.people import team
from flows.promotion import plans
from rules.experiments.experiment import ApprovalKind, ReviewKind, Stage
from rules.journal.entries import Deed
from rules.lifecycle.board import board_gaps
from rules.lifecycle.gate import gate_gaps
from rules.lifecycle.steps import Step
from tests import stories


def test_an_experiment_goes_from_its_proposal_to_production_and_back(desk: Desk) -> None:
    experiment = stories.proposed(desk)
    assert (experiment.key, experiment.stage, experiment.channel) == (
        "EXP-1",
        Stage.PROPOSED,
        stories.REVIEW_CHANNEL,
    )
    experiment = stories.submit(desk, experiment)
    assert experiment.stage is Stage.IN_REVIEW
    for metric, value in stories.VALUES:
        stories.measure(desk, experiment, metric, value)
    for kind in ReviewKind:
        experiment = stories.approve(desk, experiment, kind)
    assert experiment.stage is Stage.APPROVED
    experiment = stories.promote(desk, experiment)
    for approval in ApprovalKind:
        experiment = stories.approve_as(desk, experiment, approval)
    assert experiment.stage is Stage.IN_PRODUCTION
    plan = plans.plan(desk, experiment.number, experiment.round)
    assert [stage.percent for stage in plan.stages] == [10, 50, 100]
    assert [who for _, who in plan.approvals] == [stories.EVA, stories.FELIX, stories.GRETA]
    experiment = stories.close(desk, experiment, Step.ROLL_BACK, by=stories.GRETA, note="Errors doubled.")
    assert (experiment.stage, experiment.closing_note) == (Stage.ROLLED_BACK, "Errors doubled.")
    _, entries, total = sheets.history(desk, experiment.number)
    assert total == len(entries)
    assert [entry.deed for entry in entries] == [
        Deed.PROPOSED,
        Deed.SUBMITTED,
        *[Deed.MEASURED] * 2,
        *[Deed.APPROVED_REVIEW] * 3,
        Deed.PASSED_BOARD,
        Deed.ASKED_FOR_PROMOTION,
        *[Deed.APPROVED_PROMOTION] * 3,
        Deed.PASSED_GATE,
        Deed.SCORED_FORECAST,
        Deed.ROLLED_BACK,
    ]


@pytest.mark.parametrize("stage", Stage)
def test_what_a_deed_returns_is_what_is_kept(desk: Desk, stage: Stage) -> None:
    experiment = stories.at(desk, stage)
    assert experiment.stage is stage
    assert sheets.sheet(desk, experiment.number).experiment == experiment


def test_the_board_names_who_could_fill_each_gap(desk: Desk) -> None:
    experiment = stories.approve(desk, stories.in_review(desk), ReviewKind.ETHICS)
    gaps = board_gaps(experiment, team.everybody(desk))
    assert {gap.kind: gap.could for gap in gaps} == {
        ReviewKind.TECHNICAL: (stories.BEN,),
        ReviewKind.BUSINESS: (stories.DAVID,),
    }


def test_the_gate_names_who_could_fill_each_gap(desk: Desk) -> None:
    experiment = stories.approve_as(desk, stories.promoting(desk), ApprovalKind.SECURITY)
    gaps = gate_gaps(experiment, team.everybody(desk))
    assert {gap.kind: gap.could for gap in gaps} == {
        ApprovalKind.TECHNICAL_LEAD: (stories.EVA,),
        ApprovalKind.PRODUCT_OWNER: (stories.FELIX,),
    }
