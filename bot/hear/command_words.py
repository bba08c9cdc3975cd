"""The words of a command as Slack sends them: one after the other, and whom they mention."""

import re

USER_MENTION = re.compile(r"<@([UW][A-Z0-9]{1,19})(?:\|[^>]*)?>")


def split_first(text: str) -> tuple[str, str]:
    """Return the first word of a text, and the rest, whatever blanks part them."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""


def read_mention(word: str) -> str | None:
    """Return the user id of a mention as Slack escapes it, or None."""
    match = USER_MENTION.fullmatch(word)
    return match[1] if match else None


def plain_mentions(text: str) -> str:
    """Return what a command says, with @ and the id alone where Slack wrote a mention of somebody."""
    return USER_MENTION.sub(r"@\1", text)
