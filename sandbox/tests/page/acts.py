"""What a person does on the page, in words; other tests of a bot can read here how to find things."""

from playwright.sync_api import Locator, Page, expect


def say(page: Page, words: str, place: str = "#general") -> None:
    """Types a message or a command into the open channel and sends it."""
    box = page.get_by_label(f"Message {place}", exact=True)
    box.fill(words)
    box.press("Enter")


def message(place: Page | Locator, words: str) -> Locator:
    """The messages that show these words."""
    return place.get_by_role("article").filter(has_text=words)


def modal(page: Page, title: str) -> Locator:
    """The open modal with this title."""
    dialog = page.get_by_role("dialog", name=title, exact=True)
    expect(dialog).to_be_visible()
    return dialog


def open_form(page: Page, place: str = "#general") -> Locator:
    """The app's form, opened by its command."""
    say(page, "/reading", place)
    return modal(page, "Record a reading")
