"""Hostile words in every field that there is: all of them are shown as words, and nothing else happens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from strictslack.server import Sandbox, running_sandbox
from tests.blockkit.limit_samples import SAMPLES
from tests.blockkit.test_every_limit import BROKEN, EVERY_KIND, LIMITS
from tests.blockkit.test_limits_oracle import options
from tests.page.acts import message, modal
from tests.page.conftest import Visit

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
# Short enough for a button; what it would do if it were markup shows in `window.hit` and in the page's tags.
EVIL = "<img src=x onerror=window.hit=1><i>\"'` &"
SAFE = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
Json = dict[str, Any]


def words(text: str = EVIL) -> Json:
    return {"type": "plain_text", "text": text}


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A workspace and an app whose every name is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    manifest = yaml.safe_load((HERE / "manifest.yml").read_text())
    manifest["display_information"] = {"name": "<u>Gauge</u>", "description": EVIL}
    features = manifest["features"]
    features["bot_user"]["display_name"] = "<u>Gauge</u>"
    for one in features["slash_commands"]:
        one |= {"description": EVIL, "usage_hint": EVIL}
    for one in features["shortcuts"]:
        one |= {"name": "<u>cut</u> " + one["type"], "description": EVIL}
    workspace = yaml.safe_load((HERE / "workspace.yml").read_text())
    workspace["workspace"]["name"] = EVIL
    for one in workspace["people"]:
        one |= {"real_name": EVIL + one["name"], "title": EVIL}
    for one in workspace["channels"]:
        one["topic"] = EVIL
    files = [folder / "manifest.yml", folder / "workspace.yml"]
    for file, content in zip(files, (manifest, workspace), strict=True):
        file.write_text(yaml.safe_dump(content))
    with running_sandbox(*files) as sandbox:
        yield sandbox


@pytest.fixture
def client(slack: Sandbox) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url)


def poisoned(value: Any, key: str = "") -> Any:
    """The same blocks with hostile words wherever words may stand."""
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    if isinstance(value, dict):
        return {name: poisoned(one, name) for name, one in value.items()}
    if isinstance(value, str) and key in (
        "text",
        "alt_text",
        "title",
        "caption",
        "author_name",
        "provider_name",
    ):
        return EVIL
    return value


def unharmed(page: Page) -> None:
    """No tag and no script came of it."""
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('img[src$=\"/x\"], u').length") == 0
    # The page's own icons and italics carry no onerror.
    assert page.evaluate("document.querySelectorAll('[onerror]').length") == 0


KINDS = {str(sample.get("type")): sample for sample in EVERY_KIND if sample["type"] not in ("modal", "home")}


def test_every_kind_of_block_shows_hostile_words_as_words(visit: Visit, client: WebClient) -> None:
    for kind, sample in KINDS.items():
        block = poisoned(sample)
        block.pop("block_id", None)
        client.chat_postMessage(channel="C01GEN", text=f"{kind} {SAFE}", blocks=[block])
    client.chat_postMessage(channel="C01GEN", text=SAFE, username=None)
    page = visit()
    expect(message(page, EVIL).last).to_be_visible()
    assert page.get_by_role("article").count() >= len(KINDS)
    expect(page.locator(".unknown")).to_have_count(1)  # a remote file that nobody knows
    unharmed(page)


def test_names_topics_and_menus_show_them_as_words(visit: Visit, slack: Sandbox) -> None:
    page = visit("U01ANA", "C02REV")
    expect(page.get_by_role("main").get_by_text(EVIL).first).to_be_visible()
    slack.person("ana").type(f"Hello @ben {EVIL}", "C02REV")
    said = message(page, "Hello").last
    expect(said).to_contain_text(f"@{EVIL}ben")
    slack.person("ben").react("tada", slack.person("ana").sees("Hello"), "C02REV")
    box = page.get_by_label("Message #reviews")
    box.press_sequentially("/")
    expect(page.get_by_role("listbox", name="Slash commands")).to_contain_text(EVIL)
    box.fill("")
    box.press_sequentially("@b")
    expect(page.get_by_role("listbox", name="People")).to_contain_text(EVIL)
    box.fill("")
    page.get_by_role("button", name="Shortcuts").click()
    expect(page.get_by_role("menuitem", name="<u>cut</u> global")).to_be_visible()
    page.keyboard.press("Escape")
    said.hover()
    said.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="<u>cut</u> message")).to_be_visible()
    page.keyboard.press("Escape")
    unharmed(page)


def test_a_modal_of_hostile_words_and_answers(visit: Visit, slack: Sandbox, client: WebClient) -> None:
    element = {"type": "static_select", "action_id": "a", "placeholder": words(), "options": options(1)}
    element["options"][0] |= {"text": words(), "description": words()}
    choice = {**element, "type": "checkboxes"}
    del choice["placeholder"]
    blocks = [
        {
            "type": "input",
            "block_id": f"b{index}",
            "label": words(),
            "hint": words(),
            "element": one,
            "optional": True,
        }
        for index, one in enumerate(
            [
                {"type": "plain_text_input", "action_id": "a", "placeholder": words(), "initial_value": EVIL},
                element,
                choice,
                {"type": "multi_users_select", "action_id": "a", "initial_users": ["U01ANA"]},
            ]
        )
    ]
    view = {
        "type": "modal",
        "title": words("<u>Form</u>"),
        "submit": words("<u>Go</u>"),
        "close": words("<u>No</u>"),
    }
    trigger = slack.core.triggers.make(slack.app.id, "T01LANTERN", "U03CHI")
    client.views_open(trigger_id=trigger, view={**view, "blocks": blocks})
    page = visit("U03CHI", "C02REV")
    form = modal(page, "<u>Form</u>")
    expect(form.get_by_role("button", name="<u>Go</u>")).to_be_visible()
    expect(form.locator("input").first).to_have_value(EVIL)
    expect(form.get_by_text(EVIL).first).to_be_visible()
    unharmed(page)
    form.get_by_role("button", name="<u>No</u>").click()
    home = {"type": "home", "blocks": [{"type": "header", "text": words()}]}
    client.views_publish(user_id="U03CHI", view=home)
    page.get_by_role("navigation", name="Channels").get_by_role("link", name="<u>Gauge</u>").click()
    expect(page.get_by_role("heading", name=EVIL)).to_be_visible()
    unharmed(page)


def test_confirmations_files_ephemerals_and_the_inspector(
    visit: Visit, slack: Sandbox, client: WebClient
) -> None:
    ask = {"title": words(), "text": words(), "confirm": words("<u>Yes</u>"), "deny": words("<u>No</u>")}
    button = {"type": "button", "action_id": "a", "text": words("<u>Press</u>"), "confirm": ask}
    client.chat_postMessage(channel="C03QUI", text="x", blocks=[{"type": "actions", "elements": [button]}])
    client.chat_postEphemeral(channel="C03QUI", user="U01ANA", text=SAFE)
    client.files_upload_v2(
        channel="C03QUI", filename="<img src=x>.txt", title=EVIL, content=EVIL, initial_comment=SAFE
    )
    page = visit("U01ANA", "C03QUI")
    page.get_by_role("button", name="<u>Press</u>").click()
    question = page.get_by_role("dialog", name=EVIL)
    expect(question).to_contain_text(EVIL)
    question.get_by_role("button", name="<u>No</u>").click()
    expect(message(page, "Only visible to you")).to_contain_text(EVIL)
    expect(page.get_by_role("group", name="File")).to_contain_text(EVIL)
    page.get_by_role("button", name="Inspector", exact=True).click()
    inspector = page.get_by_role("region", name="Inspector")
    slack.keeper.fault("<img src=x>", "error", error=EVIL)
    inspector.get_by_role("button", name="Refresh faults").click()
    expect(inspector.get_by_role("listitem").filter(has_text=EVIL)).to_be_visible()
    inspector.get_by_role("button", name="chat.postEphemeral").last.click()
    expect(inspector).to_contain_text("onerror=window.hit=1")
    unharmed(page)
    slack.keeper.no_faults()


def test_every_sample_of_the_two_packages_can_be_drawn(visit: Visit, client: WebClient) -> None:
    """Whatever may be posted is drawn: nothing is missing, and nothing in the console."""
    samples = [build(min(LIMITS[name], 60)) for name, build in SAMPLES.items() if not name.endswith("_MIN")]
    shown = [one for one in samples if one["type"] != "modal" and one not in BROKEN]
    page = visit("U02BEN", "C03QUI")
    drawn = page.evaluate(
        """async (all) => {
          const { drawBlocks } = await import('/page/blocks/blocks.js');
          const { Surface } = await import('/page/blocks/surface.js');
          return all.map((block, at) => drawBlocks([{ block_id: `b${at}`, ...block }], new Surface('message', { type: 'message' })).textContent.length);
        }""",
        shown,
    )
    assert len(drawn) == len(shown)
