"""What a sentence names by its id or its label, so that whoever shows the sentence can tell it from what it quotes."""

import re

# Unicode's isolates: readers do not see them, and no typed text has them, for `words.clean` leaves them out.
OPENS, CLOSES = "\u2068", "\u2069"
MARKED = re.compile(f"{OPENS}([^{OPENS}{CLOSES}]*){CLOSES}")


def marked(text: str) -> str:
    """Return a text as one that a sentence names."""
    return f"{OPENS}{text}{CLOSES}"


def mention(user: str) -> str:
    """Return a person by their id, as a sentence names them."""
    return marked(f"@{user}")


def channel_mark(channel: str) -> str:
    """Return a channel by its id, as a sentence names it."""
    return marked(f"#{channel}")


def button_mark(label: str) -> str:
    """Return a button by what stands on it, as a sentence names it."""
    return marked(label)
