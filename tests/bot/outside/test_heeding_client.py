"""A limit that Slack told is heeded until it ends, without a call."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.outside import heeding_client
from bot.outside.heeding_client import HeedingClient, told_seconds
from tests.bot.lab import Lab


@pytest.fixture
def client(mail: Lab) -> HeedingClient:
    return HeedingClient(mail.client)


def refused(client: HeedingClient, method: str) -> int:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, params={"user": "U0ANA"})
    return told_seconds(caught.value)


def test_slack_is_not_asked_again_before_the_time_that_it_told(
    mail: Lab, client: HeedingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.sandbox.keeper.fault("users.info", "ratelimited", retry_after=7)
    now = 1000.0
    monkeypatch.setattr(heeding_client.time, "monotonic", lambda: now)
    assert refused(client, "users.info") == 7
    now = 1005.5
    assert refused(client, "users.info") == 2
    assert len(mail.calls("users.info")) == 1
    now = 1007.0
    assert client.api_call("users.info", params={"user": "U0ANA"})["ok"]
    assert client.until == {}


def test_a_wait_of_a_channel_is_no_limit_of_all_posts(mail: Lab, client: HeedingClient) -> None:
    mail.sandbox.keeper.fault("chat.postMessage", "ratelimited", retry_after=1)
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C0REVIEWS", text="Hello")
    assert client.chat_postMessage(channel="C0LAB", text="Hello")["ok"]
