"""App Home in a real browser: empty at first, then in step with what is proposed, handed over and decided there."""

import re

import pytest
from playwright.sync_api import Locator, expect

from demo.story import ANA, BEN
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def home_of(visitor: Visitor, user: str) -> Locator:
    """Open somebody's Home, and return what it shows."""
    visitor.come(user)
    visitor.page.get_by_role("link", name="Assay").first.click()
    home = visitor.page.locator(".home-body")
    expect(home.get_by_role("button", name="Propose", exact=True)).to_be_visible()
    return home


def test_a_home_from_its_three_steps_to_a_handover_that_is_settled_in_it(visitor: Visitor) -> None:
    """Propose from an empty Home, take the next step there, hand it over, and accept in another Home."""
    home = home_of(visitor, ANA)
    expect(home).to_contain_text("Three steps to begin")
    visitor.press(home, "Propose")
    visitor.fill(Title="Answers from a cache", Hypothesis="It saves a third of the calls.")
    visitor.submit("Propose")
    expect(home).to_contain_text("Yours (1)")
    expect(home).to_contain_text("next: start it, or submit it for review")
    home.get_by_role("button", name="Start: EXP-").click()
    expect(home).to_contain_text("Running since")
    found = re.search(r"EXP-\d+", home.inner_text())
    assert found
    key = found[0]

    visitor.come(ANA)
    visitor.say(f"/experiment handover {key} @ben")
    expect(visitor.private_answer()).to_contain_text("is asked in the thread")
    visitor.say("/experiment")
    expect(visitor.private_answer()).to_contain_text("Nothing waits for you.")

    home = home_of(visitor, BEN)
    expect(home).to_contain_text("Waits for you (1)")
    visitor.press(home, f"Show {key}, for its handover")
    expect(visitor.form).to_contain_text("It saves a third of the calls.")
    visitor.form.get_by_role("button", name="Close", exact=True).last.click()
    visitor.press(home, f"Accept the handover of {key}")
    expect(home).to_contain_text("Nothing waits for you.")
    expect(home).to_contain_text("Yours (1)")
    home = home_of(visitor, ANA)
    expect(home).to_contain_text("You own no experiment that is under way.")
