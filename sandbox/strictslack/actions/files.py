"""Files: from the promise of an upload to a file that people see in a channel."""

import mimetypes
from typing import Any

from strictslack.core import Core
from strictslack.errors import Json
from strictslack.identifiers import new_id, new_key
from strictslack.workspace.state import Channel, State, StoredFile

MAX_BYTES = 50 * 1024 * 1024
_PRETTY = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "md": "Markdown (raw)", "json": "JSON", "yml": "YAML"}
_FILETYPES = {"jpeg": "jpg", "yaml": "yaml", "markdown": "md", "htm": "html"}


def promise(
    core: Core, *, team_id: str, user_id: str, name: str, size: int, app_id: str = ""
) -> tuple[StoredFile, str]:
    """A file that is still to arrive, and the key of the address it shall be sent to."""
    file_id = new_id("F")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    filetype = _FILETYPES.get(ending, ending) or "text"
    now = int(core.clock.now())
    link = f"{core.base_url}/files/{file_id}/{_safe(name)}"
    info: Json = {
        "id": file_id,
        "created": now,
        "timestamp": now,
        "name": name,
        "title": name,
        "mimetype": mimetypes.guess_type(name)[0] or "text/plain",
        "filetype": filetype,
        "pretty_type": _PRETTY.get(filetype, filetype.upper()),
        "user": user_id,
        "user_team": team_id,
        "editable": False,
        "size": size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": link,
        "url_private_download": f"{link}?download=1",
        "media_display_type": "unknown",
        "permalink": link,
        "comments_count": 0,
        "is_starred": False,
        "shares": {},
        "channels": [],
        "groups": [],
        "ims": [],
        "has_more_shares": False,
        "has_rich_preview": False,
        "file_access": "visible",
    }
    if app_id:
        info["app_id"] = app_id
    if info["mimetype"].startswith("image/"):
        info |= {"thumb_360": link, "thumb_480": link}
    stored = StoredFile(info)
    core.state.files[file_id] = stored
    return stored, f"{file_id}-{new_key()}"


def _safe(name: str) -> str:
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name
    )


def arrived(core: Core, key: str, content: bytes) -> bool:
    """Takes the bytes sent to an upload address; False when nothing was promised there."""
    stored = core.state.files.get(key.partition("-")[0])
    if stored is None or stored.completed or stored.content is not None:
        return False
    stored.content = content
    stored.info["size"] = len(content)
    return True


def share(stored: StoredFile, channel: Channel, message_ts: str) -> None:
    """Notes where a file was shown."""
    place = {"channel": "channels", "private": "groups", "im": "ims", "mpim": "groups"}[channel.kind]
    if channel.id not in stored.info[place]:
        stored.info[place].append(channel.id)
    stored.info["is_public"] = stored.info["is_public"] or channel.kind == "channel"
    shares: dict[str, Any] = stored.info["shares"].setdefault(
        "private" if channel.is_private else "public", {}
    )
    entry: Json = {"ts": message_ts, "reply_users": [], "reply_users_count": 0, "reply_count": 0}
    if not channel.is_private:
        entry |= {"channel_name": channel.name, "team_id": channel.team_id}
    shares.setdefault(channel.id, []).append(entry)


def visible_to(state: State, stored: StoredFile, user_id: str) -> bool:
    """Whether this user sees a file: their own, or in a conversation they see."""
    info = stored.info
    if info["user"] == user_id:
        return True
    places = [*info["channels"], *info["groups"], *info["ims"]]
    return any(state.channels[one].seen_by(user_id) for one in places if one in state.channels)
