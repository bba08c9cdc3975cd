"""files.*: the three-step upload and what is known of a file."""

from typing import Any

from strictslack.actions import messages
from strictslack.actions.files import MAX_BYTES, promise, share, visible_to
from strictslack.api.call import Call, method
from strictslack.api.methods.chat import check_may_post
from strictslack.blockkit.content import checked_content
from strictslack.errors import Json, SlackError
from strictslack.workspace.state import Channel, StoredFile


@method("files.getUploadURLExternal")
def get_upload_url(call: Call) -> Json:
    """The first step: an address for the bytes of one file."""
    length = call.arguments["length"]
    if length <= 0:
        raise SlackError("invalid_arguments", ["must be more than 0 [json-pointer:/length]"])
    if length > MAX_BYTES:
        raise SlackError("file_upload_size_restricted")
    if len(call.text("alt_txt")) > 1000:
        raise SlackError("alt_txt_too_large")
    stored, key = promise(
        call.core,
        team_id=call.team_id,
        user_id=call.actor,
        name=call.text("filename"),
        size=length,
        app_id=call.app.id,
    )
    if call.text("alt_txt"):
        stored.info["alt_txt"] = call.text("alt_txt")
    return {"upload_url": f"{call.core.base_url}/upload/{key}", "file_id": stored.info["id"]}


@method("files.completeUploadExternal")
def complete_upload(call: Call) -> Json:
    """The third step: the files are there, and shown in a channel if one is named."""
    chosen = [_arrived(call, one) for one in call.arguments["files"]]
    if not chosen:
        raise SlackError("invalid_arguments", ["must provide at least 1 items [json-pointer:/files]"])
    targets = [_place(call, one) for one in _channel_ids(call)]
    blocks = checked_content(call.arguments).blocks if call.arguments.get("blocks") else []
    for stored, title in chosen:
        stored.completed = True
        stored.info["title"] = title or stored.info["title"]
    for channel in targets:
        _show(call, channel, [stored for stored, _ in chosen], blocks)
    call.core.dirty = True
    return {"files": [stored.info for stored, _ in chosen]}


def _channel_ids(call: Call) -> list[str]:
    several = [one.strip() for one in call.text("channels").split(",") if one.strip()]
    return several or ([call.text("channel_id")] if call.text("channel_id") else [])


def _arrived(call: Call, described: Any) -> tuple[StoredFile, str]:
    file_id = described.get("id") if isinstance(described, dict) else None
    if not isinstance(file_id, str):
        raise SlackError("invalid_arguments", ["missing required field: id [json-pointer:/files/0]"])
    stored = call.core.state.files.get(file_id)
    if stored is None or stored.content is None or stored.completed or stored.info["user"] != call.actor:
        raise SlackError("file_not_found")
    title = described.get("title")
    return stored, title if isinstance(title, str) else ""


def _place(call: Call, channel_id: str) -> Channel:
    channel = call.core.state.channels.get(channel_id)
    if channel is None or channel.team_id != call.team_id or not channel.seen_by(call.actor):
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("posting_to_channel_denied")
    check_may_post(call, channel)
    return channel


def _show(call: Call, channel: Channel, files: list[StoredFile], blocks: list[Json]) -> None:
    message = messages.authored(call.core, call.installation, call.arguments)
    message |= {"text": call.text("initial_comment"), "files": [one.info for one in files], "upload": True}
    if blocks:
        message["blocks"] = blocks
    thread = call.text("thread_ts")
    if thread in channel.messages:
        message["thread_ts"] = channel.messages[thread].get("thread_ts", thread)
    posted = messages.post(call.core, channel, message)
    for stored in files:
        share(stored, channel, posted["ts"])
        event = {
            "type": "file_shared",
            "file_id": stored.info["id"],
            "user_id": call.actor,
            "file": {"id": stored.info["id"]},
            "channel_id": channel.id,
            "event_ts": posted["ts"],
        }
        call.core.events.raise_in(channel, event)


@method("files.info")
def info(call: Call) -> Json:
    """What is known of one file."""
    stored = call.core.state.files.get(call.text("file"))
    if stored is None or not stored.completed or stored.info["user_team"] != call.team_id:
        raise SlackError("file_not_found")
    if not visible_to(call.core.state, stored, call.actor):
        raise SlackError("file_not_found")
    return {"file": stored.info, "comments": [], "response_metadata": {"next_cursor": ""}}
