"""conversations.* that read: info, lists, members, history, replies."""

from strictslack.api.call import Call, method
from strictslack.errors import Json, SlackError
from strictslack.identifiers import microseconds
from strictslack.workspace.shapes import channel_shape
from strictslack.workspace.state import Channel

_TYPES = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
_SCOPES = {"channel": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


@method("conversations.info")
def info(call: Call) -> Json:
    """One conversation."""
    channel = call.channel_with_scope("read")
    shape = channel_shape(call.core.state, channel, call.actor)
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        shape["locale"] = "en-US"
    return {"channel": shape}


def wanted_kinds(call: Call) -> list[str]:
    """The kinds named by `types`, each with the scope it needs."""
    kinds: list[str] = []
    for word in (call.text("types") or "public_channel").split(","):
        if word.strip() not in _TYPES:
            raise SlackError("invalid_types")
        kinds.append(_TYPES[word.strip()])
    for kind in kinds:
        call.need_scope(_SCOPES[kind])
    return kinds


def listed(call: Call, kinds: list[str], member: str = "") -> list[Channel]:
    """The conversations of these kinds that the caller may know of."""
    skip_archived = call.flag("exclude_archived")
    return [
        channel
        for channel in call.core.state.team_channels(call.team_id)
        if channel.kind in kinds
        and channel.seen_by(call.actor)
        and not (skip_archived and channel.is_archived)
        and (not member or member in channel.members)
    ]


@method("conversations.list")
def list_all(call: Call) -> Json:
    """The conversations of the workspace."""
    page, metadata = call.page(listed(call, wanted_kinds(call)), default=100)
    state = call.core.state
    shapes = [channel_shape(state, one, call.actor) for one in page]
    for one, shape in zip(page, shapes, strict=True):
        if one.kind in ("channel", "private"):
            shape["num_members"] = len(one.members)
    return {"channels": shapes, "response_metadata": metadata}


@method("users.conversations")
def of_user(call: Call) -> Json:
    """The conversations that a user is in."""
    user_id = call.user().id if call.text("user") else call.actor
    page, metadata = call.page(listed(call, wanted_kinds(call), user_id), default=100)
    state = call.core.state
    shapes = [channel_shape(state, one, call.actor) for one in page]
    for shape in shapes:
        shape.pop("is_member", None)
    return {"channels": shapes, "response_metadata": metadata}


@method("conversations.members")
def members(call: Call) -> Json:
    """Who is in a conversation."""
    channel = call.channel_with_scope("read")
    page, metadata = call.page(channel.members, default=100)
    return {"members": page, "response_metadata": metadata}


def _readable(call: Call) -> Channel:
    channel = call.channel_with_scope("history")
    if call.actor not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _in_range(call: Call, found: list[Json]) -> list[Json]:
    inclusive = call.flag("inclusive")
    oldest = _moment(call, "oldest", 0)
    latest = _moment(call, "latest", 0)
    kept: list[Json] = []
    for message in found:
        at = microseconds(message["ts"])
        after = not oldest or at > oldest or (inclusive and at == oldest)
        before = not latest or at < latest or (inclusive and at == latest)
        if after and before:
            kept.append(_without_metadata(call, message))
    return kept


def _moment(call: Call, name: str, default: int) -> int:
    value = call.text(name)
    if not value or value == "0":
        return default
    if not value.replace(".", "", 1).isdigit():
        raise SlackError(f"invalid_ts_{name}")
    return microseconds(value)


def _without_metadata(call: Call, message: Json) -> Json:
    # An app sees the metadata of its own messages only when it asks for it.
    if call.flag("include_all_metadata") or "metadata" not in message:
        return message
    return {key: value for key, value in message.items() if key != "metadata"}


@method("conversations.history")
def history(call: Call) -> Json:
    """A channel's own messages, the newest first; replies only where they were broadcast."""
    channel = _readable(call)
    own = [
        message
        for message in reversed(channel.messages.values())
        if message.get("thread_ts", message["ts"]) == message["ts"] or message.get("reply_broadcast")
    ]
    page, metadata = call.page(_in_range(call, own), default=100, most=999)
    more = bool(metadata["next_cursor"])
    answer: Json = {"messages": page, "has_more": more, "pin_count": len(channel.pins)}
    if more:
        answer["response_metadata"] = metadata
    return answer


@method("conversations.replies")
def replies(call: Call) -> Json:
    """A message and the replies to it, the oldest first; the parent leads every page."""
    channel = _readable(call)
    wanted = channel.messages.get(call.text("ts"))
    if wanted is None:
        raise SlackError("thread_not_found")
    parent = channel.messages[str(wanted.get("thread_ts", wanted["ts"]))]
    answers = [channel.messages[one] for one in channel.threads.get(parent["ts"], [])]
    page, metadata = call.page(_in_range(call, answers), default=1000)
    more = bool(metadata["next_cursor"])
    answer: Json = {"messages": [_without_metadata(call, parent), *page], "has_more": more}
    if more:
        answer["response_metadata"] = metadata
    return answer
