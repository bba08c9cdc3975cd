"""The words of a command as they were read: one after the other, and whom they mention."""

import re
from collections.abc import Callable

from rules.marks import CLOSES, OPENS
from rules.people.naming import split_member
from rules.people.people import Team

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


def split_mention(text: str, everybody: Callable[[], Team]) -> tuple[str, str]:
    """Return the member that a text begins with, mentioned or by name behind an @, and the words after it; nobody where it
    begins with neither. Refuse a name that nobody or several bear."""
    first, rest = split_first(text)
    mentioned = read_mention(first)
    if mentioned:
        return mentioned, rest
    return split_member(text, everybody()) if text.startswith("@") else ("", text)
