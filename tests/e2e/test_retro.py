"""A retrospective in a real browser: cards by several people, votes, results, an action, and the end."""

import re

import pytest
from playwright.sync_api import Locator, expect

from demo.story import ANA, BEN, CHLOE
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def board(visitor: Visitor) -> Locator:
    """Return the board in the channel."""
    return visitor.card("Median time from proposal")


def add_card(visitor: Visitor, about: str, text: str) -> None:
    """Fill in the open form of a card; an empty one takes its place."""
    visitor.form.get_by_label("About").select_option(about)
    visitor.fill(Card=text)
    visitor.form.get_by_role("button", name="Add", exact=True).click()
    expect(visitor.form).to_contain_text("Your card is in")
    expect(visitor.form.get_by_label("Card", exact=True)).to_have_value("")


def test_a_retrospective_from_cards_to_actions(visitor: Visitor) -> None:
    """Set up, open, write as three people, group, vote, show, agree, close, and look at what is to be done."""
    visitor.say("/ceremony setup")
    visitor.submit("Set up")
    visitor.say("/ceremony run retro")
    expect(board(visitor)).to_contain_text("Cards are anonymous")

    visitor.press(board(visitor), "Add a card")
    expect(visitor.form).to_contain_text("neither your name nor a time is kept")
    add_card(visitor, "What went well", "The eval set found the regression")
    add_card(visitor, "What to improve", "Reviews wait too long")
    visitor.form.get_by_role("button", name="Cancel", exact=True).click()
    expect(visitor.form).to_be_hidden()
    visitor.become(BEN)
    visitor.say("/retro improve Technical reviews take a week")
    expect(visitor.private_answer()).to_contain_text("Your card is in")
    visitor.become(CHLOE)
    visitor.say("/retro thanks Ben, for the night at the index")
    expect(visitor.private_answer()).to_contain_text("Your card is in")
    expect(board(visitor)).not_to_contain_text("Reviews wait too long")

    visitor.become(ANA)
    visitor.press(board(visitor), "Start voting")
    expect(board(visitor)).to_contain_text("Reviews wait too long")
    group(visitor)
    vote(visitor, BEN, "Slow reviews", "The eval set")
    vote(visitor, CHLOE, "Slow reviews")
    expect(board(visitor)).to_contain_text("2 people have voted so far")

    visitor.become(ANA)
    visitor.press(board(visitor), "Show results")
    expect(board(visitor)).to_contain_text(re.compile(r"██ 2\s*Slow reviews.*█ 1\s*The eval set", re.DOTALL))
    visitor.press(board(visitor), "Add an action")
    visitor.fill(Action="A fixed review hour on Tuesdays")
    visitor.form.get_by_label("Owner").select_option(CHLOE)
    visitor.submit("Add")
    expect(board(visitor)).to_contain_text("A fixed review hour on Tuesdays · Chloe Martin")

    visitor.press(board(visitor), "Close")
    summary = visitor.card("what came of it")
    for line in ("Slow reviews", "A fixed review hour on Tuesdays", "@Chloe Martin", "Ben, for the night"):
        expect(summary).to_contain_text(line)
    expect(board(visitor)).to_contain_text("This retrospective is over")

    visitor.become(CHLOE)
    visitor.say("/retro actions")
    expect(visitor.private_answer()).to_contain_text("1 action to do")
    visitor.private_answer().get_by_role("button", name=re.compile("Mark action .* as done")).click()
    expect(visitor.private_answer()).to_contain_text("No action is open")
    expect(summary).to_contain_text("✓ A fixed review hour")


def group(visitor: Visitor) -> None:
    """Gather the two cards that say the same."""
    visitor.press(board(visitor), "Group cards")
    for text in ("Reviews wait", "Technical reviews"):
        visitor.form.get_by_label(re.compile(text)).check()
    visitor.fill(Name_of_the_group="Slow reviews")
    visitor.submit("Save")
    expect(board(visitor)).to_contain_text("Slow reviews (2 cards)")


def vote(visitor: Visitor, user: str, *topics: str) -> None:
    """Vote as somebody."""
    visitor.become(user)
    visitor.press(board(visitor), "Vote")
    for topic in topics:
        visitor.form.get_by_label(re.compile(topic)).check()
    visitor.submit("Vote")
