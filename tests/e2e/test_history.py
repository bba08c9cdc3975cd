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


def test_insights_are_chosen_by_menus_and_their_data_is_downloaded(visitor: Visitor) -> None:
    """Choose a span and a project beside each other, and take the data of what is shown."""
    for title in ("Rerank by clicks", "Rerank by price", "Rerank by age", "Rerank by stock"):
        tried = visitor.propose(title)
        visitor.say(f"/experiment conclude {tried}")
        visitor.fill(Learning="No gain.")
        visitor.submit("Conclude")
        expect(visitor.card(tried)).to_contain_text("Concluded")
    visitor.say("/project create Search")
    visitor.submit("Create")

    visitor.say("/experiment insights")
    told = visitor.private_answer()
    expect(told).to_contain_text(re.compile(r"Insights from \d+ experiments"))
    expect(told).to_contain_text("Proposed at any time, all projects")
    chart = told.get_by_role("figure").first
    expect(chart).to_contain_text("From proposal to result (days)")
    expect(chart).to_contain_text("Experimentation")

    told.get_by_label("Span of time").select_option("Last 30 days")
    expect(told).to_contain_text("Proposed in the last 30 days")
    told.get_by_label("Project").select_option("Search")
    expect(told).to_contain_text("Proposed in the last 30 days")
    expect(told).to_contain_text("project Search")
    expect(told).to_contain_text("No experiment was. Choose another span of time or another project.")
    told.get_by_label("Project").select_option("All projects")
    expect(told).to_contain_text("all projects")

    told.get_by_role("button", name="These insights: data as CSV").click()
    visitor.page.get_by_role("link", name="Assay").first.click()
    visitor.page.get_by_role("navigation", name="Assay").get_by_role("link", name="Messages").click()
    file = visitor.page.get_by_role("group", name="File insights-experiments.csv")
    with visitor.page.expect_download() as downloading:
        file.get_by_role("link", name=re.compile("Download")).click()
    written = downloading.value.path().read_text()
    assert written.startswith("experiment,title,project,workstream,risk,proposed_at,stage,")
    assert "Rerank by stock" in written
