"""conversations.* that change something: open, join, create, invite, topics; and what hangs on channels."""

import re

from strictslack.actions import messages
from strictslack.actions.membership import announce_channel, join
from strictslack.api.call import Call, method
from strictslack.errors import Json, SlackError
from strictslack.identifiers import new_id
from strictslack.workspace.shapes import channel_shape
from strictslack.workspace.state import Channel


@method("conversations.open")
def open_direct(call: Call) -> Json:
    """Opens or finds a direct message with one or more people."""
    if call.text("channel"):
        channel = call.channel()
        if channel.kind not in ("im", "mpim"):
            raise SlackError("method_not_supported_for_channel_type")
        made = False
    else:
        channel, made = _with_people(call)
    if call.flag("return_im"):
        return {"channel": channel_shape(call.core.state, channel, call.actor)}
    answer: Json = {"channel": {"id": channel.id}}
    return answer if made else {"no_op": True, "already_open": True, **answer}


def _with_people(call: Call) -> tuple[Channel, bool]:
    names = [name.strip() for name in call.text("users").split(",") if name.strip()]
    if not names:
        raise SlackError("users_list_not_supplied")
    if len(names) > 8:
        raise SlackError("too_many_users")
    for name in names:
        user = call.core.state.users.get(name)
        if user is None or user.team_id != call.team_id:
            raise SlackError("user_not_found")
        if user.deleted:
            raise SlackError("user_disabled")
    call.need_scope("mpim:write" if len(set(names) - {call.actor}) > 1 else "im:write")
    channel, made = call.core.state.direct(call.team_id, [*names, call.actor], call.core.clock.now())
    if made:
        announce_channel(call.core, channel)
    return channel, made


@method("conversations.join")
def join_channel(call: Call) -> Json:
    """Lets the caller into a public channel."""
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    already = call.actor in channel.members
    if not already:
        join(call.core, channel, call.actor)
    answer: Json = {"channel": channel_shape(call.core.state, channel, call.actor)}
    if already:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return answer


@method("conversations.create")
def create(call: Call) -> Json:
    """Makes a channel with the caller in it."""
    private = call.flag("is_private")
    call.need_scope(
        "groups:write" if private else "channels:write" if call.caller == "user" else "channels:manage"
    )
    name = call.text("name").strip()
    _check_name(call, name)
    now = int(call.core.clock.now())
    kind = "private" if private else "channel"
    channel = Channel(new_id("C"), call.team_id, name, kind, [call.actor], creator=call.actor, created=now)
    call.core.state.channels[channel.id] = channel
    announce_channel(call.core, channel)
    shape = channel_shape(call.core.state, channel, call.actor)
    if not private:
        event = {"type": "channel_created", "channel": shape}
        call.core.events.raise_in_team(call.team_id, event)
    return {"channel": shape}


def _check_name(call: Call, name: str) -> None:
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > 80:
        raise SlackError("invalid_name_maxlength")
    if not re.fullmatch(r"[^\W_]|[\w-]+", name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if call.core.state.channel(call.team_id, name) is not None:
        raise SlackError("name_taken")


@method("conversations.invite")
def invite(call: Call) -> Json:
    """Brings people into a channel the caller is in."""
    channel = call.channel()
    if channel.kind in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.actor not in channel.members:
        raise SlackError("not_in_channel")
    names = [name.strip() for name in call.text("users").split(",") if name.strip()]
    _check_invited(call, channel, names)
    for name in names:
        join(call.core, channel, name, inviter=call.actor)
    return {"channel": channel_shape(call.core.state, channel, call.actor)}


def _check_invited(call: Call, channel: Channel, names: list[str]) -> None:
    if not names:
        raise SlackError("no_user")
    for name in names:
        user = call.core.state.users.get(name)
        if user is None or user.team_id != call.team_id or user.deleted:
            raise SlackError("user_not_found")
        if name == call.actor:
            raise SlackError("cant_invite_self")
        if name in channel.members:
            raise SlackError("already_in_channel")


@method("conversations.setTopic")
def set_topic(call: Call) -> Json:
    """Sets the line above a channel."""
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.actor not in channel.members:
        raise SlackError("not_in_channel")
    topic = call.text("topic")
    if len(topic) > 250:
        raise SlackError("too_long")
    channel.topic = topic
    announce_channel(call.core, channel)
    said = {"subtype": "channel_topic", "user": call.actor, "topic": topic}
    messages.post(call.core, channel, {**said, "text": f"<@{call.actor}> set the channel topic: {topic}"})
    return {"channel": channel_shape(call.core.state, channel, call.actor)}


@method("pins.add")
def pin(call: Call) -> Json:
    """Pins a message to its channel."""
    channel = call.channel()
    timestamp = call.text("timestamp")
    if not timestamp:
        raise SlackError("no_item_specified")
    if call.actor not in channel.members:
        raise SlackError("not_in_channel")
    if timestamp not in channel.messages:
        raise SlackError("message_not_found")
    if timestamp in channel.pins:
        raise SlackError("already_pinned")
    channel.pins.append(timestamp)
    call.core.dirty = True
    return {}


@method("bookmarks.add")
def bookmark(call: Call) -> Json:
    """Adds a link to a channel's bar."""
    found = call.core.state.channels.get(call.text("channel_id"))
    if found is None or found.team_id != call.team_id or call.actor not in found.members:
        raise SlackError("channel_not_found")
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if not call.text("link").startswith(("http://", "https://")):
        raise SlackError("invalid_link")
    made: Json = {
        "id": new_id("Bk"),
        "channel_id": found.id,
        "title": call.text("title"),
        "link": call.text("link"),
        "emoji": call.text("emoji"),
        "type": "link",
        "date_created": int(call.core.clock.now()),
        "app_id": call.app.id,
    }
    found.bookmarks.append(made)
    call.core.dirty = True
    return {"bookmark": made}
