"""A standup in a real browser: check in by the prompt, a blocker on its card, the summary, a late answer."""

import pytest
from playwright.sync_api import expect

from demo.story import ANA, BEN, CHLOE
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def check_in(visitor: Visitor, **fields: str) -> None:
    """Check in by the button under the prompt."""
    visitor.card("Daily standup ·").get_by_role("button", name="Check in: standup").click()
    visitor.fill(**fields)
    visitor.submit("Check in")
    expect(visitor.private_answer()).to_contain_text("You have checked in")


def test_a_standup_from_its_prompt_to_its_summary(visitor: Visitor) -> None:
    """Set up, run, check in as two, look at the blocker's card, bring the summary, and answer late."""
    key = visitor.propose("A smaller router")
    visitor.say("/ceremony setup")
    visitor.submit("Set up")
    visitor.say("/ceremony run standup")
    prompt = visitor.card("Daily standup ·")
    expect(prompt).to_contain_text("0 of")

    prompt.get_by_role("button", name="Check in: standup").click()
    visitor.form.get_by_role("button", name="Check in", exact=True).click()
    expect(visitor.form).to_contain_text("at least one of the four fields")
    visitor.fill(
        Progress="Trained the router", Next="Measure it", Blockers=f"{key}: waiting for the GPU quota"
    )
    visitor.submit("Check in")
    expect(visitor.private_answer()).to_contain_text("You have checked in")
    expect(prompt).to_contain_text("1 of")
    expect(visitor.card("A smaller router")).to_contain_text("Blocked: waiting for the GPU quota (Ana Ruiz)")
    visitor.become(BEN)
    check_in(visitor, Next="Review it", Help_needed="@chloe, which index is live?")

    visitor.become(ANA)
    prompt.get_by_role("button", name="Post the summary").click()
    summary = visitor.card("Standup of")
    expect(summary).to_contain_text("waiting for the GPU quota")
    expect(summary).to_contain_text("which index is live? → @Chloe Martin")
    expect(summary).to_contain_text("No check-in:")
    visitor.become(CHLOE)
    check_in(visitor, Progress="The blue index is live")
    expect(summary).to_contain_text("The blue index is live")

    visitor.card("A smaller router").get_by_role("button", name="Mark the blocker").click()
    expect(visitor.card("A smaller router")).not_to_contain_text("Blocked")
    expect(summary).to_contain_text("✓ solved by Chloe Martin")


def test_somebody_goes_away_and_is_shown_as_away(visitor: Visitor) -> None:
    """Say until when, see it in the team's list, and come back."""
    visitor.say("/team away")
    expect(visitor.private_answer()).to_contain_text("Until when?")
    visitor.say("/team away 3 days")
    expect(visitor.private_answer()).to_contain_text("You are away up to and including")
    visitor.say("/team list")
    expect(visitor.private_answer()).to_contain_text("away until")
    visitor.say("/team back")
    expect(visitor.private_answer()).to_contain_text("You are back")
