"""What can happen to a message: posted, changed, deleted, shown to one person, reacted to."""

from typing import Any

from strictslack.core import Core
from strictslack.errors import Json
from strictslack.workspace.shapes import bot_profile_shape
from strictslack.workspace.state import SLACKBOT, Channel, Installation

_KEPT_EPHEMERALS = 200


def post(core: Core, channel: Channel, message: Json) -> Json:
    """Adds a message, tells the streams and the apps; completes and returns it.

    `message` brings `user`, `text` and what else it carries; a reply brings `thread_ts`.
    """
    message = {"type": "message", **message, "ts": core.state.timestamps.next(core.clock.now())}
    message.setdefault("team", channel.team_id)
    channel.messages[message["ts"]] = message
    if message.get("thread_ts"):
        _join_thread(core, channel, message)
    _changed(core, channel, "message", message)
    core.events.raise_in(channel, {**message, **_event_fields(channel, message)}, "message")
    _raise_mentions(core, channel, message)
    return message


def _event_fields(channel: Channel, message: Json) -> Json:
    kind = {"channel": "channel", "private": "group"}.get(channel.kind, channel.kind)
    return {"channel": channel.id, "channel_type": kind, "event_ts": message["ts"]}


def _join_thread(core: Core, channel: Channel, reply: Json) -> None:
    parent = channel.messages[reply["thread_ts"]]
    replies = channel.threads.setdefault(parent["ts"], [])
    replies.append(reply["ts"])
    reply["parent_user_id"] = parent.get("user", "")
    parent["thread_ts"] = parent["ts"]
    _count_replies(channel, parent)
    _changed(core, channel, "message_changed", parent)


def _count_replies(channel: Channel, parent: Json) -> None:
    replies = channel.threads.get(parent["ts"], [])
    if not replies:
        for key in (
            "thread_ts",
            "reply_count",
            "reply_users",
            "reply_users_count",
            "latest_reply",
            "is_locked",
        ):
            parent.pop(key, None)
        return
    writers = list(dict.fromkeys(channel.messages[one].get("user", "") for one in replies))
    parent |= {
        "reply_count": len(replies),
        "reply_users": writers[:5],
        "reply_users_count": len(writers),
        "latest_reply": replies[-1],
        "is_locked": False,
    }


def _raise_mentions(core: Core, channel: Channel, message: Json) -> None:
    if channel.kind == "im" or message.get("subtype"):
        return
    for installation in core.installed_in(channel.team_id):
        bot = installation.bot_user_id
        mentioned = f"<@{bot}>" in message.get("text", "") and message.get("user") != bot
        if mentioned and bot in channel.members:
            event = {**message, "type": "app_mention", "channel": channel.id, "event_ts": message["ts"]}
            core.events.raise_for(installation, event, "app_mention")


def edit(core: Core, channel: Channel, message: Json, changes: Json, editor: str) -> Json:
    """Changes a message in place, marks it edited and tells everybody."""
    before = dict(message)
    now = core.state.timestamps.next(core.clock.now())
    message |= changes
    message["edited"] = {"user": editor, "ts": now.split(".")[0] + ".000000"}
    _changed(core, channel, "message_changed", message)
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": dict(message),
        "previous_message": before,
        "hidden": True,
        "ts": now,
    }
    core.events.raise_in(channel, event | _event_fields(channel, event), "message")
    return message


def delete(core: Core, channel: Channel, message: Json) -> None:
    """Removes a message; a parent with replies leaves Slack's tombstone."""
    timestamp = message["ts"]
    if channel.threads.get(timestamp):
        tombstone = {"type": "message", "subtype": "tombstone", "user": SLACKBOT, "hidden": True}
        text = {"text": "This message was deleted.", "ts": timestamp, "thread_ts": timestamp}
        channel.messages[timestamp] = {**tombstone, **text}
        _count_replies(channel, channel.messages[timestamp])
        _changed(core, channel, "message_changed", channel.messages[timestamp])
    else:
        del channel.messages[timestamp]
        _leave_thread(core, channel, message)
        core.dirty = True
        core.changes.publish("message_deleted", audience(channel), channel=channel.id, ts=timestamp)
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "deleted_ts": timestamp,
        "previous_message": message,
        "hidden": True,
        "ts": core.state.timestamps.next(core.clock.now()),
    }
    core.events.raise_in(channel, event | _event_fields(channel, event), "message")


def _leave_thread(core: Core, channel: Channel, message: Json) -> None:
    parent = channel.messages.get(message.get("thread_ts", ""))
    if parent is None:
        return
    channel.threads[parent["ts"]].remove(message["ts"])
    if parent.get("subtype") == "tombstone" and not channel.threads[parent["ts"]]:
        del channel.messages[parent["ts"]]
        core.changes.publish("message_deleted", audience(channel), channel=channel.id, ts=parent["ts"])
        return
    _count_replies(channel, parent)
    _changed(core, channel, "message_changed", parent)


def show_to(core: Core, channel: Channel, user_id: str, message: Json) -> Json:
    """An ephemeral message for one person; it is gone after a restart, as in Slack after a reload."""
    shown = {
        "type": "message",
        "subtype": "ephemeral",
        **message,
        "ts": core.state.timestamps.next(core.clock.now()),
        "is_ephemeral": True,
        "ephemeral_to": user_id,
    }
    channel.ephemerals[shown["ts"]] = shown
    while len(channel.ephemerals) > _KEPT_EPHEMERALS:
        del channel.ephemerals[next(iter(channel.ephemerals))]
    core.changes.publish("ephemeral", [user_id], channel=channel.id, message=shown)
    return shown


def change_shown(core: Core, channel: Channel, message: Json, changes: Json) -> None:
    """Replaces the content of an ephemeral message."""
    message |= changes
    core.changes.publish("ephemeral", [message["ephemeral_to"]], channel=channel.id, message=message)


def unshow(core: Core, channel: Channel, message: Json) -> None:
    """Takes an ephemeral message away."""
    if channel.ephemerals.pop(message["ts"], None) is not None:
        core.changes.publish(
            "ephemeral_deleted", [message["ephemeral_to"]], channel=channel.id, ts=message["ts"]
        )


def react(core: Core, channel: Channel, message: Json, name: str, user_id: str, *, add: bool) -> bool:
    """Adds or removes one reaction; False when there was nothing to do."""
    reactions: list[Json] = message.setdefault("reactions", [])
    found = next((one for one in reactions if one["name"] == name), None)
    if add == (found is not None and user_id in found["users"]):
        if not reactions:
            del message["reactions"]
        return False
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if add:
        found["users"].append(user_id)
    else:
        found["users"].remove(user_id)
    found["count"] = len(found["users"])
    message["reactions"] = [one for one in reactions if one["count"]]
    if not message["reactions"]:
        del message["reactions"]
    _changed(core, channel, "message_changed", message)
    event = {
        "type": "reaction_added" if add else "reaction_removed",
        "user": user_id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
        "item_user": message.get("user", ""),
        "event_ts": core.state.timestamps.next(core.clock.now()),
    }
    core.events.raise_in(channel, event)
    return True


def audience(channel: Channel) -> list[str] | None:
    """Who may see it: members only, where it is private."""
    return list(channel.members) if channel.is_private else None


def _changed(core: Core, channel: Channel, kind: str, message: Json) -> None:
    core.dirty = True
    core.changes.publish(kind, audience(channel), channel=channel.id, message=message)


def authored(core: Core, installation: Installation, arguments: Json) -> Json:
    """The fields that make a message the bot's own."""

    app = core.apps[installation.app_id]
    fields: Json = {
        "user": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "app_id": app.id,
        "team": installation.team_id,
        "bot_profile": bot_profile_shape(core.state, installation, app.bot_name),
    }
    if arguments.get("username") or arguments.get("icon_emoji") or arguments.get("icon_url"):
        fields |= {"subtype": "bot_message", "username": arguments.get("username") or app.bot_name}
        icons: dict[str, Any] = {
            key.removeprefix("icon_"): arguments[key]
            for key in ("icon_emoji", "icon_url")
            if arguments.get(key)
        }
        if icons:
            fields["icons"] = icons
    return fields
