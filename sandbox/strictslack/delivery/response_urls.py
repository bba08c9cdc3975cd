"""Response URLs: each may be used five times in thirty minutes."""

from dataclasses import dataclass

from strictslack.errors import Json, SlackError
from strictslack.ground import Ground
from strictslack.identifiers import new_key
from strictslack.workspace.state import Channel

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
    """Hands out the URLs and knows which are still good."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._made: dict[str, ResponseUrl] = {}

    def make(self, app_id: str, channel: Channel, user_id: str, message: Json | None = None) -> str:
        """A fresh URL; with `message` an answer can replace or delete that message."""
        now = self._ground.clock.now()
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
        return f"{self._ground.base_url}/response/{key}"

    def good(self, key: str) -> ResponseUrl:
        """The URL behind a key; SlackError `expired_url` or `used_url` when it is too late."""
        made = self._made.get(key)
        if made is None or self._ground.clock.now() - made.made_at > LIFETIME:
            raise SlackError("expired_url")
        if made.left <= 0:
            raise SlackError("used_url")
        return made
