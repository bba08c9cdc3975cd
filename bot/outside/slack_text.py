"""Text as Slack sends it, read in one place: mentions, channels and links become what a reader sees, entities signs."""

import re
from collections.abc import Callable

from rules.marks import channel_mark, mention

# Of a person: the id, and the name that Slack may give along; of a channel likewise.
Naming = Callable[[str, str], str]
ADDRESS = r"(?:https?://|ftp://|slack://|mailto:|tel:)[^<>|]*"
MARKUP = re.compile(
    r"<(?:@(?P<user>[UW][A-Z0-9]{1,19})|#(?P<channel>[CG][A-Z0-9]{1,19})|!(?P<told>[a-z]+(?:\^[^<>|]*)?)"
    rf"|(?P<address>{ADDRESS}))(?:\|(?P<label>[^<>]*))?>"
)
ENTITY = re.compile("&(amp|lt|gt);")
SIGNS = {"amp": "&", "lt": "<", "gt": ">"}


def read_slack_text(text: str, person: Naming, channel: Naming, *, calls: bool = True) -> str:
    """Return a text as a reader sees it; who is named how is for the caller to say.

    Without `calls` a bare <!here> stays as it is: inputs of forms have it only where somebody typed it sign by sign.
    """
    parts: list[str] = []
    end = 0
    for found in MARKUP.finditer(text):
        is_all = found[0] == text.strip()
        is_typed = not calls and found["told"] and not found["label"]
        parts.append(unescaped(text[end : found.start()]))
        parts.append(found[0] if is_typed else shown(found, person, channel, is_all=is_all))
        end = found.end()
    return "".join([*parts, unescaped(text[end:])])


def unescaped(text: str) -> str:
    """Return a text with signs where Slack writes entities, of which it has three."""
    return ENTITY.sub(lambda found: SIGNS[found[1]], text)


def shown(found: re.Match[str], person: Naming, channel: Naming, *, is_all: bool) -> str:
    """Return what a reader sees of one mark of Slack's; a link that is all there is stands for its address."""
    label = unescaped(found["label"] or "")
    if found["user"]:
        return person(found["user"], label)
    if found["channel"]:
        return channel(found["channel"], label)
    if found["told"]:
        return label or f"@{found['told'].partition('^')[0]}"
    address = unescaped(found["address"]).removeprefix("mailto:").removeprefix("tel:")
    # Slack shortens what it shows of an address; the address says it whole.
    return address if is_all or not label or label in address else label


def marked_person(user: str, _name: str) -> str:
    """Return a person as our sentences name them, so that who is meant is known for certain."""
    return mention(user)


def marked_channel(channel: str, name: str) -> str:
    """Return a channel by its name, or, where Slack gives none, as our sentences name one."""
    return f"#{name}" if name else channel_mark(channel)
