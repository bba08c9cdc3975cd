"""An open item of the checklist keeps the approval back until two people override it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from demo.story import ANA, BEN, CHLOE, DEV
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e


EVIDENCE = {
    "Safety_evaluation": "https://wiki.example.com/safety",
    "Cost_projection": "https://wiki.example.com/cost",
    "Documentation": "https://wiki.example.com/cache",
    "Monthly_cost": "100",
    "Monthly_budget": "200",
}
ITEM = "Rollback plan defined"


def test_an_open_item_waits_for_evidence_or_for_two_people(visitor: Visitor) -> None:
    """Three approvals are not enough; who asks cannot confirm; the second person can, and it shows for ever."""
    key = visitor.propose("Override one item", metrics="accuracy >= 0.92 (now 0.88)")
    visitor.say(f"/experiment metric {key} accuracy 0.90")
    visitor.say(f"/experiment metric {key} accuracy 0.93")
    expect(visitor.card(key)).to_contain_text(
        "✓ accuracy: 0.93 · target >= 0.92 ↑ · up 0.05 from baseline 0.88"
    )
    visitor.press(visitor.card(key), f"Submit for review: {key}")
    visitor.fill(**EVIDENCE)
    visitor.submit("Submit for review")

    visitor.open_thread(key)
    for kind, user in {"technical": BEN, "ethics": CHLOE, "business": DEV}.items():
        visitor.become(user)
        visitor.press(visitor.thread, f"Approve the {kind} review of {key}")
        expect(visitor.thread).to_contain_text(f"✓ {kind.capitalize()} review: approved by")
    expect(visitor.card(key)).to_contain_text(f"approved once “{ITEM}” is met, or overridden by two people")
    expect(visitor.card(key)).to_contain_text("In review")

    visitor.press(visitor.thread, f"Override an item of {key}")
    visitor.fill(Reason="The flag can be switched off.")
    visitor.submit("Ask")
    # It stands in the notice of the thread too.
    board = visitor.thread.locator(".message").filter(has_text=f"Review of {key}, revision")
    confirm = board.get_by_role("button", name=f"Confirm override of {key}: {ITEM}", exact=True)
    confirm.click()
    expect(visitor.private_answer()).to_contain_text("You asked for this override, so somebody else decides")

    visitor.become(CHLOE)
    confirm.click()
    expect(visitor.card(key)).to_contain_text("Approved")
    expect(visitor.card(key)).to_contain_text(
        f"Overridden: {ITEM}, asked by Dev Patel, confirmed by Chloe Martin"
    )
    expect(confirm).to_have_count(0)
    expect(visitor.thread).to_contain_text("“The flag can be switched off.”")

    visitor.become(ANA)
    # What only Ana sees is there once the page is hers; a command typed before would be lost with the page of Chloe.
    told = visitor.channel.locator(".message.ephemeral").last
    expect(told).to_contain_text("accuracy of")
    visitor.say(f"/experiment history {key}")
    expect(told).to_contain_text(re.compile(f"Chloe Martin confirmed the override of: {ITEM}"))


def test_a_change_in_review_resets_exactly_what_it_touches(visitor: Visitor) -> None:
    """A typo in the title resets nothing; another threshold resets two reviews, and the card says from what to what."""
    key = visitor.propose("Changd in review", metrics="accuracy >= 0.92")
    visitor.press(visitor.card(key), f"Submit for review: {key}")
    visitor.fill(Documentation="https://wiki.example.com")
    visitor.submit("Submit for review")
    visitor.open_thread(key)
    for kind, user in {"technical": BEN, "ethics": CHLOE}.items():
        visitor.become(user)
        visitor.press(visitor.thread, f"Approve the {kind} review of {key}")
        expect(visitor.thread).to_contain_text(f"✓ {kind.capitalize()} review: approved by")

    visitor.become(ANA)
    visitor.say(f"/experiment edit {key}")
    visitor.fill(Title="Changed in review")
    visitor.submit("Save")
    expect(visitor.card(key)).to_contain_text("Changed: title: Changd in review → Changed in review")
    expect(visitor.card(key)).to_contain_text("✓ Technical review: approved")

    visitor.say(f"/experiment edit {key}")
    visitor.fill(Success_metrics="accuracy >= 0.90")
    visitor.submit("Save")
    expect(visitor.card(key)).to_contain_text(
        "success metrics (reset the technical and business reviews): accuracy: >= 0.92 → >= 0.9"
    )
    expect(visitor.card(key)).to_contain_text("○ Technical review: awaited from")
    expect(visitor.card(key)).to_contain_text("✓ Ethics review: approved")


def test_a_value_that_is_no_number_stays_in_the_form(visitor: Visitor) -> None:
    """What was typed stays beside a sentence that says how to mend it, and what stands beside it is recorded with it only as a whole."""
    key = visitor.propose("Values that do not fit", metrics="accuracy >= 0.92\nguardrail: latency <= 800 ms")
    visitor.press(visitor.card(key), f"Record values: {key}")
    field = visitor.form.get_by_label("latency <= 800 ms")
    for typed, why in {
        "nan": "“nan” is not a number",
        "1e999": "out of range",
        "1 s": "measured in ms",
    }.items():
        field.fill(typed)
        visitor.form.get_by_role("button", name="Record", exact=True).click()
        expect(field).to_have_accessible_description(re.compile(why))
        expect(field).to_have_value(typed)
    field.fill("640 ms")
    visitor.submit("Record")
    expect(visitor.card(key)).to_contain_text("✓ latency: 640 ms")
