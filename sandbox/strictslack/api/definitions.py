"""What Slack's own definitions say of each method: arguments, scopes, tier."""

import json
from dataclasses import dataclass
from functools import cache

from strictslack.published import REFERENCE


@dataclass(frozen=True)
class Definition:
    """One method as Slack defines it; `scopes` by kind of token, any one of them suffices."""

    reads: bool
    required: tuple[str, ...]
    arguments: frozenset[str]
    bot_scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]


@cache
def definitions() -> dict[str, Definition]:
    """All methods of the reference."""
    published = json.loads((REFERENCE / "web-api-methods.json").read_text())
    return {
        name: Definition(
            reads=one["http"] == "GET",
            required=tuple(argument for argument in one["required"] or () if argument != "token"),
            arguments=frozenset(one["args"] or ()),
            bot_scopes=tuple(one["scope"].get("bot", ())),
            user_scopes=tuple(one["scope"].get("user", ())),
        )
        for name, one in published.items()
    }
