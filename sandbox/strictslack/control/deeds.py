"""What people do in channels: say things, give commands, react, edit, delete, join, upload."""

import base64
import binascii
from typing import Any

from strictslack.actions import answers, messages
from strictslack.actions.files import MAX_BYTES, arrived, promise, share
from strictslack.actions.membership import join, leave
from strictslack.control import payloads
from strictslack.control.composer import composed, escaped
from strictslack.core import Core
from strictslack.errors import Json, Refused, SlackError
from strictslack.workspace.manifest import App, Command
from strictslack.workspace.state import SLACKBOT, Channel, User

FAILURES = {
    "http_timeout": "operation_timeout",
    "http_error": "dispatch_failed",
    "connection_failed": "dispatch_failed",
}


async def send(
    core: Core,
    user: User,
    channel: Channel,
    text: str,
    thread_ts: str,
    files: list[str],
    *,
    broadcast: bool = False,
) -> Json:
    """A message, or a command where the text starts with a slash; answers after the acknowledgement.

    `broadcast` shows a reply in the channel as well.
    """
    if text.startswith("/"):
        return await _command(core, user, channel, text, thread_ts)
    _check_may_write(core, user, channel)
    if not text.strip() and not files:
        raise Refused("There is nothing to send.")
    message: Json = {
        "user": user.id,
        "text": composed(core.state, user, text),
        "client_msg_id": _client_id(core),
    }
    if thread_ts:
        parent = channel.messages.get(thread_ts)
        if parent is None:
            raise Refused("There is no such thread.")
        message["thread_ts"] = parent.get("thread_ts", thread_ts)
        if broadcast:
            message |= {"subtype": "thread_broadcast", "reply_broadcast": True}
    stored = [core.state.files[one] for one in files if one in core.state.files]
    if stored:
        message |= {"files": [one.info for one in stored], "upload": False, "subtype": "file_share"}
    posted = messages.post(core, channel, message)
    for one in stored:
        share(one, channel, posted["ts"])
    channel.read[user.id] = posted["ts"]
    return {"ok": True, "ts": posted["ts"]}


def _client_id(core: Core) -> str:
    digits = core.state.timestamps.next(core.clock.now()).replace(".", "").zfill(32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _check_may_write(core: Core, user: User, channel: Channel) -> None:
    if channel.is_archived:
        raise Refused(f"#{channel.name} is archived; nobody can write there.")
    if user.id not in channel.members:
        raise Refused(f"{user.name} is not in #{channel.name}; join it first.")
    if channel.kind != "im":
        return
    app = core.apps.get(core.state.users[channel.other(user.id)].app_id)
    if app is not None and (app.messages_read_only or not app.messages_tab):
        raise Refused(f"{app.name} takes no messages.")


async def _command(core: Core, user: User, channel: Channel, text: str, thread_ts: str) -> Json:
    name, _, rest = text.partition(" ")
    found = find_command(core, user.team_id, name)
    if thread_ts:
        return _failed(core, user, channel, f"{name} is not supported in threads. Sorry!", thread_ts)
    if found is None:
        words = f"{name} is not a valid command. In Slack, all messages that start with the “/” are commands."
        return _failed(core, user, channel, words)
    if channel.is_archived:
        raise Refused(f"#{channel.name} is archived; nobody can write there.")
    app, command = found
    typed = (
        composed(core.state, user, rest.strip(), with_names=True)
        if command.should_escape
        else escaped(rest.strip())
    )
    payload = payloads.command(core, app, command, typed, user, channel)
    ack = await core.delivery.deliver(app, "slash_commands", name, payload, url=command.url)
    if ack.error:
        reason = FAILURES.get(ack.error, ack.error)
        return _failed(core, user, channel, f"{name} failed with the error “{reason}”")
    return _command_answer(core, app, user, channel, name, ack.body)


def _command_answer(core: Core, app: App, user: User, channel: Channel, name: str, body: Any) -> Json:
    said = {"text": body} if isinstance(body, str) else body
    if not said:
        return {"ok": True}
    try:
        if not isinstance(said, dict):
            raise SlackError("invalid_payload")
        answers.say(core, core.installation(app.id, user.team_id), channel, user.id, said)
    except SlackError as refusal:
        details = "; ".join(refusal.messages)
        return _failed(
            core, user, channel, f"{name} failed with the error “{refusal.error}” {details}".rstrip()
        )
    return {"ok": True}


def _failed(core: Core, user: User, channel: Channel, words: str, thread_ts: str = "") -> Json:
    said: Json = {"user": SLACKBOT, "text": escaped(words)}
    if thread_ts:
        said["thread_ts"] = thread_ts
    messages.show_to(core, channel, user.id, said)
    return {"ok": False, "error": words}


def find_command(core: Core, team_id: str, name: str) -> tuple[App, Command] | None:
    """The installed app that listens to a command; of several the one installed last, as at Slack."""
    for installation in reversed(core.installed_in(team_id)):
        app = core.apps[installation.app_id]
        if name in app.commands and "commands" in installation.scopes:
            return app, app.commands[name]
    return None


def message_of(channel: Channel, user: User, timestamp: Any) -> Json:
    """A message this person sees, ephemerals included."""
    message = channel.messages.get(timestamp)
    shown = channel.ephemerals.get(timestamp)
    if message is None and shown is not None and shown["ephemeral_to"] == user.id:
        message = shown
    if message is None:
        raise Refused(f"{user.name} sees no message {timestamp!r} there.")
    return message


def react(core: Core, user: User, channel: Channel, timestamp: str, name: str) -> Json:
    """Adds the person's emoji, or takes it away where it was."""
    message = message_of(channel, user, timestamp)
    if not messages.react(core, channel, message, name, user.id, add=True):
        messages.react(core, channel, message, name, user.id, add=False)
    return {"ok": True}


def edit(core: Core, user: User, channel: Channel, timestamp: str, text: str) -> Json:
    """Changes the person's own message."""
    message = message_of(channel, user, timestamp)
    if message.get("user") != user.id:
        raise Refused("Only one's own messages can be edited.")
    messages.edit(core, channel, message, {"text": composed(core.state, user, text)}, user.id)
    return {"ok": True}


def delete(core: Core, user: User, channel: Channel, timestamp: str) -> Json:
    """Deletes the person's own message, dismisses an ephemeral; admins may delete any."""
    message = message_of(channel, user, timestamp)
    if message.get("is_ephemeral"):
        messages.unshow(core, channel, message)
    elif message.get("user") == user.id or user.is_admin:
        messages.delete(core, channel, message)
    else:
        raise Refused("Only one's own messages can be deleted.")
    return {"ok": True}


def join_channel(core: Core, user: User, channel: Channel) -> Json:
    """Joins a public channel."""
    if channel.kind != "channel" or channel.is_archived:
        raise Refused(f"{user.name} cannot join {channel.name}.")
    if user.id not in channel.members:
        join(core, channel, user.id)
    return {"ok": True}


def leave_channel(core: Core, user: User, channel: Channel) -> Json:
    """Leaves a channel."""
    if user.id not in channel.members or channel.kind in ("im", "mpim"):
        raise Refused(f"{user.name} cannot leave {channel.name}.")
    leave(core, channel, user.id)
    return {"ok": True}


def invite(core: Core, user: User, channel: Channel, names: list[str]) -> Json:
    """Brings people or bots into a channel."""
    for name in names:
        guest = core.state.person(user.team_id, name)
        if guest is None:
            raise Refused(f"There is nobody called {name!r}.")
        if guest.id not in channel.members:
            join(core, channel, guest.id, inviter=user.id)
    return {"ok": True}


def upload(core: Core, user: User, filename: str, encoded: str) -> Json:
    """A person's own file, as picked in a file field."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise Refused("The file is not in base64.") from None
    if len(content) > MAX_BYTES:
        raise Refused("The file is too large.")
    stored, key = promise(core, team_id=user.team_id, user_id=user.id, name=filename, size=len(content))
    arrived(core, key, content)
    stored.completed = True
    core.dirty = True
    return {"ok": True, "file": stored.info}
