"""Whoever waits for something sees it, however unlucky the moment it comes."""

from itertools import count
from typing import Any

import pytest
from slack_sdk import WebClient

from strictslack.actions import messages
from strictslack.client.person import Person, Unseen
from strictslack.control.looks import Looks
from strictslack.server import Sandbox


def test_what_comes_right_after_the_look_is_not_slept_through(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    core, look = sandbox.core, Looks._look
    came: list[dict[str, Any]] = []

    def unlucky(self: Looks, *given: Any) -> dict[str, Any] | None:
        found = look(self, *given)
        if not came:
            said = {"user": "U02BEN", "text": "just too late"}
            came.append(messages.post(core, core.state.channels["C01GEN"], said))
        return found

    monkeypatch.setattr(Looks, "_look", unlucky)
    assert sandbox.person("ana").sees("just too late", timeout=2)["ts"] == came[0]["ts"]


def test_what_does_not_come_is_told_with_what_is_there(sandbox: Sandbox) -> None:
    ana = sandbox.person("ana")
    ana.type("something else", channel="general")
    with pytest.raises(Unseen, match=r"ana does not see 'nothing like it'\. They see: .*'something else'"):
        ana.sees("nothing like it", channel="general", timeout=0)


def test_a_reply_is_seen_in_the_channel_when_it_is_sent_there_too(sandbox: Sandbox) -> None:
    ana, ben = sandbox.person("ana"), sandbox.person("ben")
    parent = ana.type("who says it aloud?", channel="general")
    ben.type("quietly", channel="general", thread=parent["ts"])
    ben.type("aloud", thread=parent["ts"], broadcast=True)
    shown = [message["text"] for message in ana.messages("general")]
    assert ("aloud" in shown, "quietly" in shown) == (True, False)


def test_a_click_that_an_edit_overtakes_presses_the_button_that_stands_there_now(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    posted = client.chat_postMessage(channel="C01GEN", text="old", blocks=[go("first")])
    look, looks = Person._pressable, count()

    def overtaken(self: Person, *given: Any) -> Any:
        found = look(self, *given)
        if next(looks) == 0:
            client.chat_update(channel="C01GEN", ts=posted["ts"], text="new", blocks=[go("second")])
        return found

    monkeypatch.setattr(Person, "_pressable", overtaken)
    # Nobody serves the button, which the click is told: it was delivered.
    assert not sandbox.person("ana").click("Go", channel="general")["ok"]
    assert next(looks) == 2


def go(block: str) -> dict[str, Any]:
    """Return a row with one button."""
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    return {"type": "actions", "block_id": block, "elements": [button]}
