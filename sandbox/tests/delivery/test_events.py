"""Which events reach an app, in which shape, and over which sockets."""

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from strictslack.server import Sandbox
from tests.leaving import leave

Inbox = queue.Queue[SocketModeRequest]


@contextmanager
def connected(sandbox: Sandbox) -> Iterator[Inbox]:
    """Envelopes as slack-sdk's own Socket Mode client gets them; each is acknowledged at once."""
    arrived: Inbox = queue.Queue()
    # A short ping makes the client notice soon that a wire is dead.
    client = SocketModeClient(
        sandbox.app_token, web_client=WebClient(base_url=sandbox.api_url), ping_interval=0.2
    )

    def take(connection: SocketModeClient, request: SocketModeRequest) -> None:
        connection.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        arrived.put(request)

    client.socket_mode_request_listeners.append(take)  # type: ignore[arg-type]
    client.connect()
    yield arrived
    leave(client)


@pytest.fixture(scope="module")
def inbox(sandbox: Sandbox) -> Iterator[Inbox]:
    with connected(sandbox) as arrived:
        yield arrived


@pytest.fixture(autouse=True)
def _calm(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.keeper.no_faults()
    while not inbox.empty():
        inbox.get_nowait()


def event(inbox: Inbox, kind: str) -> dict[str, Any]:
    """The next event of this type."""
    while True:
        request = inbox.get(timeout=10)
        if request.payload.get("event", {}).get("type") == kind:
            found: dict[str, Any] = request.payload
            return found


def test_an_event_is_wrapped_as_slack_wraps_it(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.person("ana").type("hello @echo", channel="general")
    wrapped = event(inbox, "app_mention")
    assert wrapped["api_app_id"] == sandbox.app.id
    assert wrapped["authorizations"][0]["user_id"] == sandbox.installation.bot_user_id
    assert {"event_id", "event_time", "team_id", "token", "event_context"} <= set(wrapped)
    assert wrapped["event"]["text"] == f"hello <@{sandbox.installation.bot_user_id}>"


def test_a_bot_hears_nothing_from_where_it_is_not(sandbox: Sandbox, inbox: Inbox) -> None:
    ana = sandbox.person("ana")
    ana.type("unheard", channel="quiet")
    ana.type("heard", channel="general")
    assert event(inbox, "message")["event"]["text"] == "heard"


def test_an_event_without_its_scope_or_subscription_is_not_sent(sandbox: Sandbox, inbox: Inbox) -> None:
    ana = sandbox.person("ana")
    # The manifest does not subscribe to message.groups.
    ana.type("in private", channel="secret")
    ana.type("in public", channel="general")
    assert event(inbox, "message")["event"]["text"] == "in public"


def test_an_edit_tells_what_stood_before(sandbox: Sandbox, inbox: Inbox) -> None:
    ana = sandbox.person("ana")
    ana.type("frist", channel="general")
    ana.edit(ana.sees("frist"), "first")
    event(inbox, "message")
    edited = event(inbox, "message")["event"]
    assert edited["subtype"] == "message_changed"
    assert (edited["previous_message"]["text"], edited["message"]["text"]) == ("frist", "first")


def test_people_who_come_and_change_are_told(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.keeper.change_person("eve", real_name="Eve New")
    assert event(inbox, "team_join")["event"]["user"]["real_name"] == "Eve New"
    sandbox.keeper.change_person("eve", deleted=True)
    assert event(inbox, "user_change")["event"]["user"]["deleted"]


def test_joining_is_told(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.person("cho").join("reviews")
    joined = event(inbox, "member_joined_channel")["event"]
    assert (joined["user"], joined["channel"], joined["channel_type"]) == ("U03CHO", "C02REV", "C")


def test_a_delivery_that_comes_twice_has_one_event_id(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.keeper.fault("delivery:app_mention", "twice")
    sandbox.person("ana").type("@echo once?", channel="general")
    first, second = event(inbox, "app_mention"), event(inbox, "app_mention")
    assert first["event_id"] == second["event_id"]


def test_a_delivery_can_be_overtaken(sandbox: Sandbox, inbox: Inbox) -> None:
    ana = sandbox.person("ana")
    sandbox.keeper.fault("delivery:message", "later")
    ana.type("one", channel="general")
    ana.type("two", channel="general")
    assert [event(inbox, "message")["event"]["text"] for _ in range(2)] == ["two", "one"]


def test_a_click_carries_its_message_and_the_state(sandbox: Sandbox, inbox: Inbox, client: WebClient) -> None:
    person = {
        "type": "users_select",
        "action_id": "who",
        "placeholder": {"type": "plain_text", "text": "Who"},
    }
    press = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "7"}
    blocks = [{"type": "actions", "block_id": "row", "elements": [person, press]}]
    posted = client.chat_postMessage(channel="C01GEN", text="choose", blocks=blocks)
    sandbox.person("ana").click("Go", channel="general")
    payload = inbox.get(timeout=10).payload
    while payload["type"] != "block_actions":
        payload = inbox.get(timeout=10).payload
    assert payload["message"]["ts"] == posted["ts"]
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "C01GEN",
        "is_ephemeral": False,
    }
    assert payload["state"]["values"] == {"row": {"who": {"type": "users_select", "selected_user": None}}}
    assert (payload["actions"][0]["value"], payload["channel"]["name"]) == ("7", "general")


@pytest.mark.parametrize("how", ["disconnect", "drop"])
def test_a_lost_socket_is_opened_again(sandbox: Sandbox, inbox: Inbox, how: str) -> None:
    greeted = len(sandbox.keeper.traffic("hello"))
    sandbox.keeper.fault("socket", how)
    sandbox.keeper.wait_for_traffic("hello", greeted + 1)
    sandbox.person("ana").type("@echo still there?", channel="general")
    assert "still there" in json.dumps(event(inbox, "app_mention"))
