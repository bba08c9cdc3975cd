"""Channels that are made, filled, named, archived and left; pins, bookmarks, user groups, a person's own token."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from slack_sdk import WebClient

from strictslack.client.control_client import post
from strictslack.errors import Refused
from strictslack.server import Sandbox, running_sandbox
from tests.api.test_oauth import access, consent
from tests.api.test_web_api import refused
from tests.delivery.test_events import Inbox, connected, event

HERE = Path(__file__).parents[1]
SCOPES = [
    "bookmarks:write", "channels:manage", "channels:read", "channels:write.invites", "channels:write.topic",
    "chat:write", "groups:read", "groups:write", "pins:write", "usergroups:read",
]  # fmt: skip
EVENTS = ["channel_archive", "channel_created", "channel_unarchive", "member_left_channel"]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The same app with the right to look after channels."""
    manifest = yaml.safe_load((HERE / "manifest.yml").read_text())
    manifest["oauth_config"]["scopes"] = {
        "bot": [*SCOPES, "commands"],
        "user": ["channels:write", "chat:write"],
    }
    manifest["settings"]["event_subscriptions"]["bot_events"] = EVENTS
    for key in ("functions",):
        del manifest[key]
    file = tmp_path_factory.mktemp("channels") / "manifest.yml"
    file.write_text(yaml.safe_dump(manifest))
    with running_sandbox(file, HERE / "workspace.yml") as running:
        yield running


@pytest.fixture(scope="module")
def inbox(sandbox: Sandbox) -> Iterator[Inbox]:
    with connected(sandbox) as arrived:
        yield arrived


def test_a_channel_is_made_once_and_told_of(client: WebClient, inbox: Inbox) -> None:
    made = client.conversations_create(name="launch")["channel"]
    assert (made["name"], made["is_member"]) == ("launch", True)
    assert event(inbox, "channel_created")["event"]["channel"]["id"] == made["id"]
    assert refused(client.conversations_create, name="launch")["error"] == "name_taken"
    assert refused(client.conversations_create, name="Launch day!")["error"] == "invalid_name_specials"
    assert refused(client.conversations_create, name="x" * 81)["error"] == "invalid_name_maxlength"
    assert client.conversations_create(name="closed", is_private=True)["channel"]["is_private"]


def test_people_are_invited_and_see_it(client: WebClient, sandbox: Sandbox) -> None:
    made = client.conversations_create(name="invited", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=made, users="U01ANA,U02BEN")
    assert sandbox.person("ben").sees("@ben has joined the channel", channel=made)
    assert client.conversations_members(channel=made)["members"][1:] == ["U01ANA", "U02BEN"]
    assert refused(client.conversations_invite, channel=made, users="U01ANA")["error"] == "already_in_channel"
    assert refused(client.conversations_invite, channel=made, users="U9")["error"] == "user_not_found"
    assert refused(client.conversations_invite, channel="C03QUI", users="U02BEN")["error"] == "not_in_channel"


def test_a_topic_is_set_and_said(client: WebClient, sandbox: Sandbox) -> None:
    answer = client.conversations_setTopic(channel="C02REV", topic="Three waiting")
    assert answer["channel"]["topic"]["value"] == "Three waiting"
    assert sandbox.person("ana").sees("set the channel topic: Three waiting")["subtype"] == "channel_topic"
    assert refused(client.conversations_setTopic, channel="C02REV", topic="x" * 251)["error"] == "too_long"
    assert refused(client.conversations_setTopic, channel="C06OLD", topic="x")["error"] == "is_archived"


def test_a_message_is_pinned_once(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C01GEN", text="Keep this in sight")
    place = {"channel": "C01GEN", "timestamp": posted["ts"]}
    assert client.pins_add(**place)["ok"]
    assert refused(client.pins_add, **place)["error"] == "already_pinned"
    assert refused(client.pins_add, channel="C01GEN", timestamp="1.2")["error"] == "message_not_found"
    assert refused(client.pins_add, channel="C01GEN")["error"] == "no_item_specified"


def test_a_bookmark_is_a_link(client: WebClient) -> None:
    wanted = {"channel_id": "C01GEN", "title": "Board", "type": "link"}
    assert client.bookmarks_add(link="https://e.org/board", **wanted)["bookmark"]["title"] == "Board"
    assert refused(client.bookmarks_add, link="board", **wanted)["error"] == "invalid_link"
    answer = refused(client.bookmarks_add, channel_id="C05HID", title="x", type="link", link="https://e.org")
    assert answer["error"] == "channel_not_found"


def test_user_groups_and_who_is_in_them(client: WebClient) -> None:
    group = client.usergroups_list(include_users=True)["usergroups"][0]
    assert (group["handle"], group["users"]) == ("engineers", ["U01ANA", "U02BEN"])
    assert "users" not in client.usergroups_list()["usergroups"][0]
    assert client.usergroups_users_list(usergroup="S01ENG")["users"] == ["U01ANA", "U02BEN"]
    assert refused(client.usergroups_users_list, usergroup="S9")["error"] == "no_such_subteam"


def test_leaving_and_archiving_are_told(sandbox: Sandbox, inbox: Inbox, client: WebClient) -> None:
    ben = sandbox.person("ben")
    ben.leave("general")
    left = event(inbox, "member_left_channel")["event"]
    assert (left["user"], left["channel"]) == ("U02BEN", "C01GEN")
    with pytest.raises(Refused, match="join it first"):
        ben.type("still here?", channel="general")
    sandbox.person("ana").archive("general")
    assert event(inbox, "channel_archive")["event"]["channel"] == "C01GEN"
    assert refused(client.chat_postMessage, channel="C01GEN", text="x")["error"] == "is_archived"
    sandbox.person("ana").archive("general", archived=False)
    assert event(inbox, "channel_unarchive")["event"]["user"] == "U01ANA"


def test_a_persons_token_speaks_as_that_person(sandbox: Sandbox) -> None:
    back = consent(sandbox, "U01ANA", user_scope="channels:write,chat:write")
    bot = access(sandbox, code=back["code"][0])
    token = bot.answer["authed_user"]["access_token"]  # type: ignore[attr-defined]
    assert token.startswith("xoxp-")
    own = WebClient(token=token, base_url=sandbox.api_url)
    assert own.auth_test()["user_id"] == "U01ANA"
    posted = own.chat_postMessage(channel="C03QUI", text="in my own name")["message"]
    assert (posted["user"], "bot_id" in posted) == ("U01ANA", False)
    assert own.conversations_create(name="of-ana")["channel"]["creator"] == "U01ANA"
    assert refused(own.pins_add, channel="C03QUI", timestamp=posted["ts"])["error"] == "missing_scope"


def test_nobody_leaves_a_direct_message(sandbox: Sandbox) -> None:
    ana = sandbox.person("ana")
    with pytest.raises(Refused, match="cannot leave"):
        post(sandbox.url, "leave", {"user": ana.id, "channel": ana.direct("ben")})
