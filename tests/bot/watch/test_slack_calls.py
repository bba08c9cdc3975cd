"""How Slack answers is counted, and what lasts is logged once: against the sandbox."""

import logging

import pytest
from prometheus_client import REGISTRY
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from strictslack.server import Sandbox, running_sandbox

from bot.watch.slack_calls import CallWatch
from tests.bot.lab import MANIFEST, WORKSPACE


def counted(method: str, error: str) -> float:
    return REGISTRY.get_sample_value("assay_slack_refusals_total", {"method": method, "error": error}) or 0.0


def client_of(sandbox: Sandbox) -> tuple[WebClient, CallWatch]:
    watch = CallWatch()
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, timeout=5, retry_handlers=[watch])
    return client, watch


def test_refusals_are_counted_and_a_lost_token_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with running_sandbox(MANIFEST, WORKSPACE) as sandbox:
        client, watch = client_of(sandbox)
        client.auth_test()
        assert watch.answered_at
        before = counted("auth.test", "invalid_auth"), counted("chat.postMessage", "channel_not_found")
        with pytest.raises(SlackApiError):
            client.chat_postMessage(channel="C0NOWHERE", text="x")
        token, client.token = client.token, "xoxb-1-ended"
        client.headers["Authorization"] = "Bearer xoxb-1-ended"
        for _ in range(3):
            with pytest.raises(SlackApiError):
                client.auth_test()
        assert (counted("auth.test", "invalid_auth"), watch.ended) == (before[0] + 3, "invalid_auth")
        assert counted("chat.postMessage", "channel_not_found") == before[1] + 1
        said = [one for one in caplog.records if one.name == "bot.watch.slack_calls"]
        assert [one.levelno for one in said] == [logging.ERROR]
        assert "xoxb" not in caplog.text
        client.token = token
        client.headers["Authorization"] = f"Bearer {token}"
        client.auth_test()
        assert watch.ended == ""


def test_an_outage_and_a_limit_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    with running_sandbox(MANIFEST, WORKSPACE) as sandbox:
        client, watch = client_of(sandbox)
        client.auth_test()
        before = counted("auth.test", "ratelimited"), counted("auth.test", "unreachable")
        sandbox.keeper.fault("auth.test", "ratelimited", retry_after=1)
        with pytest.raises(SlackApiError):
            client.auth_test()
        sandbox.keeper.fault("auth.test", "status", status=503)
        with pytest.raises(SlackApiError):
            client.auth_test()
        assert watch.is_away
        client.auth_test()
        assert not watch.is_away
    after = counted("auth.test", "ratelimited"), counted("auth.test", "unreachable")
    assert after == (before[0] + 1, before[1] + 1)
    assert caplog.text.count("Slack cannot be reached") == 1
