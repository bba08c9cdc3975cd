"""A workflow that proposes and waits, beside people at the page: it goes on when the last of them has decided."""

import pytest
from playwright.sync_api import expect
from strictslack.server import Sandbox

from demo.story import ANA, BEN
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_a_workflow_proposes_waits_for_the_board_and_goes_on_with_its_reason(
    visitor: Visitor, slack: Sandbox
) -> None:
    """Proposed by a workflow, submitted and sent back by people, and the reason stands in the workflow."""
    proposed = slack.keeper.run_step(
        "propose_experiment",
        title="Answers from a workflow",
        hypothesis="If a form asks, more is proposed.",
        metrics="accuracy >= 0.92",
        owner=ANA,
    )
    assert proposed["status"] == "completed"
    key = proposed["outputs"]["experiment"]
    expect(visitor.card(key)).to_contain_text("Answers from a workflow")
    waits = slack.keeper.start_step("wait_for_decision", experiment=key, until="board_decision")

    visitor.press(visitor.card(key), f"Submit for review: {key}")
    visitor.fill(Documentation="https://wiki.example.com/answers")
    visitor.submit("Submit for review")
    visitor.open_thread(key)
    assert slack.keeper.step(waits)["status"] == "running"
    visitor.become(BEN)
    visitor.press(visitor.thread, f"Ask for changes in the technical review of {key}")
    visitor.fill(Reason="Test it on more users.")
    visitor.submit("Ask for changes")
    expect(visitor.card(key)).to_contain_text("Changes asked")

    outputs = slack.keeper.ended(waits)["outputs"]
    assert outputs["outcome"] == "changes asked"
    assert (outputs["by"], outputs["reason"]) == (BEN, "Test it on more users.")
    assert outputs["link"] == proposed["outputs"]["link"]
