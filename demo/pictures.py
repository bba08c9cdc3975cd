"""Take the pictures of the README from the demo's own page: `python -m demo.pictures`, or `make pictures`."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright

from demo.house import House, opened
from demo.processes import ROOT, DemoCannotStart, forget_surroundings, free_port
from demo.story import ADA, ANA, BEN, CHLOE, FAY, GENERAL, REVIEWS

FOLDER = ROOT / "docs" / "pictures"
WIDE: ViewportSize = {"width": 1440, "height": 900}
# For a form or a thread alone: all of it shows.
TALL: ViewportSize = {"width": 1440, "height": 1110}
PROPOSAL = {
    "Title": "Answer from the cache first",
    "Hypothesis": "If we cache frequent answers, half of the questions need no model call, because people ask "
    "the same things.",
    "Success metrics": "cost per answer <= 0.006 € (now 0.013 €)\nguardrail: satisfaction >= 4.3 (now 4.3)",
}


CHECK_INS = {
    ANA: {
        "Progress": "The answer cache holds 50,000 questions",
        "Next": "Measure its hit rate on Monday's traffic",
        "Blockers": "EXP-10: the GPU quota is used up until Thursday",
    },
    BEN: {"Progress": "Reviewed the router", "Next": "Load test of the new index"},
    CHLOE: {"Next": "Bias check of the router", "Help needed": "@dev, which regions launch first?"},
}


def main() -> int:
    """Take every picture anew."""
    forget_surroundings()
    try:
        with visited() as page:
            for name, show in PICTURES.items():
                show(page).screenshot(path=FOLDER / f"{name}.png")
                print(f"docs/pictures/{name}.png")
    except DemoCannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


@contextmanager
def visited() -> Iterator[Page]:
    """Open a fresh demo in a browser for the length of a `with` block."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(free_port(), Path(folder))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        with browser, opened(house):
            context = browser.new_context(viewport=WIDE, color_scheme="light", base_url=house.address)
            yield context.new_page()


def review(page: Page) -> Page:
    """Show a card in review, and its thread with the buttons of the board."""
    page.set_viewport_size(WIDE)
    open_thread(page, BEN, "EXP-10")
    bring_to_top(message(page.locator("#main"), "EXP-10 ·"))
    return page


def propose(page: Page) -> Locator:
    """Show the form of a new experiment, filled in."""
    page.set_viewport_size(TALL)
    open_channel(page, ANA)
    words = page.get_by_label("Message #experiment-reviews")
    words.fill("/experiment propose")
    words.press("Enter")
    form = page.get_by_role("dialog")
    # On a screen one would scroll in it.
    form.evaluate("node => { node.style.maxHeight = 'none'; }")
    for label, text in PROPOSAL.items():
        form.get_by_label(label).fill(text)
    form.get_by_label("Target date").fill(f"{(datetime.now(UTC) + timedelta(days=45)).date()}")
    form.get_by_label("Target date").blur()
    expect(form).to_contain_text("Tried before")
    return form


def insights(page: Page) -> Locator:
    """Show what the team's own history says."""
    page.set_viewport_size(TALL)
    open_channel(page, BEN)
    words = page.get_by_label("Message #experiment-reviews")
    words.fill("/experiment insights")
    words.press("Enter")
    told = page.locator(".message.ephemeral", has_text="Insights from").last
    expect(told).to_contain_text("How long a seat waited")
    page.mouse.move(0, 0)
    return told


def promotion(page: Page) -> Locator:
    """Show the last approval, and the deployment plan that it brought about."""
    page.set_viewport_size(TALL)
    open_thread(page, FAY, "EXP-9")
    thread = page.locator("#thread")
    thread.get_by_role("button", name="Approve the promotion of EXP-9 as product owner").click()
    expect(thread.get_by_role("link", name=re.compile("Download"))).to_have_count(4)
    page.mouse.move(0, 0)
    bring_to_top(message(thread, "Promotion of EXP-9"))
    return thread


def standup(page: Page) -> Page:
    """Show the summary of a standup: blockers and help first, then what each has done."""
    page.set_viewport_size(WIDE)
    open_general(page, ADA)
    say(page, "/ceremony run standup")
    for user, answers in CHECK_INS.items():
        open_general(page, user)
        posted(page, "Daily standup ·").get_by_role("button", name="Check in: standup").click()
        for label, text in answers.items():
            page.get_by_role("dialog").get_by_label(label, exact=True).fill(text)
        page.get_by_role("dialog").get_by_role("button", name="Check in", exact=True).click()
        expect(page.get_by_role("dialog")).to_be_hidden()
    open_general(page, ADA)
    posted(page, "Daily standup ·").get_by_role("button", name="Post the summary").click()
    summary = posted(page, "Standup of")
    expect(summary).to_contain_text("No check-in")
    page.mouse.move(0, 0)
    return page


def agenda(page: Page) -> Locator:
    """Show the agenda of an experiment review, made of what waits and what was learnt."""
    page.set_viewport_size(TALL)
    open_general(page, ADA)
    say(page, "/ceremony run review")
    drawn = posted(page, "Waiting for a decision")
    expect(drawn).to_be_visible()
    page.mouse.move(0, 0)
    return drawn


def monitoring(page: Page) -> Locator:
    """Show what came with the promotion: the plan, the alert rules with their unit tests, and the dashboard."""
    page.set_viewport_size(TALL)
    open_thread(page, FAY, "EXP-9")
    thread = page.locator("#thread")
    expect(thread.get_by_role("link", name=re.compile("Download"))).to_have_count(4)
    rules = thread.get_by_role("group", name=re.compile(r"^File .*\.rules\.yml"))
    rules.get_by_role("button", name=re.compile("Show all")).click()
    rules.locator("pre").evaluate(
        """node => {
            const text = node.textContent;
            node.scrollTop = node.scrollHeight * text.indexOf("- alert") / text.length;
        }"""
    )
    page.mouse.move(0, 0)
    bring_to_top(rules)
    return thread


def home(page: Page) -> Page:
    """Show App Home of who is to review: what waits, with its buttons, the milestones and the next ceremonies."""
    page.set_viewport_size(WIDE)
    open_channel(page, BEN)
    page.get_by_role("link", name="Assay").first.click()
    expect(page.locator(".home-body")).to_contain_text("Waits for you")
    expect(page.locator(".home-body")).to_contain_text("Next ceremonies")
    page.mouse.move(0, 0)
    return page


PICTURES: dict[str, Callable[[Page], Page | Locator]] = {
    "home": home,
    "review": review,
    "promotion": promotion,
    "monitoring": monitoring,
    "insights": insights,
    "standup": standup,
    "agenda": agenda,
    # The last one: its form stays open.
    "propose": propose,
}


def open_channel(page: Page, user: str) -> None:
    """Open the review channel as somebody."""
    page.goto(f"/#/{user}/{REVIEWS}")
    expect(page.locator("body")).to_have_attribute("data-place", f"#/{user}/{REVIEWS}")
    expect(message(page.locator("#main"), "Welcome!")).to_be_visible()


def open_general(page: Page, user: str) -> None:
    """Open the team's channel, where its ceremonies are held, as somebody."""
    page.goto(f"/#/{user}/{GENERAL}")
    expect(page.locator("body")).to_have_attribute("data-place", f"#/{user}/{GENERAL}")


def say(page: Page, text: str) -> None:
    """Type a command in the team's channel."""
    words = page.get_by_label("Message #general")
    words.fill(text)
    words.press("Enter")


def open_thread(page: Page, user: str, key: str) -> None:
    """Open the thread of an experiment as somebody."""
    open_channel(page, user)
    message(page.locator("#main"), f"{key} ·").get_by_role("link", name=re.compile("repl")).click()
    expect(page.locator("#thread")).to_contain_text(key)
    page.mouse.move(0, 0)


def message(place: Locator, text: str) -> Locator:
    """Return the newest message of a place that shows a text."""
    return place.locator(".message", has_text=text).last


def posted(page: Page, text: str) -> Locator:
    """Return the newest message of the channel that shows a text to everybody."""
    return page.locator("#main .message:not(.ephemeral)", has_text=text).last


def bring_to_top(shown: Locator) -> None:
    """Scroll the list of a message until the message stands at its top."""
    shown.evaluate(
        """node => {
            const list = node.closest(".scroller");
            list.scrollTop += node.getBoundingClientRect().top - list.getBoundingClientRect().top;
        }"""
    )


if __name__ == "__main__":
    sys.exit(main())
