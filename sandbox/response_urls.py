"""Response URLs: five answers in thirty minutes to one command or click."""

from dataclasses import dataclass
from typing import Any

from sandbox import messages
from sandbox.content import Content, checked_content
from sandbox.core import Core
from sandbox.errors import Json, SlackError
from sandbox.identifiers import new_key
from sandbox.state import Channel, Installation

LIFETIME = 30 * 60.0
USES = 5


@dataclass
class ResponseUrl:
    """Where an answer goes and how often one may still be sent."""

    app_id: str
    team_id: str
    channel_id: str
    user_id: str
    message_ts: str
    is_ephemeral: bool
    thread_ts: str
    made_at: float
    left: int = USES


class ResponseUrls:
    """Hands out the URLs and takes the answers."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._made: dict[str, ResponseUrl] = {}

    def make(self, app_id: str, channel: Channel, user_id: str, message: Json | None = None) -> str:
        """A fresh URL; with `message` an answer can replace or delete that message."""
        now = self._core.clock.now()
        for old, made in list(self._made.items()):
            if now - made.made_at <= LIFETIME:
                break
            del self._made[old]
        key = new_key()
        source = message or {}
        self._made[key] = ResponseUrl(
            app_id,
            channel.team_id,
            channel.id,
            user_id,
            source.get("ts", ""),
            bool(source.get("is_ephemeral")),
            # A message with replies stands in the channel itself.
            source["thread_ts"] if source.get("thread_ts") not in (None, source.get("ts")) else "",
            now,
        )
        return f"{self._core.base_url}/response/{key}"

    def answer(self, key: str, body: Any) -> None:
        """Takes one answer; SlackError `expired_url` or `used_url` when it is too late."""
        made = self._made.get(key)
        if made is None or self._core.clock.now() - made.made_at > LIFETIME:
            raise SlackError("expired_url")
        if made.left <= 0:
            raise SlackError("used_url")
        installation = self._core.state.installations.get((made.app_id, made.team_id))
        if installation is None or installation.status != "active":
            raise SlackError("expired_url")
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        made.left -= 1
        self._take(made, installation, body)

    def _take(self, made: ResponseUrl, installation: Installation, body: Json) -> None:
        channel = self._core.state.channels[made.channel_id]
        store = channel.ephemerals if made.is_ephemeral else channel.messages
        message = store.get(made.message_ts)
        if body.get("delete_original"):
            self._delete(channel, message)
        elif body.get("replace_original") and message is not None:
            self._replace(installation, channel, message, body)
        else:
            self.say(installation, channel, made.user_id, body, made.thread_ts)

    def _delete(self, channel: Channel, message: Json | None) -> None:
        if message is None:
            raise SlackError("message_not_found")
        if message.get("is_ephemeral"):
            messages.unshow(self._core, channel, message)
        else:
            messages.delete(self._core, channel, message)

    def _replace(self, installation: Installation, channel: Channel, message: Json, body: Json) -> None:
        content = checked_content(body, update=True)
        if message.get("is_ephemeral"):
            messages.change_shown(self._core, channel, message, content.fields())
        else:
            messages.edit(self._core, channel, message, content.fields(), installation.bot_user_id)

    def say(
        self, installation: Installation, channel: Channel, user_id: str, body: Json, thread_ts: str = ""
    ) -> Content:
        """Says something to the person, or with `response_type: in_channel` to the channel."""
        content = checked_content(body)
        message: Json = messages.authored(self._core, installation, body) | content.fields()
        thread = body.get("thread_ts") or thread_ts
        if thread in channel.messages:
            message["thread_ts"] = channel.messages[thread].get("thread_ts", thread)
        if body.get("response_type") == "in_channel":
            messages.post(self._core, channel, message)
        else:
            messages.show_to(self._core, channel, user_id, message)
        return content
