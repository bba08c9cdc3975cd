"""What a person reads in a message or a view, as plain text, for searching."""

import re
from typing import Any

from strictslack.errors import Json
from strictslack.workspace.state import State

_MARKED = re.compile(r"<([@#!])?([^<>|]*)(?:\|([^<>]*))?>")


def plain_text_of(state: State, source: Json) -> str:
    """All words of a message or view, mentions as `@name`, without markup."""
    parts: list[str] = []
    _collect(source.get("title"), parts)
    if source.get("blocks"):
        _collect(source["blocks"], parts)
    else:
        parts.append(str(source.get("text") or ""))
    _collect(source.get("attachments"), parts)
    parts.extend(str(one.get(key) or "") for one in source.get("files", []) for key in ("title", "name"))
    parts.extend(source.get("errors", {}).values())
    return readable(state, "\n".join(parts))


def readable(state: State, text: str) -> str:
    """Mentions, links and entities as a person sees them; asterisks and the like taken off."""
    text = _MARKED.sub(lambda found: _named(state, found), text)
    text = re.sub(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)", "", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _named(state: State, found: re.Match[str]) -> str:
    kind, target, label = found.groups()
    if kind == "@":
        user = state.users.get(target)
        return f"@{user.name}" if user else f"@{label or target}"
    if kind == "#":
        channel = state.channels.get(target)
        return f"#{channel.name}" if channel else f"#{label or target}"
    if kind == "!":
        return label or f"@{target}"
    return label or target


def _collect(value: Any, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(value)
    elif isinstance(value, list):
        for one in value:
            _collect(one, parts)
    elif isinstance(value, dict):
        if value.get("type") == "user":
            parts.append(f"<@{value.get('user_id')}>")
        for key, one in value.items():
            if key == "text" or not isinstance(one, str):
                _collect(one, parts)
            elif key in ("alt_text", "caption", "initial_value", "fallback"):
                parts.append(one)
