"""What a message or a modal of the sandbox offers to the one who looks at it."""

import json
from typing import Any

from strictslack.blockkit.forms import elements
from strictslack.server import Sandbox

from tests.bot.lab import Lab

Json = dict[str, Any]


def buttons(message: Json) -> list[str]:
    """Return what can be clicked in a message, by what a screen reader says."""
    found: list[str] = []
    for _, element in elements(message.get("blocks", [])):
        if element["type"] == "overflow":
            found += [option["text"]["text"] for option in element["options"]]
        else:
            found.append(element.get("accessibility_label") or element["text"]["text"])
    return found


def all_messages(lab: Lab, channel: str = "reviews") -> list[Json]:
    """Return every message of a channel that everybody sees, replies among them, the oldest first."""
    found = lab.sandbox.core.state.channel(lab.workspace, channel)
    assert found
    return list(found.messages.values())


def all_words(sandbox: Sandbox, channel: str = "reviews") -> str:
    """Return all that a channel of the one workspace says."""
    found = sandbox.core.state.channel(next(iter(sandbox.core.state.teams)), channel)
    assert found
    return "".join(words(one) for one in list(found.messages.values()))


def headed(lab: Lab, heading: str, channel: str = "reviews") -> Json:
    """Return the message with a heading that begins so."""
    found = [one for one in all_messages(lab, channel) if heading_of(one).startswith(heading)]
    assert len(found) == 1, (heading, [heading_of(one) for one in all_messages(lab, channel)])
    return found[0]


def heading_of(message: Json) -> str:
    """Return the first line of a message."""
    first = next(iter(message.get("blocks", [])), {})
    return str(first.get("text", {}).get("text", "")) if first.get("type") == "header" else ""


def words(message: Json) -> str:
    """Return a message with all that it says."""
    return json.dumps(message, ensure_ascii=False)


def values(modal: Json) -> dict[str, Any]:
    """Return what each field of a modal holds, by its block id."""
    kept = ("value", "selected_date", "selected_user", "selected_option")
    return {
        block: next((entry.get(key) for entry in entries.values() for key in kept if entry.get(key)), None)
        for block, entries in modal["state"]["values"].items()
    }
