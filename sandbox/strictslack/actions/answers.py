"""What an app answers to a command or a click: said, put in place of a message, or a message taken away."""

from typing import Any

from strictslack.actions import messages
from strictslack.blockkit.content import Content, checked_content
from strictslack.core import Core
from strictslack.delivery.response_urls import ResponseUrl
from strictslack.errors import Json, SlackError
from strictslack.workspace.state import Channel, Installation


def answer(core: Core, key: str, body: Any) -> None:
    """Takes one answer to a response URL; SlackError `expired_url` or `used_url` when it is too late."""
    made = core.response_urls.good(key)
    installation = core.state.installations.get((made.app_id, made.team_id))
    if installation is None or installation.status != "active":
        raise SlackError("expired_url")
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    made.left -= 1
    _take(core, made, installation, body)


def _take(core: Core, made: ResponseUrl, installation: Installation, body: Json) -> None:
    channel = core.state.channels[made.channel_id]
    store = channel.ephemerals if made.is_ephemeral else channel.messages
    message = store.get(made.message_ts)
    if body.get("delete_original"):
        _delete(core, channel, message)
    elif body.get("replace_original") and message is not None:
        _replace(core, installation, channel, message, body)
    else:
        say(core, installation, channel, made.user_id, body, made.thread_ts)


def _delete(core: Core, channel: Channel, message: Json | None) -> None:
    if message is None:
        raise SlackError("message_not_found")
    if message.get("is_ephemeral"):
        messages.unshow(core, channel, message)
    else:
        messages.delete(core, channel, message)


def _replace(core: Core, installation: Installation, channel: Channel, message: Json, body: Json) -> None:
    content = checked_content(body, update=True)
    if message.get("is_ephemeral"):
        messages.change_shown(core, channel, message, content.fields())
    else:
        messages.edit(core, channel, message, content.fields(), installation.bot_user_id)


def say(
    core: Core, installation: Installation, channel: Channel, user_id: str, body: Json, thread_ts: str = ""
) -> Content:
    """Says something to the person, or with `response_type: in_channel` to the channel."""
    content = checked_content(body)
    message: Json = messages.authored(core, installation, body) | content.fields()
    thread = body.get("thread_ts") or thread_ts
    if thread in channel.messages:
        message["thread_ts"] = channel.messages[thread].get("thread_ts", thread)
    if body.get("response_type") == "in_channel":
        messages.post(core, channel, message)
    else:
        messages.show_to(core, channel, user_id, message)
    return content
