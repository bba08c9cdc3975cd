"""Faults on demand, Slack's rates, response URLs that run out, events that are told twice."""

import http.client
import urllib.error

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from strictslack.errors import Refused
from strictslack.server import Sandbox
from tests.api.test_web_api import refused


@pytest.fixture(autouse=True)
def _calm(sandbox: Sandbox) -> None:
    sandbox.keeper.no_faults()


def test_a_rate_limit_on_demand_carries_retry_after(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.keeper.fault("chat.postMessage", "ratelimited", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C01GEN", text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert client.chat_postMessage(channel="C01GEN", text="x")["ok"]


def test_a_server_error_on_demand(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.keeper.fault("*", "status", status=503, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            client.auth_test()
        assert caught.value.response.status_code == 503
    assert client.auth_test()["ok"]


@pytest.mark.parametrize(("kind", "arrives"), [("lost_before", False), ("lost_after", True)])
def test_a_lost_call_has_its_effect_or_not(
    client: WebClient, sandbox: Sandbox, kind: str, arrives: bool
) -> None:
    client.retry_handlers.clear()
    sandbox.keeper.fault("chat.postMessage", kind)
    with pytest.raises((http.client.HTTPException, urllib.error.URLError, ConnectionError)):
        client.chat_postMessage(channel="C01GEN", text=f"lost: {kind}")
    assert sandbox.person("ana").sees_nothing_of(f"lost: {kind}") is not arrives


def test_slacks_own_error_on_demand(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.keeper.fault("chat.update", "error", error="fatal_error")
    assert refused(client.chat_update, channel="C01GEN", ts="1.1", text="x")["error"] == "fatal_error"


def test_luck_comes_from_the_seed(client: WebClient, sandbox: Sandbox) -> None:
    def drawn() -> list[bool]:
        sandbox.keeper.no_faults()
        sandbox.keeper.fault("api.test", "error", times=None, chance=0.5, seed=4)
        return [client.api_call("auth.test")["ok"] and _answers(client) for _ in range(12)]

    first = drawn()
    assert first == drawn()
    assert len(set(first)) == 2


def _answers(client: WebClient) -> bool:
    try:
        return bool(client.api_test()["ok"])
    except SlackApiError:
        return False


def test_a_fault_that_makes_no_sense_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(Refused, match="one of status"):
        sandbox.keeper.fault("chat.update", "earthquake")


def test_rates_are_kept_when_told(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.keeper.rates(enabled=True)
    try:
        for _ in range(20):
            client.users_list()
        with pytest.raises(SlackApiError) as caught:
            client.users_list()
        assert caught.value.response["error"] == "ratelimited"
        sandbox.keeper.advance(int(caught.value.response.headers["Retry-After"]))
        assert client.users_list()["ok"]
    finally:
        sandbox.keeper.rates(enabled=False)


def test_posts_are_counted_by_channel(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.keeper.rates(enabled=True)
    try:
        for _ in range(4):
            client.chat_postMessage(channel="C01GEN", text="burst")
        assert refused(client.chat_postMessage, channel="C01GEN", text="one more")["error"] == "ratelimited"
        assert client.chat_postMessage(channel="C02REV", text="elsewhere")["ok"]
    finally:
        sandbox.keeper.rates(enabled=False)


def response_url(sandbox: Sandbox) -> WebhookClient:
    channel = sandbox.core.state.channels["C01GEN"]
    return WebhookClient(sandbox.core.response_urls.make(sandbox.app.id, channel, "U01ANA"))


def test_a_response_url_answers_five_times(sandbox: Sandbox) -> None:
    url = response_url(sandbox)
    assert [url.send(text=f"answer {n}").status_code for n in range(6)] == [200] * 5 + [404]
    assert sandbox.person("ana").sees("answer 4")["is_ephemeral"]
    assert sandbox.person("ben").sees_nothing_of("answer 4")


def test_a_response_url_ends_after_thirty_minutes(sandbox: Sandbox) -> None:
    url = response_url(sandbox)
    sandbox.keeper.advance(30 * 60 + 1)
    assert url.send(text="too late").status_code == 404


def test_a_response_url_checks_blocks(sandbox: Sandbox) -> None:
    answer = response_url(sandbox).send(text="x", blocks=[{"type": "marquee"}])
    assert (answer.status_code, "invalid_blocks" in answer.body) == (400, True)


def test_a_scheduled_message_comes_when_its_time_has_come(client: WebClient, sandbox: Sandbox) -> None:
    now = int(sandbox.core.clock.now())
    assert (
        refused(client.chat_scheduleMessage, channel="C01GEN", text="x", post_at=now - 5)["error"]
        == "time_in_past"
    )
    client.chat_scheduleMessage(channel="C01GEN", text="from the past", post_at=now + 3600)
    assert sandbox.person("ana").sees_nothing_of("from the past")
    sandbox.keeper.advance(3601)
    sandbox.person("ana").sees("from the past")
