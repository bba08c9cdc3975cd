"""Channels, messages, threads, ephemerals: what one reads and writes."""

import re

import pytest
from playwright.sync_api import expect

from strictslack.server import Sandbox
from tests.page.acts import message, say
from tests.page.blocks import HOSTILE
from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e


def test_what_one_says_is_there_for_everybody_at_once(visit: Visit) -> None:
    ana, ben = visit("U01ANA"), visit("U02BEN")
    say(ana, "Good *morning* @ben")
    expect(message(ben, "Good morning")).to_contain_text("Ana Silva")
    expect(message(ben, "Good morning").get_by_text("@Ben Okafor")).to_be_visible()
    expect(message(ben, "Good morning").locator("strong", has_text="morning")).to_be_visible()
    expect(ana.get_by_label("Message #general")).to_have_value("")


def test_shift_enter_breaks_the_line(visit: Visit) -> None:
    page = visit()
    box = page.get_by_label("Message #general")
    box.fill("first line")
    box.press("Shift+Enter")
    box.press_sequentially("second line")
    box.press("Enter")
    expect(message(page, "first line").locator("br")).to_have_count(1)


def test_typed_markup_stays_text(visit: Visit) -> None:
    page = visit()
    say(page, HOSTILE)
    expect(page.get_by_role("article").last).to_contain_text("<script>document.title=1</script>")
    expect(page.locator("main img")).to_have_count(0)
    expect(page).to_have_title(re.compile("general"))


def test_changing_the_person_keeps_the_channel_and_reload_keeps_the_place(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    say(page, "Who am I?", "#reviews")
    expect(message(page, "Who am I?")).to_be_visible()
    page.get_by_label("Acting as").select_option("U02BEN")
    expect(page).to_have_url(re.compile(r"#/U02BEN/C02REV$"))
    expect(message(page, "Who am I?")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Acting as")).to_have_value("U02BEN")
    expect(page.get_by_role("heading", name="#reviews", level=1)).to_be_visible()


def test_somebody_who_may_not_see_a_channel_lands_elsewhere(visit: Visit) -> None:
    page = visit("U01ANA", "C04SEC")
    expect(page.get_by_role("heading", name="#secret", level=1)).to_be_visible()
    page.get_by_label("Acting as").select_option("U02BEN")
    expect(page.get_by_role("heading", name="#general", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Channels").get_by_role("link", name="secret")).to_have_count(
        0
    )


def test_an_empty_channel_says_so(visit: Visit) -> None:
    page = visit("U01ANA", "C04SEC")
    expect(page.get_by_text("Nothing has been said here yet")).to_be_visible()
    say(page, "Now it has", "#secret")
    expect(page.get_by_text("Nothing has been said here yet")).to_be_hidden()


def test_an_archived_channel_cannot_be_written_in(visit: Visit) -> None:
    page = visit("U01ANA", "C05OLD")
    expect(page.get_by_text("This channel is archived")).to_be_visible()
    expect(page.get_by_label("Message #attic")).to_have_count(0)


def test_one_joins_a_channel_before_one_writes_in_it(visit: Visit) -> None:
    page = visit("U04DEV", "C03QUI")
    expect(page.get_by_text("You are not in #quiet yet.")).to_be_visible()
    page.get_by_role("button", name="Join channel").click()
    say(page, "Here I am", "#quiet")
    expect(message(page, "Here I am")).to_be_visible()


def test_unread_marks_appear_and_go(visit: Visit, slack: Sandbox) -> None:
    page = visit("U02BEN", "C01GEN")
    expect(page.get_by_role("heading", name="#general", level=1)).to_be_visible()
    slack.person("ana").type("Anybody here?", "C03QUI")
    quiet = page.get_by_role("navigation", name="Channels").get_by_role("link", name="quiet")
    expect(quiet).to_have_attribute("aria-description", re.compile("unread"))
    quiet.click()
    expect(message(page, "Anybody here?")).to_be_visible()
    expect(quiet).not_to_have_attribute("aria-description", re.compile("unread"))


def test_a_thread_opens_beside_the_channel(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    say(page, "A question for the thread", "#reviews")
    parent = message(page.get_by_role("main"), "A question for the thread")
    parent.hover()
    parent.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_label("Reply to thread").fill("The answer")
    thread.get_by_label("Reply to thread").press("Enter")
    expect(message(thread, "The answer")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("The answer")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"#/U01ANA/C02REV/t/\d+\.\d+$"))
    page.get_by_role("button", name="Close thread").click()
    expect(thread).to_be_hidden()
    parent.get_by_role("link", name="1 reply").click()
    expect(message(thread, "The answer")).to_be_visible()


def test_an_ephemeral_is_marked_and_can_be_dismissed(visit: Visit) -> None:
    ana, ben = visit("U01ANA", "C03QUI"), visit("U02BEN", "C03QUI")
    say(ana, "/whisper Between us", "#quiet")
    whispered = message(ana, "Between us")
    expect(whispered).to_contain_text("Only visible to you")
    say(ana, "And now aloud", "#quiet")
    expect(message(ben, "And now aloud")).to_be_visible()
    expect(ben.get_by_text("Between us")).to_have_count(0)
    whispered.get_by_role("button", name="Dismiss").click()
    expect(whispered).to_have_count(0)
    ana.reload()
    expect(message(ana, "And now aloud")).to_be_visible()
    expect(whispered).to_have_count(0)


def test_an_unknown_command_is_told_by_slackbot_and_the_words_are_kept(visit: Visit) -> None:
    page = visit("U01ANA", "C03QUI")
    say(page, "/nothing at all", "#quiet")
    expect(message(page, "/nothing is not a valid command")).to_contain_text("Only visible to you")
    expect(page.get_by_label("Message #quiet")).to_have_value("/nothing at all")


def test_one_edits_reacts_to_and_deletes_ones_own_message(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    say(page, "A tpyo & more", "#reviews")
    mine = message(page, "A tpyo")
    mine.hover()
    mine.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Edit message").click()
    expect(page.get_by_label("Edit message")).to_have_value("A tpyo & more")
    page.get_by_label("Edit message").fill("A typo mended")
    page.get_by_role("button", name="Save").click()
    mended = message(page, "A typo mended")
    expect(mended).to_contain_text("(edited)")
    mended.hover()
    mended.get_by_role("button", name="Add reaction").click()
    page.get_by_label("Search emoji").fill("tada")
    page.get_by_role("button", name="tada", exact=True).click()
    expect(mended.get_by_role("button", name="tada, 1 reaction")).to_have_attribute("aria-pressed", "true")
    mended.hover()
    mended.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    page.get_by_role("dialog", name="Delete message").get_by_role("button", name="Delete").click()
    expect(mended).to_have_count(0)


def test_a_message_shortcut_reaches_the_app(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    say(page, "Worth keeping", "#reviews")
    worth = message(page, "Worth keeping")
    worth.hover()
    worth.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Keep this").click()
    expect(worth.get_by_role("link", name="1 reply")).to_be_visible()


def test_a_file_is_previewed_and_can_be_unfolded(visit: Visit) -> None:
    page = visit("U01ANA", "C03QUI")
    say(page, "/attach", "#quiet")
    card = page.get_by_role("group", name="File plan.yml")
    expect(card.get_by_text("stage_1: 5%")).to_be_visible()
    expect(card).not_to_contain_text("stage_14")
    card.get_by_role("button", name="Show all 14 lines").click()
    expect(card).to_contain_text("stage_14")
    expect(card.get_by_role("link", name="Download plan.yml")).to_have_attribute(
        "href", re.compile("^/files/")
    )


def test_a_person_attaches_a_file(visit: Visit) -> None:
    page = visit("U01ANA", "C03QUI")
    page.get_by_label("Files to attach").set_input_files(
        {"name": "notes.md", "mimeType": "text/markdown", "buffer": b"# Seen"}
    )
    expect(page.get_by_role("button", name="Remove notes.md")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("group", name="File notes.md")).to_contain_text("# Seen")


def test_slack_formatting(visit: Visit) -> None:
    page = visit("U02BEN", "C02REV")
    say(page, "/gallery text", "#reviews")
    shown = page.get_by_role("article").filter(has_text="snake_case_name")
    for tag, words in (
        ("strong", "bold"),
        ("em", "italics"),
        ("s", "strike"),
        ("code", "code"),
        ("blockquote", "a quote"),
    ):
        expect(shown.locator(tag, has_text=words).first).to_be_visible()
    expect(shown).to_contain_text("snake_case_name 2 * 3 * 4 a*b*c <b> &amp;")
    expect(shown.locator("pre").first).to_have_text("for x in y:\n    *pass*")
    expect(shown.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.com/a")
    # Ben reads it in Lagos, an hour east of UTC.
    expect(shown).to_contain_text("Posted 2014-02-18 at 3:39 PM and the fallback")
    expect(shown.get_by_role("cell", name="0.87")).to_be_visible()
    expect(shown.get_by_role("img", name="A chart of the pressure")).to_be_visible()
    expect(shown.locator("ol li", has_text="second")).to_be_visible()


def test_a_thousand_messages_cost_one_node_each(visit: Visit, slack: Sandbox) -> None:
    for number in range(1000):
        slack.person("dev").type(f"Line {number}", "C01GEN")
    page = visit("U01ANA", "C01GEN")
    expect(message(page, "Line 999")).to_be_visible(timeout=30_000)
    page.evaluate("window.kept = document.querySelector('main article')")
    page.evaluate(
        "window.touched = 0; new MutationObserver((all) => { for (const one of all) window.touched += one.addedNodes.length; }).observe(document.querySelector('main ol'), {childList: true})"
    )
    slack.person("ben").type("One more", "C01GEN")
    expect(message(page, "One more")).to_be_in_viewport()
    assert page.evaluate("window.touched") <= 2
    assert page.evaluate("window.kept.isConnected")


def test_a_page_left_open_finds_its_way_back(visit: Visit, slack: Sandbox) -> None:
    page = visit("U02BEN", "C03QUI")
    expect(page.get_by_label("Message #quiet")).to_be_visible()
    page.context.set_offline(True)
    slack.person("ana").type("While you were away", "C03QUI")
    page.context.set_offline(False)
    expect(message(page, "While you were away")).to_be_visible(timeout=10_000)


def test_marks_without_end_cost_nothing(visit: Visit) -> None:
    page = visit("U01ANA", "C02REV")
    say(page, "*a _b ~c " * 1200 + "*_~*_~*_~*_~*_~*_~x~_*~_*~_*~_*~_*~_*", "#reviews")
    expect(message(page, "*a _b ~c").last).to_be_visible()


def test_whoever_reads_further_up_is_told_of_news_below(visit: Visit, slack: Sandbox) -> None:
    page = visit("U01ANA", "C01GEN")
    for number in range(30):
        slack.person("ana").type(f"Filling {number}", "C01GEN")
    expect(message(page, "Filling 29")).to_be_in_viewport()
    message(page, "Filling 29").focus()
    page.keyboard.press("Home")
    expect(message(page, "Filling 29")).not_to_be_in_viewport()
    slack.person("ben").type("News from below", "C01GEN")
    page.get_by_role("button", name="New messages below").click()
    expect(message(page, "News from below")).to_be_in_viewport()
    expect(page.get_by_role("button", name="New messages below")).to_be_hidden()
