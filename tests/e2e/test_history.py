"""What the team's history says, in a real browser: while a proposal is typed, when searched, and in charts."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.e2e


def test_what_was_tried_shows_while_typing_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    """Conclude one, type the like of it, see it, type on, propose by one click; then search and insights."""
    tried = visitor.propose(
        "Larger chunks in the index", hypothesis="If chunks are longer, answers quote more."
    )
    visitor.say(f"/experiment conclude {tried}")
    visitor.fill(Learning="No gain: more noise than context.")
    visitor.submit("Conclude")
    expect(visitor.card(tried)).to_contain_text("Concluded")

    visitor.say("/experiment propose")
    title = visitor.form.get_by_label("Title", exact=True)
    title.press_sequentially("Chunk the index larger")
    expect(visitor.form).to_contain_text("Tried before")
    expect(visitor.form).to_contain_text(f"{tried} “Larger chunks in the index” · concluded in")
    expect(visitor.form).to_contain_text("No gain: more noise than context.")
    title.press_sequentially(", for manuals only")
    visitor.form.get_by_label("Hypothesis").press_sequentially(
        "If manuals have longer chunks, then it helps."
    )
    expect(title).to_have_value("Chunk the index larger, for manuals only")
    visitor.submit("Propose")
    expect(visitor.card("for manuals only")).to_contain_text("If manuals have longer chunks, then it helps.")

    visitor.say("/experiment search larger chunks")
    expect(visitor.private_answer()).to_contain_text(
        f"{tried} Larger chunks in the index · concluded: No gain"
    )

    visitor.say("/experiment insights")
    expect(visitor.private_answer()).to_contain_text(re.compile(r"Insights from \d+ experiments"))
    chart = visitor.private_answer().get_by_role("figure").first
    expect(chart).to_contain_text("Days from proposal to result")
    expect(chart).to_contain_text("experimentation")
