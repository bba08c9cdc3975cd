"""What of a request is told to who looks after Assay: by which name its deed is counted, and about which experiments it is."""

import re
from collections.abc import Collection

from bot.draw.help import WORDS
from bot.hear.event_payloads import Happening
from bot.hear.hearing import Listeners
from bot.hear.payload import Payload
from bot.hear.payloads import Click, FormSubmission, SlashCommand
from bot.hear.shortcut_payloads import ShortcutUse

# As buttons and forms carry it, and as people type it.
NAMED = re.compile(r'"experiment":\s{0,4}(\d{1,9})\b|\bEXP-(\d{1,9})\b', re.IGNORECASE)
MOST_NAMED = 5
# What is not ours could be of any number of names.
UNKNOWN = "unknown"
KNOWN_WORDS = {(command.value, word.name) for command, words in WORDS.items() for word in words}


def deed_of(said: Payload | None, table: Listeners) -> str:
    """Return by which name a deed is counted: of buttons, forms and commands there are as many as we draw."""
    match said:
        case Click():
            return counted_as("click", said.actions[0].action_id, table.actions)
        case FormSubmission():
            return counted_as("form", said.view.callback_id, table.forms)
        case SlashCommand():
            word = said.words[0]
            whole = f"{said.command} {word}" if (said.command, word) in KNOWN_WORDS else said.command
            return whole if said.command in table.commands else UNKNOWN
        case ShortcutUse():
            return counted_as("shortcut", said.callback_id, table.shortcuts)
        case Happening():
            return counted_as("event", said.event.type, table.events)
        case _:
            return UNKNOWN


def counted_as(kind: str, name: str, names: Collection[str]) -> str:
    """Return a kind with its name, where the name is one of ours."""
    return f"{kind} {name}" if name in names else f"{kind} {UNKNOWN}"


def experiments_of(said: Payload | None) -> tuple[int, ...]:
    """Return the experiments that a request names, the first few."""
    match said:
        case Click():
            text = said.chosen
        case FormSubmission():
            text = said.view.private_metadata
        case SlashCommand():
            text = said.text
        case _:
            text = ""
    found = (int(one[1] or one[2]) for one in NAMED.finditer(text))
    return tuple(dict.fromkeys(found))[:MOST_NAMED]
