"""reactions.*, functions.* and blocks.validate."""

import re

from strictslack.actions import messages
from strictslack.api.call import Call, method
from strictslack.blockkit.surfaces import check_message_blocks, checked_view
from strictslack.errors import Json, SlackError
from strictslack.workspace.state import Channel

_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def emoji_name(name: str) -> str:
    """A reaction's name without colons; `invalid_name` when it cannot be one."""
    plain = name.strip(":") if name.startswith(":") else name
    if not _EMOJI.fullmatch(plain):
        raise SlackError("invalid_name")
    return plain


def _item(call: Call) -> tuple[Channel, Json]:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    message = channel.messages.get(call.text("timestamp"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    return channel, message


@method("reactions.add")
def add_reaction(call: Call) -> Json:
    """Adds an emoji to a message."""
    name = emoji_name(call.text("name"))
    channel, message = _item(call)
    if channel.is_archived:
        raise SlackError("is_archived")
    if not messages.react(call.core, channel, message, name, call.actor, add=True):
        raise SlackError("already_reacted")
    return {}


@method("reactions.remove")
def remove_reaction(call: Call) -> Json:
    """Takes the caller's emoji back."""
    name = emoji_name(call.text("name"))
    channel, message = _item(call)
    if not messages.react(call.core, channel, message, name, call.actor, add=False):
        raise SlackError("no_reaction")
    return {}


@method("blocks.validate")
def validate(call: Call) -> Json:
    """Says whether blocks, a message or a view would be taken."""
    if "view" in call.arguments:
        try:
            checked_view(call.arguments["view"], "modal", "home")
        except SlackError as refusal:
            raise SlackError("invalid_view", refusal.messages) from None
        return {}
    blocks = call.arguments.get("blocks")
    if blocks is None:
        raise SlackError("invalid_arguments", ["must define exactly one of: blocks, message, view"])
    problems = check_message_blocks(blocks)
    if problems:
        raise SlackError("invalid_blocks", problems)
    return {}
