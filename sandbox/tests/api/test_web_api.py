"""The Web API through slack-sdk's own client: what it takes, and the names of its refusals."""

import asyncio
import json
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from strictslack.server import Sandbox


def refused(call: Any, *args: Any, **arguments: Any) -> dict[str, Any]:
    """The answer of a call that has to be refused."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **arguments)
    answer: dict[str, Any] = caught.value.response.data
    return answer


def test_auth_test_tells_whose_token_it_is(client: WebClient, sandbox: Sandbox) -> None:
    answer = client.auth_test()
    assert answer["team_id"] == "T01ACME"
    assert answer["user_id"] == sandbox.installation.bot_user_id
    assert answer["bot_id"].startswith("B0")


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-unknown", "invalid_auth")],
)
def test_a_token_that_is_none_is_refused(sandbox: Sandbox, token: str | None, error: str) -> None:
    assert refused(WebClient(token=token, base_url=sandbox.api_url).auth_test)["error"] == error


def test_the_app_token_opens_connections_and_nothing_else(sandbox: Sandbox) -> None:
    client = WebClient(token=sandbox.app_token, base_url=sandbox.api_url)
    assert client.apps_connections_open(app_token=sandbox.app_token)["url"].startswith("ws://127.0.0.1:")
    assert refused(client.chat_postMessage, channel="C01GEN", text="x")["error"] == "not_allowed_token_type"


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    assert refused(client.api_call, "chat.shout")["error"] == "unknown_method"


def test_a_posted_message_comes_back_as_history_has_it(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C02REV", text="hello", blocks=[{"type": "divider"}])
    assert posted["message"]["blocks"][0]["block_id"]
    newest = client.conversations_history(channel="C02REV", limit=1)["messages"][0]
    assert newest == posted["message"]


def test_a_reply_counts_in_its_parent(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C02REV", text="parent")
    reply = client.chat_postMessage(channel="C02REV", text="reply", thread_ts=parent["ts"])
    thread = client.conversations_replies(channel="C02REV", ts=parent["ts"])["messages"]
    assert [one["text"] for one in thread] == ["parent", "reply"]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (1, reply["ts"])
    channel = client.conversations_history(channel="C02REV", limit=5)["messages"]
    assert reply["ts"] not in [one["ts"] for one in channel]


def test_a_broadcast_reply_stands_in_the_channel_too(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C02REV", text="parent")
    reply = client.chat_postMessage(
        channel="C02REV", text="all", thread_ts=parent["ts"], reply_broadcast=True
    )
    assert client.conversations_history(channel="C02REV", limit=1)["messages"][0]["ts"] == reply["ts"]


def test_a_user_id_as_channel_is_the_direct_message(client: WebClient) -> None:
    assert client.chat_postMessage(channel="U02BEN", text="psst")["channel"].startswith("D0")


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C03QUI", "not_in_channel"),
        ("C05HID", "channel_not_found"),
        ("C06OLD", "is_archived"),
        ("C9", "channel_not_found"),
    ],
)
def test_a_bot_speaks_only_where_it_may(client: WebClient, channel: str, error: str) -> None:
    assert refused(client.chat_postMessage, channel=channel, text="x")["error"] == error


def test_an_empty_message_is_refused(client: WebClient) -> None:
    call = {"channel": "C01GEN", "text": "  "}
    assert refused(client.api_call, "chat.postMessage", json=call)["error"] == "no_text"


def test_a_missing_argument_is_named(client: WebClient) -> None:
    answer = refused(client.api_call, "chat.postMessage", json={"text": "x"})
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


def test_a_wrong_type_is_named(client: WebClient) -> None:
    answer = refused(
        client.api_call, "chat.postMessage", json={"channel": "C01GEN", "text": "x", "thread_ts": 17.5}
    )
    assert answer["response_metadata"]["messages"] == ["[ERROR] must be a string [json-pointer:/thread_ts]"]


def test_wrong_blocks_are_named_with_their_place(client: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    answer = refused(client.chat_postMessage, channel="C01GEN", text="x", blocks=blocks)
    problem = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert (answer["error"], answer["errors"]) == ("invalid_blocks", [problem])
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {problem}"]


def test_blocks_that_are_no_list_are_refused(client: WebClient) -> None:
    call = {"channel": "C01GEN", "blocks": "{broken"}
    assert refused(client.api_call, "chat.postMessage", params=call)["error"] == "invalid_blocks_format"


def test_a_scope_that_the_manifest_lacks_is_missing(client: WebClient) -> None:
    answer = refused(client.users_lookupByEmail, email="ana@acme-ai.example")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read.email")
    assert "chat:write" in answer["provided"]


def test_an_update_keeps_blocks_it_does_not_name(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C01GEN", text="a", blocks=[{"type": "divider"}])
    updated = client.chat_update(channel="C01GEN", ts=posted["ts"], text="b")
    assert updated["message"]["blocks"] == posted["message"]["blocks"]
    assert (
        client.chat_update(channel="C01GEN", ts=posted["ts"], text="c", blocks=[])["message"]["blocks"] == []
    )
    assert updated["message"]["edited"]["user"] == posted["message"]["user"]


def test_an_update_has_its_own_limit(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C01GEN", text="a")
    assert (
        refused(client.chat_update, channel="C01GEN", ts=posted["ts"], text="x" * 4001)["error"]
        == "msg_too_long"
    )
    assert refused(client.chat_update, channel="C01GEN", ts="1.2", text="x")["error"] == "message_not_found"


def test_only_own_messages_are_changed_and_deleted(client: WebClient, sandbox: Sandbox) -> None:
    said = sandbox.person("ana").type("mine", channel="general")
    place = {"channel": "C01GEN", "ts": said["ts"]}
    assert refused(client.chat_update, text="yours", **place)["error"] == "cant_update_message"
    assert refused(client.chat_delete, **place)["error"] == "cant_delete_message"


def test_a_deleted_parent_leaves_a_tombstone(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C01GEN", text="parent")
    client.chat_postMessage(channel="C01GEN", text="reply", thread_ts=parent["ts"])
    client.chat_delete(channel="C01GEN", ts=parent["ts"])
    assert (
        client.conversations_replies(channel="C01GEN", ts=parent["ts"])["messages"][0]["subtype"]
        == "tombstone"
    )
    assert refused(client.chat_delete, channel="C01GEN", ts=parent["ts"])["error"] == "message_not_found"


def test_an_ephemeral_is_for_a_member_only(client: WebClient, sandbox: Sandbox) -> None:
    assert (
        refused(client.chat_postEphemeral, channel="C02REV", user="U03CHO", text="x")["error"]
        == "user_not_in_channel"
    )
    client.chat_postEphemeral(channel="C02REV", user="U02BEN", text="only Ben")
    assert sandbox.person("ben").sees("only Ben")["is_ephemeral"]
    assert sandbox.person("ana").sees_nothing_of("only Ben")
    assert "only Ben" not in str(client.conversations_history(channel="C02REV")["messages"])


def test_a_permalink_leads_into_the_thread(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C01GEN", text="parent")
    reply = client.chat_postMessage(channel="C01GEN", text="reply", thread_ts=parent["ts"])
    link = client.chat_getPermalink(channel="C01GEN", message_ts=reply["ts"])["permalink"]
    assert link.endswith(
        f"/archives/C01GEN/p{reply['ts'].replace('.', '')}?thread_ts={parent['ts']}&cid=C01GEN"
    )


def test_metadata_is_checked_and_shown_on_request(client: WebClient) -> None:
    wrong = refused(client.chat_postMessage, channel="C01GEN", text="x", metadata={"event_type": "made"})
    assert wrong["error"] == "invalid_metadata_format"
    client.chat_postMessage(
        channel="C01GEN", text="x", metadata={"event_type": "made", "event_payload": {"id": 1}}
    )
    plain = client.conversations_history(channel="C01GEN", limit=1)["messages"][0]
    full = client.conversations_history(channel="C01GEN", limit=1, include_all_metadata=True)["messages"][0]
    assert "metadata" not in plain
    assert full["metadata"]["event_payload"] == {"id": 1}


def test_users_have_slacks_shape(client: WebClient) -> None:
    ana = client.users_info(user="U01ANA")["user"]
    assert (ana["is_admin"], ana["tz"], ana["profile"]["title"]) == (True, "Europe/Madrid", "AI engineer")
    assert "email" not in ana["profile"]
    members = {one["id"]: one for one in client.users_list()["members"]}
    assert "USLACKBOT" in members
    assert members["U04OLD"]["deleted"]
    assert "tz" not in members["U04OLD"]
    assert refused(client.users_info, user="U99")["error"] == "user_not_found"


def test_lists_come_in_pages(client: WebClient) -> None:
    first = client.users_list(limit=2)
    names = [one["id"] for page in first for one in page["members"]]
    assert len(names) == len(set(names)) == len(client.users_list()["members"])
    assert refused(client.users_list, cursor="nonsense")["error"] == "invalid_cursor"
    assert refused(client.conversations_list, limit=1001)["error"] == "invalid_limit"


def test_conversations_are_listed_by_kind_and_right(client: WebClient) -> None:
    public = [one["name"] for one in client.conversations_list(exclude_archived=True)["channels"]]
    private = [one["name"] for one in client.conversations_list(types="private_channel")["channels"]]
    assert (public, private) == (["general", "reviews", "quiet"], ["secret"])
    assert refused(client.conversations_list, types="mpim")["error"] == "missing_scope"
    assert refused(client.conversations_list, types="cafes")["error"] == "invalid_types"
    assert refused(client.conversations_info, channel="C05HID")["error"] == "channel_not_found"


def test_a_bot_joins_and_is_then_a_member(client: WebClient) -> None:
    assert refused(client.conversations_history, channel="C03QUI")["error"] == "not_in_channel"
    client.conversations_join(channel="C03QUI")
    assert client.conversations_members(channel="C03QUI")["members"][0] == "U01ANA"
    assert client.conversations_join(channel="C03QUI")["warning"] == "already_in_channel"
    assert refused(client.conversations_join, channel="C06OLD")["error"] == "is_archived"


def test_a_direct_message_is_opened_once(client: WebClient) -> None:
    first = client.conversations_open(users="U03CHO")["channel"]["id"]
    assert client.conversations_open(users=["U03CHO"])["channel"]["id"] == first
    assert refused(client.conversations_open, users="U04OLD")["error"] == "user_disabled"


def test_reactions_count_once(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C01GEN", text="nice?")
    place = {"channel": "C01GEN", "timestamp": posted["ts"]}
    client.reactions_add(name="thumbsup", **place)
    assert refused(client.reactions_add, name="thumbsup", **place)["error"] == "already_reacted"
    assert refused(client.reactions_add, name="no such emoji", **place)["error"] == "invalid_name"
    client.reactions_remove(name="thumbsup", **place)
    assert refused(client.reactions_remove, name="thumbsup", **place)["error"] == "no_reaction"


def test_a_file_arrives_in_three_steps(client: WebClient, sandbox: Sandbox) -> None:
    client.files_upload_v2(channel="C02REV", filename="plan.md", content="# Plan", initial_comment="The plan")
    message = sandbox.person("ben").sees("The plan", channel="reviews")
    file = message["files"][0]
    assert (file["name"], file["size"], file["filetype"]) == ("plan.md", 6, "md")
    assert client.files_info(file=file["id"])["file"]["channels"] == ["C02REV"]


def test_an_upload_that_never_arrived_is_not_found(client: WebClient) -> None:
    promised = client.files_getUploadURLExternal(filename="a.txt", length=3)
    answer = refused(
        client.files_completeUploadExternal, files=[{"id": promised["file_id"]}], channel_id="C01GEN"
    )
    assert answer["error"] == "file_not_found"


def test_a_reading_method_overlooks_json(client: WebClient) -> None:
    answer = refused(client.api_call, "users.info", json={"user": "U01ANA"})
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
def test_a_body_that_is_no_object_is_refused(sandbox: Sandbox, body: str, error: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {sandbox.bot_token}"}
    request = urllib.request.Request(f"{sandbox.api_url}auth.test", body.encode(), headers)
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["error"] == error


async def _async_post(sandbox: Sandbox) -> str:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    answer = await client.chat_postMessage(channel="C01GEN", text="async")
    return str(answer["message"]["text"])


def test_the_async_client_works_as_well(sandbox: Sandbox) -> None:
    assert asyncio.run(_async_post(sandbox)) == "async"
