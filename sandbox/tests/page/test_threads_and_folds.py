"""Long sections, replies for the whole channel, and the inspector's faults with their luck."""

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from strictslack.server import Sandbox
from tests.page.acts import message
from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e


def section(text: str, **parts: object) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **parts}


def test_a_long_section_is_folded_until_one_wants_more(visit: Visit, slack: Sandbox) -> None:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    long = "\n".join(f"Line {number} of the evidence" for number in range(30))
    client.chat_postMessage(channel="C02REV", text="folded", blocks=[section("Folded\n" + long)])
    client.chat_postMessage(channel="C02REV", text="open", blocks=[section("Open\n" + long, expand=True)])
    page = visit("U01ANA", "C02REV")
    folded, whole = (message(page, words).locator(".section-text") for words in ("Folded", "Open"))
    short, tall = folded.bounding_box(), whole.bounding_box()
    assert short is not None
    assert tall is not None
    assert short["height"] < tall["height"] / 3
    expect(message(page, "Open").get_by_role("button", name="See more")).to_have_count(0)
    message(page, "Folded").get_by_role("button", name="See more").click()
    expect(message(page, "Folded").get_by_role("button", name="See more")).to_have_count(0)
    grown = folded.bounding_box()
    assert grown is not None
    assert grown["height"] == pytest.approx(tall["height"], abs=2)


def test_a_reply_can_be_sent_to_the_channel_as_well(visit: Visit, slack: Sandbox) -> None:
    parent = slack.person("ben").type("What do we say?", "C03QUI")
    page = visit("U01ANA", f"C03QUI/t/{parent['ts']}")
    thread = page.get_by_role("complementary", name="Thread")
    box = thread.get_by_label("Reply to thread")
    box.fill("We say yes")
    thread.get_by_label("Also send to the channel").check()
    box.press("Enter")
    aloud = message(page.get_by_role("main"), "We say yes")
    expect(aloud).to_contain_text("replied to a thread")
    expect(thread.get_by_label("Also send to the channel")).not_to_be_checked()
    box.fill("Between us")
    box.press("Enter")
    expect(message(thread, "Between us")).to_be_visible()
    expect(message(page.get_by_role("main"), "Between us")).to_have_count(0)


def test_the_inspector_orders_faults_of_each_place_with_chance_and_seed(visit: Visit, slack: Sandbox) -> None:
    page = visit("U01ANA", "C03QUI")
    page.get_by_role("button", name="Inspector", exact=True).click()
    inspector = page.get_by_role("region", name="Inspector")
    kinds = inspector.get_by_label("Kind").locator("option")
    expect(kinds).to_have_count(6)
    inspector.get_by_label("Target").fill("socket")
    expect(kinds).to_have_text(["lost without a word", "asked to reconnect"])
    inspector.get_by_label("Target").fill("delivery:interactive")
    expect(kinds).to_have_count(5)
    inspector.get_by_label("Kind").select_option("lost_after")
    inspector.get_by_label("Times").fill("")
    inspector.get_by_label("Chance (%)").fill("25")
    inspector.get_by_label("Seed").fill("9")
    inspector.get_by_role("button", name="Set fault").click()
    expect(inspector.get_by_role("listitem").filter(has_text="25 % of the time, seed 9")).to_be_visible()
    fault = slack.core.faults.listed()[0]
    wanted = ("delivery:interactive", "lost_after", None, 0.25, 9)
    assert tuple(fault[key] for key in ("target", "kind", "times", "chance", "seed")) == wanted
    slack.keeper.no_faults()
