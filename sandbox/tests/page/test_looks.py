"""Phone width, light and dark, and what an accessibility checker finds."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.acts import message, open_form, say
from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e

# axe is fetched by npm, here or in a folder around this project.
AXE = next(
    (
        axe
        for folder in Path(__file__).parents
        if (axe := folder / "node_modules/axe-core/axe.min.js").exists()
    ),
    Path("axe-core is missing; npm install axe-core brings it"),
)
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


def findings(page: Page) -> list[str]:
    """What axe has to say against the page as it stands."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing; `npm install --no-save axe-core` brings it.")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def furnish(page: Page) -> None:
    """Something of everything in the channel."""
    for words in ("Good morning `all`, @ben", "/card Reading 7", "/gallery", "/attach", "/whisper Psst"):
        say(page, words)
    expect(message(page, "Only visible to you").last).to_be_visible()
    expect(page.get_by_role("group", name="File plan.yml").last).to_contain_text("stage_1")


def sideways(page: Page) -> int:
    """How far the page could be scrolled sideways; a phone's page must not."""
    distance: int = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    return distance


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_full_channel(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    furnish(page)
    card = message(page, "Reading 7").last
    card.get_by_role("button", name="Approve").click()
    expect(card.get_by_role("link", name="1 reply")).to_be_visible()
    card.get_by_role("link", name="1 reply").click()
    expect(page.get_by_role("complementary", name="Thread").get_by_role("article")).to_have_count(2)
    page.get_by_role("button", name="Inspector", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("To the app.*attach")).last).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_modal_with_errors(visit: Visit, scheme: str) -> None:
    page = visit("U02BEN", color_scheme=scheme)
    form = open_form(page)
    form.get_by_role("button", name="Record", exact=True).click()
    expect(form.get_by_text("required")).to_be_visible()
    form.get_by_label("Watchers").click()
    expect(form.get_by_role("listbox")).to_be_visible()
    assert findings(page) == []
    form.get_by_label("Watchers").press("Escape")
    form.get_by_role("button", name="Cancel", exact=True).click()
    expect(form).to_be_hidden()


def test_axe_finds_nothing_in_home_and_menus(visit: Visit) -> None:
    page = visit("U03CHI")
    page.get_by_role("navigation", name="Channels").get_by_role("link", name="Gauge").click()
    expect(page.get_by_role("heading", name="Welcome to Gauge")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("navigation", name="Channels").get_by_role("link", name="quiet").or_(
        page.get_by_role("link", name="general")
    ).first.click()
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.get_by_role("dialog", name="Choose an emoji")).to_be_visible()
    assert findings(page) == []


def test_dark_follows_the_device_and_the_button_turns_it(visit: Visit) -> None:
    page = visit(color_scheme="dark")
    background = "getComputedStyle(document.querySelector('main')).backgroundColor"
    expect(page.get_by_role("heading", name="#general", level=1)).to_be_visible()
    assert page.evaluate(background) == "rgb(26, 29, 33)"
    page.get_by_role("button", name="Light theme").click()
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.reload()
    expect(page.get_by_role("button", name="Dark theme")).to_be_visible()
    assert page.evaluate(background) == "rgb(255, 255, 255)"


def luminance(colour: str) -> float:
    """How bright a colour of the browser is, as WCAG counts it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bars_of_a_chart_stand_out_and_its_unit_is_told(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    say(page, "/gallery")
    chart = page.get_by_role("figure", name="How long it takes (days)").last
    expect(chart.get_by_role("row", name="governance 1 2 3 4")).to_be_visible()
    colours: list[str] = chart.locator(".bar").evaluate_all(
        "bars => bars.map((bar) => getComputedStyle(bar).backgroundColor)"
    )
    assert len(set(colours)) == 4
    # The paper of a message, and that of one which only one person sees.
    for name in ("--paper", "--ephemeral"):
        paper: str = page.evaluate(
            "(name) => { const box = document.createElement('i'); box.style.background = `var(${name})`;"
            " document.body.append(box); const seen = getComputedStyle(box).backgroundColor; box.remove(); return seen; }",
            name,
        )
        assert [colour for colour in colours if contrast(colour, paper) < 3.5] == []


def test_a_chart_of_two_columns_fits_on_a_phone(visit: Visit) -> None:
    page = visit(**PHONE)
    say(page, "/gallery")
    bars = page.get_by_role("figure", name="How long it takes (days)").last.locator(".bar")
    expect(bars.nth(3)).to_be_attached()
    assert max(bars.evaluate_all("bars => bars.map((bar) => bar.getBoundingClientRect().width)")) < 60


def test_a_phone_has_a_drawer_and_a_full_thread(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV", **PHONE)
    sidebar = page.get_by_role("navigation", name="Channels")
    expect(page.get_by_role("heading", name="#reviews", level=1)).to_be_visible()
    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="Channels").click()
    sidebar.get_by_role("link", name="general").click()
    expect(sidebar).to_be_hidden()
    expect(page.get_by_role("heading", name="#general", level=1)).to_be_visible()
    furnish(page)
    assert sideways(page) <= 0
    card = message(page.get_by_role("main"), "Reading 7").last
    card.get_by_role("button", name="Approve").click()
    card.get_by_role("link", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(message(thread, "Approved by").last).to_be_visible()
    box = thread.bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert sideways(page) <= 0
    page.get_by_role("button", name="Close thread").click()
    expect(page.get_by_label("Message #general")).to_be_visible()


def test_a_modal_fits_a_phone(visit: Visit) -> None:
    page = visit("U03CHI", "C02REV", **PHONE)
    form = open_form(page, "#reviews")
    form.get_by_label("Evidence").scroll_into_view_if_needed()
    expect(form.get_by_role("button", name="Record", exact=True)).to_be_in_viewport()
    assert sideways(page) <= 0
    form.get_by_role("button", name="Cancel", exact=True).click()
    expect(form).to_be_hidden()
