"""A day of reminders in a real browser, on a clock that is moved: one message, its buttons, and nothing twice."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from flows.due import run_due
from flows.due_kinds import DIGESTS
from store.database import Database
from tests import stories
from tests.bot.lab import Lab, open_lab, walking
from tests.flows import retrospectives
from tests.stories import ANA, BEN, CLARA

pytestmark = pytest.mark.e2e


@pytest.fixture
def lab(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Lab]:
    """Yield the bot in a sandbox, on a clock that the story moves; one database is enough for what a browser sees."""
    shutil.copy(sqlite_template, sqlite_folder / "assay.db")
    database = Database(f"sqlite:///{sqlite_folder / 'assay.db'}")
    stories.open_desk(database, stories.WORKSPACE)
    with open_lab(database) as opened:
        yield opened
    database.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page as wide as a desk's screen."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1000})
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


def morning(lab: Lab, days: int) -> None:
    """Let the clock show the morning of a later day, and deliver what it owes."""
    lab.hands.now = (stories.NOW + timedelta(days=days)).replace(hour=9, minute=0, second=30)
    run_due(DIGESTS, lab.office.database, lab.office.desk_or_none, lab.hands.now)
    lab.deliver()


def talk_with(page: Page, lab: Lab, user: str, name: str) -> Locator:
    """Open somebody's talk with Assay, and return its messages."""
    direct = lab.person(name).direct("assay")
    page.goto(f"{lab.sandbox.url}/#/{user}/{direct}")
    expect(page.locator("body")).to_have_attribute("data-place", f"#/{user}/{direct}")
    return page.locator("#main .message")


def test_a_day_of_reminders(lab: Lab, page: Page) -> None:
    stories.in_review(lab.desk)
    stories.in_review(lab.desk, title="A better prompt for refunds")
    lab.deliver()
    morning(lab, 1)
    messages = talk_with(page, lab, CLARA, "clara")
    expect(messages).to_have_count(1)
    expect(messages.last).to_contain_text("2 things wait for you")
    expect(messages.last).to_contain_text("Due soon")

    # What is decided right there leaves the list.
    approve = messages.last.get_by_role("button", name="Approve the ethics review of EXP-1", exact=True)
    with walking(lab):
        approve.click()
        expect(messages.last).to_contain_text("1 thing waits for you")
    expect(approve).to_have_count(0)

    morning(lab, 2)
    expect(messages).to_have_count(1)
    morning(lab, 3)
    expect(messages).to_have_count(2)
    expect(messages.last).to_contain_text("Overdue")

    # A question stops the clock, and waits for the owner.
    messages.last.get_by_role(
        "button", name="Ask a question on the ethics review of EXP-2", exact=True
    ).click()
    form = page.get_by_role("dialog")
    form.get_by_label("Question", exact=True).fill("On which users was it run?")
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(form).to_be_hidden()
    lab.deliver()
    expect(messages.last).to_contain_text("stands still until a question is answered")
    morning(lab, 4)
    of_ana = talk_with(page, lab, ANA, "ana")
    expect(of_ana.last).to_contain_text("asks before deciding the ethics review: On which users was it run?")
    of_ana.last.get_by_role("button", name="Answer question 1 on EXP-2", exact=True).click()
    form.get_by_label("Answer", exact=True).fill("On all of May.")
    form.get_by_role("button", name="Answer", exact=True).click()
    expect(form).to_be_hidden()
    lab.deliver()
    assert lab.experiment(2).questions[0].answer == "On all of May."


def test_an_action_and_a_review_come_in_one_message_in_ones_own_hours(lab: Lab, page: Page) -> None:
    stories.in_review(lab.desk)
    retrospectives.agree(lab.desk, retrospectives.opened(lab.desk), "Pair on prompts", due="2026-03-03")
    lab.deliver()
    lab.person("ben").type("/team hours 11-19", channel="lab")
    morning(lab, 1)
    messages = talk_with(page, lab, BEN, "ben")
    expect(messages).to_have_count(0)
    lab.hands.now += timedelta(hours=2)
    run_due(DIGESTS, lab.office.database, lab.office.desk_or_none, lab.hands.now)
    lab.deliver()
    expect(messages).to_have_count(1)
    expect(messages.last).to_contain_text("2 things wait for you")
    done = messages.last.get_by_role("button", name="Mark action 1 as done: Pair on prompts", exact=True)
    with walking(lab):
        done.click()
        expect(done).to_have_count(0)
        expect(messages.last).to_contain_text("1 thing waits for you")
    expect(messages).to_have_count(1)
