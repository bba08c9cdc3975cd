"""Somebody at the sandbox's page in a real browser: what they type, press and see."""

import re

from playwright.sync_api import Locator, Page, expect

from demo.story import REVIEWS


class Visitor:
    """Acts in the review channel by what stands on the page: labels, roles and text."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.channel = page.locator("#main")
        self.thread = page.locator("#thread")
        self.form = page.get_by_role("dialog")

    def come(self, user: str) -> None:
        """Open the page as somebody."""
        self.page.goto(f"{self.address}/#/{user}/{REVIEWS}")
        self.arrive(f"#/{user}/{REVIEWS}")

    def arrive(self, place: str) -> None:
        """Wait until the page has brought its visitor to a place, given by the beginning of its address."""
        expect(self.page.locator("body")).to_have_attribute("data-place", re.compile("^" + re.escape(place)))

    def become(self, user: str) -> None:
        """Switch to somebody else, as anyone does who tries the demo."""
        self.page.get_by_label("Acting as").select_option(user)
        self.arrive(f"#/{user}/")

    def say(self, text: str) -> None:
        """Type a message or a command, where no form lies over the channel."""
        expect(self.form).to_be_hidden()
        words = self.page.get_by_label("Message #experiment-reviews")
        words.fill(text)
        words.press("Enter")

    def fill(self, **fields: str) -> None:
        """Fill in fields of the form by their labels, an underscore for a blank."""
        for label, text in fields.items():
            self.form.get_by_label(label.replace("_", " "), exact=True).fill(text)

    def submit(self, button: str) -> None:
        """Submit the form, which closes."""
        self.form.get_by_role("button", name=button, exact=True).click()
        expect(self.form).to_be_hidden()

    def private_answer(self) -> Locator:
        """Return what the app told this person alone, the newest."""
        return self.page.locator(".message.ephemeral").last

    def card(self, text: str) -> Locator:
        """Return the card in the channel, by its title or key; what its thread said to the channel is none."""
        found = self.channel.locator(".message:not(.ephemeral)", has_text=text)
        return found.filter(has_not_text="replied to a thread").last

    def open_thread(self, key: str) -> None:
        """Open the thread of a card."""
        self.card(f"{key} ·").get_by_role("link", name=re.compile("repl")).click()
        expect(self.thread.locator(".message").first).to_contain_text(f"{key} ·")

    def download(self, name: str) -> bytes:
        """Return the contents of a file of the thread."""
        link = self.thread.get_by_role("group", name=f"File {name}").get_by_role(
            "link", name=re.compile("Download")
        )
        with self.page.expect_download() as downloading:
            link.click()
        return downloading.value.path().read_bytes()

    def press(self, place: Locator, name: str) -> None:
        """Press a button by its whole name."""
        place.get_by_role("button", name=name, exact=True).click()

    def propose(
        self,
        title: str,
        hypothesis: str = "If we try, we shall know.",
        metrics: str = "",
        *,
        shown: str = "",
    ) -> str:
        """Propose an experiment by the form, whose title is `shown` so or as it is typed; return its key."""
        self.say("/experiment propose")
        self.fill(Title=title, Hypothesis=hypothesis, Success_metrics=metrics)
        self.submit("Propose")
        card = self.card(shown or title)
        expect(card).to_contain_text("Proposed")
        expect(card).to_contain_text(re.compile(r"EXP-\d+"))
        found = re.search(r"EXP-\d+", card.text_content() or "")
        assert found
        return found[0]
