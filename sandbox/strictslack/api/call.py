"""One call of the Web API: who calls, with which arguments, and the table of methods."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from strictslack.core import Core
from strictslack.errors import Json, SlackError
from strictslack.workspace.manifest import App
from strictslack.workspace.state import Channel, Installation, User

Handler = Callable[["Call"], Json]
METHODS: dict[str, Handler] = {}
_KIND_IN_SCOPES = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def method(name: str) -> Callable[[Handler], Handler]:
    """Enters a handler into the table."""

    def enter(handler: Handler) -> Handler:
        METHODS[name] = handler
        return handler

    return enter


@dataclass
class Call:
    """What a handler needs to know; `installation` is absent for app-level and client calls."""

    core: Core
    name: str
    arguments: Json
    app: App
    caller: str = ""
    user_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    found_installation: Installation | None = None

    @property
    def installation(self) -> Installation:
        """The installation whose token was used."""
        if self.found_installation is None:
            raise SlackError("not_allowed_token_type")
        return self.found_installation

    @property
    def team_id(self) -> str:
        """The workspace of the token."""
        return self.installation.team_id

    @property
    def actor(self) -> str:
        """The user the call acts as: the bot, or the person of a user token."""
        return self.user_id or self.installation.bot_user_id

    @property
    def scopes(self) -> list[str]:
        """The scopes of the token."""
        return self.installation.user_scopes if self.caller == "user" else self.installation.scopes

    def text(self, name: str, default: str = "") -> str:
        """A string argument, or `default` where there is none."""
        value = self.arguments.get(name)
        return value if isinstance(value, str) else default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument."""
        value = self.arguments.get(name)
        return value if isinstance(value, bool) else default

    def need_scope(self, *any_of: str) -> None:
        """Refuses with `missing_scope` unless the token holds one of these."""
        if any_of and not any(scope in self.scopes for scope in any_of):
            raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(self.scopes))

    def channel(self, argument: str = "channel", error: str = "channel_not_found") -> Channel:
        """The conversation named by an argument, if the token may know of it."""
        found = self.core.state.channels.get(self.text(argument))
        if found is None or found.team_id != self.team_id or not found.seen_by(self.actor):
            raise SlackError(error)
        return found

    def channel_with_scope(self, right: str) -> Channel:
        """The same, with the scope that this kind of conversation needs: `read`, `history`, ..."""
        found = self.channel()
        self.need_scope(f"{_KIND_IN_SCOPES[found.kind]}:{right}")
        return found

    def user(self, argument: str = "user", error: str = "user_not_found") -> User:
        """The user named by an argument, within the token's workspace."""
        found = self.core.state.users.get(self.text(argument))
        if found is None or found.team_id != self.team_id:
            raise SlackError(error)
        return found

    def page(self, everything: list[Any], default: int, most: int = 1000) -> tuple[list[Any], Json]:
        """One page of a list by `limit` and `cursor`, and the metadata that leads to the next."""
        limit = self.arguments.get("limit") or default
        if not 1 <= limit <= most:
            raise SlackError("invalid_limit")
        start = _position(self.text("cursor"))
        if start > len(everything):
            raise SlackError("invalid_cursor")
        rest = start + limit
        following = base64.b64encode(f"next:{rest}".encode()).decode() if rest < len(everything) else ""
        return everything[start:rest], {"next_cursor": following}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise ValueError(word)
        return int(number)
    except (ValueError, binascii.Error):
        raise SlackError("invalid_cursor") from None
