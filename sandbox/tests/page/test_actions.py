"""Buttons, menus and pickers in messages and in App Home; the inspector."""

import re

import pytest
from playwright.sync_api import Route, expect
from slack_sdk import WebClient

from strictslack.server import Sandbox
from tests.page.acts import message, say
from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e


def test_a_click_changes_the_card_for_everybody(visit: Visit) -> None:
    ana, ben = visit("U01ANA"), visit("U02BEN")
    say(ana, "/card Reading 12")
    say(ana, "/card Reading 13")
    ana.get_by_role("button", name="Approve Reading 13").click()
    for page in (ana, ben):
        card = message(page, "Reading 13")
        expect(card.get_by_text("Approved by @Ana Silva")).to_be_visible()
        expect(card.get_by_role("button", name="Approve")).to_have_count(0)
        expect(card.get_by_role("link", name="1 reply")).to_be_visible()
        expect(page.get_by_role("button", name="Approve Reading 12")).to_be_visible()


def test_a_button_is_busy_until_the_app_answers_and_a_failure_is_told_beside_it(
    visit: Visit, held: set[str]
) -> None:
    page = visit()
    say(page, "/card Reading 20")
    card = message(page, "Reading 20")
    held.add("stubborn")
    card.get_by_role("button", name="Ask for changes").click()
    expect(card.get_by_role("button", name="Ask for changes")).to_have_attribute("aria-busy", "true")
    expect(card.get_by_role("alert")).to_contain_text("did not acknowledge")
    expect(card.get_by_role("button", name="Ask for changes")).not_to_have_attribute("aria-busy", "true")
    held.clear()
    card.get_by_role("button", name="Ask for changes").click()
    expect(message(page, "What should change?")).to_contain_text("Only visible to you")
    expect(card.get_by_role("alert")).to_have_count(0)


def test_a_click_on_a_message_that_is_drawn_anew_at_that_moment_counts(visit: Visit, slack: Sandbox) -> None:
    page = visit()
    say(page, "/card Reading 25")
    button = message(page, "Reading 25").get_by_role("button", name="Approve Reading 25")
    expect(button).to_be_visible()

    def draw_anew_first(route: Route) -> None:
        shown = next(
            one for one in slack.person("U01ANA").messages("C01GEN") if one.get("text") == "Reading 25"
        )
        fresh = [
            {name: value for name, value in block.items() if name != "block_id"} for block in shown["blocks"]
        ]
        bot = WebClient(slack.bot_token, base_url=slack.api_url)
        bot.chat_update(channel="C01GEN", ts=shown["ts"], text=shown["text"], blocks=fresh)
        route.continue_()

    page.route("**/_sandbox/act", draw_anew_first, times=1)
    button.click()
    expect(message(page, "Reading 25").get_by_text("Approved by @Ana Silva")).to_be_visible()


def test_a_dangerous_button_asks_first(visit: Visit) -> None:
    page = visit()
    say(page, "/card Reading 30")
    card = message(page, "Reading 30")
    card.get_by_role("button", name="Reject").click()
    question = page.get_by_role("dialog", name="Reject this reading?")
    expect(question).to_contain_text("This is final.")
    question.get_by_role("button", name="Keep it").click()
    expect(question).to_have_count(0)
    card.get_by_role("button", name="Reject").click()
    question.get_by_role("button", name="Reject it").click()
    expect(message(page, "reject: Reading 30")).to_be_visible()


def test_an_overflow_menu(visit: Visit) -> None:
    page = visit()
    say(page, "/card Reading 40")
    message(page, "Reading 40").get_by_role("button", name="More options").click()
    page.get_by_role("menuitem", name="Withdraw").click()
    expect(message(page, "more: withdraw")).to_be_visible()


def test_pickers_in_a_message_act_at_once(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    say(page, "/gallery acting", "#reviews")
    row = message(page, "Which kind?").last
    row.get_by_label("Pick a kind").select_option("Flow")
    expect(message(page, "picked: flow")).to_be_visible()
    row.get_by_label("Pick a person").select_option("Ben Okafor")
    expect(message(page, "picked_person: U02BEN")).to_be_visible()
    row.get_by_label("Pick people").click()
    page.get_by_role("listbox").get_by_role("option", name="Chiara Rossi").click()
    page.get_by_role("listbox").get_by_role("option", name="Dev Patel").click()
    row.get_by_label("Pick people").press("Escape")
    row.get_by_label("Pick people").press("Tab")
    expect(message(page, "picked_people: ['U03CHI', 'U04DEV']")).to_be_visible()
    row.locator("input[type=date]").fill("2030-01-02")
    expect(message(page, "picked_day: 2030-01-02")).to_be_visible()
    row.get_by_role("group", name="Checklist").get_by_label("Temperature").check()
    expect(message(page, "checked: ['temperature']")).to_be_visible()
    expect(row.get_by_role("link", name="Read more")).to_have_attribute("href", "https://example.com/docs")


def test_the_home_of_an_app(visit: Visit) -> None:
    page = visit("U02BEN")
    page.get_by_role("navigation", name="Channels").get_by_role("link", name="Gauge").click()
    expect(page.get_by_role("heading", name="Welcome to Gauge")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Your readings, @Ben Okafor.")
    page.get_by_role("button", name="Write to me").click()
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(message(page, "home_button: from home")).to_be_visible()
    page.get_by_role("link", name="Home", exact=True).click()
    page.reload()
    expect(page.get_by_role("heading", name="Welcome to Gauge")).to_be_visible()


def test_the_inspector_shows_both_directions_and_sets_faults(visit: Visit) -> None:
    page = visit("U01ANA", "C03QUI")
    page.get_by_role("button", name="Inspector", exact=True).click()
    inspector = page.get_by_role("region", name="Inspector")
    say(page, "/attach", "#quiet")
    inspector.get_by_role("button", name=re.compile("To the app.*attach")).click()
    expect(inspector).to_contain_text('"command": "/attach"')
    upload = inspector.get_by_role("button", name=re.compile("From the app.*files.completeUploadExternal"))
    expect(upload).to_be_visible()
    expect(inspector).not_to_contain_text("xoxb-")
    inspector.get_by_label("Kind").select_option("error")
    inspector.get_by_label("Error").fill("is_archived")
    inspector.get_by_role("button", name="Set fault").click()
    expect(inspector.get_by_role("listitem").filter(has_text="(is_archived), 1 more")).to_be_visible()
    inspector.get_by_role("button", name="Clear").click()
    expect(inspector).to_contain_text("No faults")
    page.reload()
    expect(upload).to_be_visible()


def test_hostile_words_from_an_app_stay_words(visit: Visit) -> None:
    page = visit("U01ANA", "C03QUI")
    say(page, "/gallery hostile", "#quiet")
    shown = message(page, "<script>document.title=1</script>").last
    expect(shown.get_by_role("heading")).to_contain_text("<img src=x onerror=")
    expect(shown).to_contain_text("<javascript:alert(1)|a trap>")
    expect(shown.get_by_role("link", name="<b>x</b>")).to_have_attribute("href", "https://example.com/")
    expect(shown.locator("img, script, b")).to_have_count(0)
    assert page.evaluate(
        "[...document.querySelectorAll('a')].every((a) => !a.href.startsWith('javascript:'))"
    )
    expect(page).to_have_title(re.compile("quiet"))


def test_nothing_is_drawn_anew_under_a_finger(visit: Visit, slack: Sandbox) -> None:
    bot = WebClient(token=slack.bot_token, base_url=slack.api_url)
    ana, ben = visit("U01ANA"), visit("U02BEN")
    say(ana, "/card Reading 26")
    ana.get_by_role("button", name="Approve Reading 26").hover()
    ana.mouse.down()
    shown = slack.person("ben").sees("Reading 26", channel="general")
    edited = [*shown["blocks"], {"type": "context", "elements": [{"type": "mrkdwn", "text": "Second look"}]}]
    bot.chat_update(channel="C01GEN", ts=shown["ts"], text=shown["text"], blocks=edited)
    expect(message(ben, "Reading 26")).to_contain_text("Second look")
    ana.mouse.up()
    expect(message(ana, "Reading 26").get_by_text("Approved by @Ana Silva")).to_be_visible()
