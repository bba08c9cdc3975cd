"""The whole page without a mouse."""

import re

import pytest
from playwright.sync_api import Route, expect

from strictslack.server import Sandbox
from tests.page.acts import message, modal, open_form, say
from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e


def test_a_command_a_form_and_a_click_by_keyboard_alone(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    box = page.get_by_label("Message #reviews")
    expect(box).to_be_focused()
    page.keyboard.type("/rea")
    expect(page.get_by_role("listbox", name="Slash commands")).to_contain_text("Opens the form for a reading")
    page.keyboard.press("Enter")
    expect(box).to_have_value("/reading ")
    page.keyboard.press("Enter")
    form = modal(page, "Record a reading")
    expect(form.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(form.get_by_text("That title is taken")).to_be_visible()
    expect(form.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(form).to_be_hidden()
    expect(box).to_be_focused()
    page.keyboard.type("/card Keyed reading")
    page.keyboard.press("Enter")
    approve = page.get_by_role("button", name="Approve Keyed reading")
    expect(approve).to_be_visible()
    page.keyboard.press("Shift+F6")
    expect(message(page, "Keyed reading")).to_be_focused()
    page.keyboard.press("Tab")
    while not approve.evaluate("node => node === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(message(page, "Approved by @Ana Silva")).to_be_visible()
    # The button is gone with the decision; the keyboard stays in the message.
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_focus_stays_in_the_modal(visit: Visit) -> None:
    page = visit("U02BEN", "C02REV")
    form = open_form(page, "#reviews")
    for _ in range(45):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        )
        assert inside
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()


def test_arrows_move_among_messages(visit: Visit) -> None:
    page = visit("U02BEN", "C03QUI")
    for words in ("one fish", "two fish"):
        say(page, words, "#quiet")
        expect(message(page, words)).to_be_visible()
    message(page, "two fish").focus()
    page.keyboard.press("ArrowUp")
    expect(message(page, "one fish")).to_be_focused()
    expect(message(page, "one fish").get_by_role("button", name="Reply in thread")).to_be_visible()
    page.keyboard.press("End")
    expect(message(page, "two fish")).to_be_focused()


def test_people_and_channels_complete(visit: Visit) -> None:
    page = visit("U01ANA", "C03QUI")
    box = page.get_by_label("Message #quiet")
    box.press_sequentially("Ask @chi")
    expect(page.get_by_role("listbox", name="People").get_by_role("option")).to_contain_text("Chiara Rossi")
    page.keyboard.press("Tab")
    expect(box).to_have_value("Ask @chiara ")
    page.keyboard.type("in #rev")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Ask @chiara in #reviews ")
    page.keyboard.press("Enter")
    sent = page.get_by_role("article").filter(has_text="Ask @Chiara Rossi in #reviews")
    expect(sent.get_by_role("link", name="#reviews")).to_have_attribute("href", re.compile("C02REV$"))


def test_the_skip_links_lead_past_the_sidebar(visit: Visit) -> None:
    page = visit("U02BEN", "C03QUI")
    expect(page.get_by_label("Message #quiet")).to_be_focused()
    page.get_by_role("link", name="Skip to the writing box").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message #quiet")).to_be_focused()
    expect(page).to_have_url(re.compile("C03QUI$"))


def test_new_messages_are_read_out(visit: Visit) -> None:
    ana, ben = visit("U01ANA", "C03QUI"), visit("U02BEN", "C03QUI")
    expect(ben.get_by_label("Message #quiet")).to_be_visible()
    say(ana, "Hear this", "#quiet")
    expect(ben.get_by_role("status", name="New messages")).to_contain_text("Ana Silva: Hear this")


def test_a_menu_by_keyboard_gives_the_focus_back(visit: Visit) -> None:
    page = visit("U02BEN", "C03QUI")
    say(page, "/card Menu reading", "#quiet")
    more = message(page, "Menu reading").get_by_role("button", name="More options")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Show history")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Withdraw")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(more).to_be_focused()


def test_a_thread_that_opens_late_takes_no_words_from_who_is_typing(visit: Visit, slack: Sandbox) -> None:
    parent = slack.person("ben").type("Where does it stand?", "C03QUI")
    page = visit("U01ANA", "C03QUI")
    box = page.get_by_label("Message #quiet", exact=True)
    expect(box).to_be_focused()

    def type_first(route: Route) -> None:
        box.fill("Half a sent")
        route.continue_()

    page.route(re.compile(r"/messages\?.*thread_ts"), type_first, times=1)
    page.goto(f"{slack.url}/#/U01ANA/C03QUI/t/{parent['ts']}")
    expect(page.locator("body")).to_have_attribute("data-place", f"#/U01ANA/C03QUI/t/{parent['ts']}")
    expect(box).to_be_focused()
    page.keyboard.type("ence")
    expect(box).to_have_value("Half a sentence")


def test_who_is_chosen_last_is_who_one_becomes(visit: Visit, slack: Sandbox) -> None:
    page = visit("U01ANA", "C02REV")
    expect(page.locator("body")).to_have_attribute("data-place", "#/U01ANA/C02REV")

    def choose_another_meanwhile(route: Route) -> None:
        page.evaluate("window.location.hash = '#/U04DEV/C02REV'")
        route.continue_()

    page.route(re.compile(r"/state\?user=U02BEN"), choose_another_meanwhile, times=1)
    page.get_by_label("Acting as").select_option("U02BEN")
    expect(page.locator("body")).to_have_attribute("data-place", re.compile("^#/U04DEV/"))
    expect(page.get_by_label("Acting as")).to_have_value("U04DEV")
