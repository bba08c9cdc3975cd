"""The inspector's record: both directions, no secrets."""

import json

from slack_sdk import WebClient

from strictslack.parts.traffic import masked
from strictslack.server import Sandbox


def test_calls_are_recorded_without_their_token(client: WebClient, sandbox: Sandbox) -> None:
    client.chat_postMessage(channel="C01GEN", text=f"my token is {sandbox.bot_token}")
    item = sandbox.keeper.traffic("chat.postMessage", direction="in")[-1]
    assert (item["status"], item["request"]["channel"], item["response"]["ok"]) == ("ok", "C01GEN", True)
    assert sandbox.bot_token not in json.dumps(item)


def test_secrets_are_masked_wherever_they_stand() -> None:
    hidden = masked(
        {"a": ["xoxb-1-2", "xoxe.xoxp-1-2"], "client_secret": "abc", "text": "say xapp-1-A!", "code": "c"}
    )
    assert hidden == {
        "a": ["xoxb-***", "xoxe.xoxp-***"],
        "client_secret": "***",
        "text": "say xapp-***!",
        "code": "***",
    }
