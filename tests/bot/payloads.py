"""What Slack sends, with all the keys that it sends: the shapes which Slack's own SDK repositories publish.

The keys are those of the samples in slackapi/java-slack-sdk (json-logs) and of the scenario tests in
slackapi/bolt-python; the values are this team's.
"""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

from tests.stories import ANA, REVIEW_CHANNEL, WORKSPACE

Json = dict[str, Any]
APP = "A0ASSAY"
TRIGGER = "12466734323.1395872398.7f3a6e9f6d0c4f0e8d3a6e9f6d0c4f0e"
TOKEN = "verification-token-of-old"


def interaction(kind: str, user: str) -> Json:
    """Return what every click and submission carries."""
    return {
        "type": kind,
        "enterprise": None,
        "team": {"id": WORKSPACE, "domain": "assay-lab"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": WORKSPACE},
        "api_app_id": APP,
        "token": TOKEN,
        "trigger_id": TRIGGER,
        "is_enterprise_install": False,
        "bot_access_token": None,
        "function_data": None,
        "interactivity": None,
    }


def command(
    name: str, text: str = "", *, user: str = ANA, channel: str = REVIEW_CHANNEL, **more: Any
) -> Json:
    """Return a slash command."""
    return {
        "token": TOKEN,
        "team_id": WORKSPACE,
        "team_domain": "assay-lab",
        "channel_id": channel,
        "channel_name": "reviews",
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/commands/T0ASSAY/1/x",
        "trigger_id": TRIGGER,
        **more,
    }


def button(action_id: str, value: str, **more: Any) -> Json:
    """Return the action of a button."""
    return {
        "action_id": action_id,
        "block_id": "hspI",
        "text": {"type": "plain_text", "text": "Approve", "emoji": True},
        "value": value,
        "style": "primary",
        "type": "button",
        "action_ts": "1596530385.194939",
        **more,
    }


def overflow(action_id: str, value: str) -> Json:
    """Return the action of an overflow menu."""
    chosen = {"text": {"type": "plain_text", "text": "Edit", "emoji": True}, "value": value}
    return {
        "action_id": action_id,
        "block_id": "hspI",
        "type": "overflow",
        "selected_option": chosen,
        "action_ts": "1596530385.194939",
    }


def message(ts: str = "1596530361.000100", *, thread: str = "") -> Json:
    """Return a message of the bot's as a click carries it."""
    found = {
        "bot_id": "B0ASSAY",
        "type": "message",
        "text": "EXP-1",
        "user": "U0ASSAYBOT",
        "ts": ts,
        "app_id": APP,
        "team": WORKSPACE,
        "blocks": [
            {"type": "section", "block_id": "x1", "text": {"type": "mrkdwn", "text": "…", "verbatim": True}}
        ],
        "bot_profile": {
            "id": "B0ASSAY",
            "app_id": APP,
            "name": "Assay",
            "deleted": False,
            "team_id": WORKSPACE,
        },
        "edited": {"user": "B0ASSAY", "ts": "1596530362.000000"},
    }
    return found | ({"thread_ts": thread, "parent_user_id": "U0ASSAYBOT"} if thread else {})


def click(
    action: Json, *, user: str = ANA, channel: str = REVIEW_CHANNEL, response_url: str = "", **more: Any
) -> Json:
    """Return a click in a message."""
    return {
        **interaction("block_actions", user),
        "container": {
            "type": "message",
            "message_ts": "1596530361.000100",
            "channel_id": channel,
            "is_ephemeral": False,
            "is_app_unfurl": False,
            "app_unfurl_url": None,
        },
        "channel": {"id": channel, "name": "reviews"},
        "message": message(),
        "state": {"values": {}},
        "response_url": response_url or "http://127.0.0.1:9/actions/T0ASSAY/1/x",
        "actions": [action],
        **more,
    }


def view(drawn: Json, values: Json | None = None, *, id: str = "V0FORM") -> Json:
    """Return an open modal, as drawn, with what was put into it."""
    return {
        "id": id,
        "team_id": WORKSPACE,
        "type": "modal",
        "blocks": drawn.get("blocks", []),
        "private_metadata": drawn.get("private_metadata", ""),
        "callback_id": drawn.get("callback_id", ""),
        "state": {"values": values or {}},
        "hash": "1596530361.3wRYuk3R",
        "title": drawn.get("title"),
        "clear_on_close": False,
        "notify_on_close": False,
        "submit_disabled": False,
        "close": drawn.get("close"),
        "submit": drawn.get("submit"),
        "previous_view_id": None,
        "root_view_id": id,
        "app_id": APP,
        "external_id": "",
        "app_installed_team_id": WORKSPACE,
        "bot_id": "B0ASSAY",
    }


def click_in_view(action: Json, drawn: Json, *, user: str = ANA, **more: Any) -> Json:
    """Return a choice in a modal."""
    return {
        **interaction("block_actions", user),
        "container": {"type": "view", "view_id": "V0FORM"},
        "view": view(drawn),
        "actions": [action],
        **more,
    }


def shortcut(callback_id: str, *, user: str = ANA, **more: Any) -> Json:
    """Return a use of a global shortcut."""
    return {
        **interaction("shortcut", user),
        "callback_id": callback_id,
        "action_ts": "1596530385.194939",
        **more,
    }


def message_shortcut(
    callback_id: str, said: Json | None = None, *, user: str = ANA, channel: str = REVIEW_CHANNEL, **more: Any
) -> Json:
    """Return a use of a shortcut in the menu of a message."""
    return {
        **interaction("message_action", user),
        "callback_id": callback_id,
        "action_ts": "1596530385.194939",
        "channel": {"id": channel, "name": "reviews"},
        "message_ts": "1596530361.000100",
        "message": said or message(),
        "response_url": "http://127.0.0.1:9/app/T0ASSAY/1/x",
        **more,
    }


def submission(drawn: Json, values: Json, *, user: str = ANA, id: str = "V0FORM", **more: Any) -> Json:
    """Return a submitted modal; `values` hold one entry for each block id."""
    return {
        **interaction("view_submission", user),
        "view": view(drawn, values, id=id),
        "response_urls": [],
        **more,
    }


def typed(value: Any) -> Json:
    """Return what a text input holds."""
    return {"type": "plain_text_input", "value": value}


def picked(user: Any) -> Json:
    """Return what a picker for a person holds."""
    return {"type": "users_select", "selected_user": user}


def chosen(value: Any) -> Json:
    """Return what a menu holds."""
    option = {"text": {"type": "plain_text", "text": str(value), "emoji": True}, "value": value}
    return {"type": "static_select", "selected_option": option}


def day(date: Any) -> Json:
    """Return what a picker for a day holds."""
    return {"type": "datepicker", "selected_date": date}


def happening(event: Json, **more: Any) -> Json:
    """Return an event."""
    return {
        "token": TOKEN,
        "team_id": WORKSPACE,
        "enterprise_id": None,
        "context_team_id": WORKSPACE,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev111",
        "event_time": 1595926230,
        "event_context": "4-eyJ-x",
        "is_ext_shared_channel": False,
        "authed_users": [ANA],
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": WORKSPACE,
                "user_id": "U0ASSAYBOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        **more,
    }


def said(text: str, *, ts: str = "1596530399.000100", **more: Any) -> Json:
    """Return the event that somebody said something."""
    event = {
        "type": "message",
        "user": ANA,
        "text": text,
        "ts": ts,
        "team": WORKSPACE,
        "channel": REVIEW_CHANNEL,
        "channel_type": "channel",
        "event_ts": ts,
        "client_msg_id": "5c1b2c9e-0f0a-4c56-9b8f-2c1f4c1f2f3a",
    }
    return happening({**event, **more})


def user_change(user: Json) -> Json:
    """Return the event that somebody's profile changed."""
    return happening(
        {"type": "user_change", "user": user, "cache_ts": 1596530385, "event_ts": "1596530385.000100"}
    )


def profile_of(id: str, name: str, **more: Any) -> Json:
    """Return a person as Slack describes them."""
    return {
        "id": id,
        "team_id": WORKSPACE,
        "name": name.lower(),
        "deleted": False,
        "color": "9f69e7",
        "real_name": name,
        "tz": "Europe/Madrid",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": {
            "title": "",
            "phone": "",
            "skype": "",
            "real_name": name,
            "real_name_normalized": name,
            "display_name": name,
            "display_name_normalized": name,
            "fields": None,
            "status_text": "",
            "status_emoji": "",
            "status_emoji_display_info": [],
            "status_expiration": 0,
            "avatar_hash": "g1",
            "email": f"{name.lower()}@assay-lab.example",
            "huddle_state": "default_unset",
            "image_24": "https://example.com/24.png",
            "status_text_canonical": "",
            "team": WORKSPACE,
        },
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1596530385,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
        "locale": "en-US",
        **more,
    }


def encoded(payload: Json) -> tuple[bytes, str]:
    """Return a payload as it travels over HTTP, with its content type."""
    if "command" in payload:
        return urlencode(payload, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"
    if payload.get("type") in ("block_actions", "view_submission", "shortcut", "message_action"):
        return urlencode({"payload": json.dumps(payload)}).encode(), "application/x-www-form-urlencoded"
    return json.dumps(payload).encode(), "application/json"


def signed(secret: str, body: bytes, timestamp: int | str) -> dict[str, str]:
    """Return the headers with which Slack signs a body."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": signature}
