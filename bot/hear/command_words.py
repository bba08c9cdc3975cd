"""The words of a command as they were read: one after the other, and whom they mention."""

import re

from rules.marks import CLOSES, OPENS

# As it was read, or typed sign by sign as Slack writes it: then it comes as the text it is.
USER_MENTION = re.compile(rf"(?:{OPENS}@|<@)([UW][A-Z0-9]{{1,19}})(?:\|[^>]*)?(?:{CLOSES}|>)")


def split_first(text: str) -> tuple[str, str]:
    """Return the first word of a text, and the rest, whatever blanks part them."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""


def read_mention(word: str) -> str | None:
    """Return the user id of somebody whom a word mentions, or None."""
    match = USER_MENTION.fullmatch(word)
    return match[1] if match else None
