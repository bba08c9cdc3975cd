"""chat.*: messages posted, changed, deleted, shown to one person."""

from strictslack.actions import messages
from strictslack.api.call import Call, method
from strictslack.blockkit import limits
from strictslack.blockkit.content import checked_content
from strictslack.errors import Json, SlackError
from strictslack.identifiers import microseconds, new_id
from strictslack.workspace.state import Channel


def _target(call: Call) -> Channel:
    """Where a message goes: a channel by id or name, or a person's direct message by their id."""
    state, wanted = call.core.state, call.text("channel")
    person = state.users.get(wanted)
    if person is not None and person.team_id == call.team_id:
        return state.direct(call.team_id, [person.id, call.actor], call.core.clock.now())[0]
    channel = state.channel(call.team_id, wanted)
    if channel is None or not channel.seen_by(call.actor):
        raise SlackError("channel_not_found")
    return channel


def check_may_post(call: Call, channel: Channel, *, anywhere: bool = False) -> None:
    """Refuses where the bot may not speak; `anywhere` honours `chat:write.public`."""
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and call.caller == "bot":
        _check_im(call, channel)
    public = anywhere and not channel.is_private and "chat:write.public" in call.scopes
    if call.actor not in channel.members and not public:
        raise SlackError("not_in_channel")


def _check_im(call: Call, channel: Channel) -> None:
    other = call.core.state.users[channel.other(call.actor)]
    if not call.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    if other.deleted:
        raise SlackError("is_inactive")


def _thread(call: Call, channel: Channel) -> str:
    """The parent of the wanted thread; a reply's own timestamp leads to its parent."""
    wanted = call.text("thread_ts")
    if not wanted:
        return ""
    parent = channel.messages.get(wanted)
    if parent is None or parent.get("subtype") in ("channel_join", "channel_leave"):
        raise SlackError("cannot_reply_to_message")
    found: str = parent.get("thread_ts", wanted)
    return found


def _author(call: Call) -> Json:
    if call.caller == "user":
        return {"user": call.user_id, "app_id": call.app.id, "team": call.team_id}
    if any(call.text(name) for name in ("username", "icon_emoji", "icon_url")):
        call.need_scope("chat:write.customize")
    return messages.authored(call.core, call.installation, call.arguments)


@method("chat.postMessage")
def post_message(call: Call) -> Json:
    """Posts to a channel, a thread or a person."""
    channel = _target(call)
    check_may_post(call, channel, anywhere=True)
    content = checked_content(call.arguments)
    message = _author(call) | content.fields()
    thread = _thread(call, channel)
    if thread:
        message["thread_ts"] = thread
        if call.flag("reply_broadcast"):
            message |= {"subtype": "thread_broadcast", "reply_broadcast": True}
    posted = messages.post(call.core, channel, message)
    return {"channel": channel.id, "ts": posted["ts"], "message": dict(posted)}


@method("chat.update")
def update(call: Call) -> Json:
    """Changes one of the caller's own messages."""
    channel = call.channel()
    message = channel.messages.get(call.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.get("user") != call.actor:
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    content = checked_content(call.arguments, update=True, longest=limits.UPDATE_TEXT)
    changes = _given(call, content.fields())
    edited = messages.edit(call.core, channel, message, changes, call.actor)
    return {"channel": channel.id, "ts": edited["ts"], "text": edited["text"], "message": dict(edited)}


def _given(call: Call, fields: Json) -> Json:
    """What an update replaces: blocks and attachments that it does not name stay, as Slack documents."""
    worded = any(call.text(name) for name in ("text", "markdown_text")) or call.arguments.get("blocks")
    if not worded:
        fields.pop("text")
    if "blocks" not in call.arguments and not call.text("markdown_text"):
        fields.pop("blocks")
    if call.arguments.get("attachments") == []:
        fields["attachments"] = []
    return fields


@method("chat.delete")
def delete(call: Call) -> Json:
    """Deletes one of the caller's own messages."""
    channel = call.channel()
    message = channel.messages.get(call.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message.get("user") != call.actor:
        raise SlackError("cant_delete_message")
    messages.delete(call.core, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.postEphemeral")
def post_ephemeral(call: Call) -> Json:
    """Shows a message to one member of a channel."""
    channel = call.channel()
    check_may_post(call, channel)
    user = call.core.state.users.get(call.text("user"))
    if user is None or user.deleted or user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = checked_content(call.arguments, longest=limits.MESSAGE_TEXT)
    message = _author(call) | content.fields()
    thread = _thread(call, channel)
    if thread:
        message["thread_ts"] = thread
    shown = messages.show_to(call.core, channel, user.id, message)
    return {"message_ts": shown["ts"]}


@method("chat.getPermalink")
def get_permalink(call: Call) -> Json:
    """The address of a message."""
    channel = call.channel()
    message = channel.messages.get(call.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    domain = call.core.state.teams[call.team_id].domain
    link = f"https://{domain}.slack.com/archives/{channel.id}/p{microseconds(message['ts'])}"
    thread = message.get("thread_ts", message["ts"])
    if thread != message["ts"]:
        link += f"?thread_ts={thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


@method("chat.scheduleMessage")
def schedule_message(call: Call) -> Json:
    """Posts later, on the sandbox's clock; with metadata it is accepted and never posted, as at Slack."""
    channel = _target(call)
    check_may_post(call, channel, anywhere=True)
    now, post_at = call.core.clock.now(), call.arguments["post_at"]
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + 120 * 86_400:
        raise SlackError("time_too_far")
    content = checked_content(call.arguments)
    message = _author(call) | content.fields()
    thread = _thread(call, channel)
    if thread:
        message["thread_ts"] = thread
    if content.metadata is None:
        call.core.background(_post_later(call, channel, message, post_at - now))
    return {
        "channel": channel.id,
        "scheduled_message_id": new_id("Q"),
        "post_at": post_at,
        "message": {"type": "delayed_message", **message},
    }


async def _post_later(call: Call, channel: Channel, message: Json, seconds: float) -> None:
    await call.core.clock.sleep(seconds)
    if not channel.is_archived and call.installation.status == "active":
        messages.post(call.core, channel, message)
