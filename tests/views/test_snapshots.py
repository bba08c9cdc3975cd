"""Whole drawings, few: a change of look shows here, and is accepted by `pytest --snapshot-update`."""

from syrupy.assertion import SnapshotAssertion

from bot.views import forms
from bot.views.board import board
from bot.views.experiment_card import experiment_card
from bot.views.gate import gate
from rules.experiments import ApprovalKind, ReviewKind
from rules.proposals import ProposalDraft
from tests.stories import ANA
from tests.views.facts import (
    apollo,
    approval,
    in_production,
    in_review,
    promoting,
    proposed,
    review,
    reviewed,
    sheet,
)


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


def test_the_board_of_a_revision(snapshot: SnapshotAssertion) -> None:
    assert board(sheet(in_review()), 1).payload() == snapshot


def test_the_gate_of_a_promotion(snapshot: SnapshotAssertion) -> None:
    assert gate(sheet(promoting()), 1).payload() == snapshot


def test_the_form_of_a_proposal(snapshot: SnapshotAssertion) -> None:
    form = forms.proposal_form(ProposalDraft(owner=ANA), projects=(apollo(),))
    assert form.to_dict() == snapshot
