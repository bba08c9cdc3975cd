"""Which experiments a message of a channel speaks of: by their ids, or by links to Assay's messages."""

import re

from rules.answering.typed_decisions import own_words
from rules.typed_keys import keys_in

# Who lists more has made a list, and needs none from us.
MOST_NAMED = 5
ADDRESS = re.compile(
    r"https://[a-z0-9.-]+\.slack\.com/archives/(?P<channel>[CG][A-Z0-9]{1,19})/p(?P<seconds>\d{10})(?P<rest>\d{6})"
    r"(?:\?[^\s|<>]*?thread_ts=(?P<root>\d{10}\.\d{6}))?"
)


def named_experiments(text: str) -> tuple[int, ...]:
    """Return the experiments that a text names, each once, without those in what it quotes and in code."""
    return tuple(dict.fromkeys(keys_in(own_words(text))))[:MOST_NAMED]


def places_in(text: str) -> tuple[tuple[str, str], ...]:
    """Return the messages that a text links to, by channel and time stamp; of a reply, the one whose thread it stands in."""
    found = (
        (link["channel"], link["root"] or f"{link['seconds']}.{link['rest']}")
        for link in ADDRESS.finditer(text.replace("&amp;", "&"))
    )
    return tuple(dict.fromkeys(found))[:MOST_NAMED]
