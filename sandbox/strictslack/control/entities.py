"""Texts as interactions bring them back: Slack gives an app its own plain text with entities."""

import re
from typing import Any

from strictslack.errors import Json

_BARE = re.compile(r"&(?!(?:amp|lt|gt);)")


def with_entities(value: Any) -> Any:
    """A copy in which `&`, `<` and `>` of each plain text are entities; entities stay as they are."""
    if isinstance(value, list):
        return [with_entities(one) for one in value]
    if not isinstance(value, dict):
        return value
    copied: Json = {key: with_entities(one) for key, one in value.items()}
    if copied.get("type") == "plain_text" and isinstance(copied.get("text"), str):
        text = _BARE.sub("&amp;", copied["text"])
        copied["text"] = text.replace("<", "&lt;").replace(">", "&gt;")
    return copied
