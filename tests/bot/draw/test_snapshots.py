"""Whole drawings, few: a change of look shows here, and is accepted by `pytest --snapshot-update`."""

from syrupy.assertion import SnapshotAssertion

from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle import proposal_forms
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.gate_message import gate
from bot.draw.lifecycle.handover_message import handover
from rules.experiments.experiment import ApprovalKind, ReviewKind
from rules.experiments.proposals import ProposalDraft
from tests.bot.draw.facts import (
    apollo,
    approval,
    handing_over,
    in_production,
    in_review,
    promoting,
    proposed,
    review,
    reviewed,
    sheet,
)
from tests.stories import ANA


def test_the_card_of_a_proposal(snapshot: SnapshotAssertion) -> None:
    assert experiment_card(sheet(proposed())).payload() == snapshot


def test_the_card_in_review_with_one_verdict(snapshot: SnapshotAssertion) -> None:
    experiment = in_review()
    one = reviewed(experiment, review(experiment, ReviewKind.TECHNICAL))
    assert experiment_card(sheet(one)).payload() == snapshot


def test_the_card_in_promotion(snapshot: SnapshotAssertion) -> None:
    one = promoting(approvals=(approval(ApprovalKind.SECURITY),))
    assert experiment_card(sheet(one)).payload() == snapshot


def test_the_card_in_production(snapshot: SnapshotAssertion) -> None:
    assert experiment_card(sheet(in_production())).payload() == snapshot


def test_the_card_while_somebody_is_asked_to_own_it(snapshot: SnapshotAssertion) -> None:
    assert experiment_card(sheet(handing_over())).payload() == snapshot


def test_the_question_whether_somebody_takes_it_over(snapshot: SnapshotAssertion) -> None:
    assert handover(sheet(handing_over()), 0).payload() == snapshot


def test_the_board_of_a_revision(snapshot: SnapshotAssertion) -> None:
    assert board(sheet(in_review()), 1).payload() == snapshot


def test_the_gate_of_a_promotion(snapshot: SnapshotAssertion) -> None:
    assert gate(sheet(promoting()), 1).payload() == snapshot


def test_the_form_of_a_proposal(snapshot: SnapshotAssertion) -> None:
    form = proposal_forms.proposal_form(ProposalDraft(owner=ANA), projects=(apollo(),))
    assert form.to_dict() == snapshot
