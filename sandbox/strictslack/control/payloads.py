"""The payloads of commands and interactions, in the shapes that Slack sends."""

from typing import Any

from strictslack.control.entities import with_entities
from strictslack.core import Core
from strictslack.errors import Json
from strictslack.workspace.manifest import App, Command, Shortcut
from strictslack.workspace.shapes import channel_name_in_payloads
from strictslack.workspace.state import Channel, OpenView, Team, User

# `token` is Slack's old verification token; apps get it still and should not rely on it.


def command(core: Core, app: App, spoken: Command, text: str, user: User, channel: Channel) -> Json:
    """The form fields of a slash command."""
    team = core.state.teams[user.team_id]
    return {
        "token": app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name_in_payloads(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": spoken.name,
        "text": text,
        "api_app_id": app.id,
        **_enterprise_fields(team),
        "is_enterprise_install": str(_is_org_wide(core, app, team)).lower(),
        "response_url": core.response_urls.make(app.id, channel, user.id),
        "trigger_id": core.triggers.make(app.id, team.id, user.id, channel_id=channel.id),
    }


def _interaction(core: Core, app: App, user: User, kind: str) -> Json:
    team = core.state.teams[user.team_id]
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.shown_team},
        "api_app_id": app.id,
        "token": app.verification_token,
        "enterprise": team.enterprise,
        "is_enterprise_install": _is_org_wide(core, app, team),
    }


def _is_org_wide(core: Core, app: App, team: Team) -> bool:
    found = core.state.installations.get((app.id, team.id))
    return found is not None and found.is_org_wide


def _enterprise_fields(team: Team) -> Json:
    if not team.enterprise_id:
        return {}
    return {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}


def _place(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel_name_in_payloads(channel)}


def message_container(channel: Channel, message: Json) -> Json:
    """Where a message stands, as interactions tell it."""
    container: Json = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    return container


def message_action(
    core: Core, app: App, user: User, channel: Channel, message: Json, values: Json, action: Json
) -> Json:
    """`block_actions` from a message."""
    payload = _interaction(core, app, user, "block_actions")
    if not message.get("is_ephemeral"):
        # Slack does not give an app its ephemeral message back.
        payload["message"] = with_entities(message)
    return payload | {
        "container": message_container(channel, message),
        "trigger_id": core.triggers.make(app.id, user.team_id, user.id, channel_id=channel.id),
        "channel": _place(channel),
        "state": {"values": values},
        "response_url": core.response_urls.make(app.id, channel, user.id, message),
        "actions": [with_entities(action)],
    }


def view_action(core: Core, app: App, user: User, opened: OpenView, action: Json) -> Json:
    """`block_actions` from a modal or from App Home."""
    payload = _interaction(core, app, user, "block_actions")
    return payload | {
        "container": {"type": "view", "view_id": opened.view["id"]},
        "trigger_id": core.triggers.make(app.id, user.team_id, user.id, view_id=opened.view["id"]),
        "view": view_in_payload(opened),
        "actions": [action],
    }


def view_in_payload(opened: OpenView) -> Json:
    """The view with what the person has put into it."""
    return {**opened.view, "state": {"values": opened.values}}


def view_submission(core: Core, app: App, user: User, opened: OpenView) -> Json:
    """`view_submission`; `response_urls` belong to selects that asked for one."""
    payload = _interaction(core, app, user, "view_submission")
    return payload | {
        "trigger_id": core.triggers.make(app.id, user.team_id, user.id, view_id=opened.view["id"]),
        "view": view_in_payload(opened),
        "response_urls": _response_urls(core, app, user, opened),
    }


def _response_urls(core: Core, app: App, user: User, opened: OpenView) -> list[Json]:
    urls: list[Json] = []
    for block in opened.view["blocks"]:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        value = opened.values.get(block["block_id"], {}).get(element["action_id"], {})
        chosen = value.get("selected_conversation") or value.get("selected_channel")
        channel = core.state.channel(user.team_id, chosen) if chosen else None
        if channel is not None:
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel.id,
                    "response_url": core.response_urls.make(app.id, channel, user.id),
                }
            )
    return urls


def view_closed(core: Core, app: App, user: User, opened: OpenView, is_cleared: bool) -> Json:
    """`view_closed`."""
    payload = _interaction(core, app, user, "view_closed")
    return payload | {"view": view_in_payload(opened), "is_cleared": is_cleared}


def global_shortcut(core: Core, app: App, user: User, shortcut: Shortcut, now: float) -> Json:
    """`shortcut`, which knows of no channel."""
    payload = _interaction(core, app, user, "shortcut")
    return payload | {
        "callback_id": shortcut.callback_id,
        "trigger_id": core.triggers.make(app.id, user.team_id, user.id),
        "action_ts": f"{now:.6f}",
    }


def message_shortcut(
    core: Core, app: App, user: User, shortcut: Shortcut, channel: Channel, message: Json, now: float
) -> Json:
    """`message_action`, the shortcut in a message's menu."""
    payload = _interaction(core, app, user, "message_action")
    return payload | {
        "callback_id": shortcut.callback_id,
        "trigger_id": core.triggers.make(app.id, user.team_id, user.id, channel_id=channel.id),
        "response_url": core.response_urls.make(app.id, channel, user.id),
        "channel": _place(channel),
        "message_ts": message["ts"],
        "message": with_entities(message),
        "action_ts": f"{now:.6f}",
    }


def around(channel: Channel | None, message: Json | None, opened: OpenView | None) -> Json:
    """What `block_suggestion` tells of the view or the message its select stands in."""
    if opened is not None:
        return {"view": view_in_payload(opened)}
    return {"channel": _place(channel), "message": message} if channel is not None else {}


def suggestion(core: Core, app: App, user: User, container: Json, ids: tuple[str, str], value: Any) -> Json:
    """`block_suggestion`, asking for the options of an external select."""
    payload = _interaction(core, app, user, "block_suggestion")
    return payload | {"container": container, "block_id": ids[0], "action_id": ids[1], "value": value}
