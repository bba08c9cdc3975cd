"""What a drawing must hold to, whoever asks: Slack's limits, our own, and that nobody is pinged by typed text."""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.views import View
from strictslack.blockkit.surfaces import check_message_blocks, checked_view

from bot.draw.message import Message

Json = dict[str, Any]

# Slack refuses a message whose blocks hold more than about 12,000 characters (slackapi/bolt-js issues 2509 and
# 2867 measured 11,300 to 13,200), and an edit whose text has more than 4,000.
MESSAGE_CHARACTERS = 10_000
EDIT_CHARACTERS = 4_000
CARD_BLOCKS = 12
OURS = re.compile(
    r"<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>|<!date\^\d+\^[^<>|]+\|[^<>|]+>|<https?://[^<>|\s]+\|[^<>|\n]+>",
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def objects(node: Any) -> Iterator[Json]:
    """Yield every object of a drawing."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from objects(child)
    elif isinstance(node, list):
        for child in node:
            yield from objects(child)


def texts(message: Message) -> list[str]:
    """Return every text that a message shows."""
    return [one["text"] for one in objects(message.payload()["blocks"]) if isinstance(one.get("text"), str)]


def marked_up(node: Any) -> list[str]:
    """Return every text in which Slack reads markup."""
    return [one["text"] for one in objects(node) if one.get("type") == "mrkdwn"]


def words(message: Message) -> str:
    """Return all that a message shows, as one text."""
    return "\n".join(texts(message))


def buttons(message: Message) -> list[Json]:
    """Return every button of a message."""
    return [one for one in objects(message.payload()["blocks"]) if one.get("type") == "button"]


def button_texts(message: Message) -> list[str]:
    """Return what the buttons of a message say."""
    return [button["text"]["text"] for button in buttons(message)]


def menu_texts(message: Message) -> list[str]:
    """Return what the overflow menus of a message offer."""
    menus = [one for one in objects(message.payload()["blocks"]) if one.get("type") == "overflow"]
    return [option["text"]["text"] for menu in menus for option in menu["options"]]


def mentioned(message: Message) -> set[str]:
    """Return who is pinged when a message is posted."""
    found = [
        re.findall(r"<@([A-Z0-9]+)>", text)
        for text in (*marked_up(message.payload()["blocks"]), message.text)
    ]
    return {user for users in found for user in users}


def unescaped(node: Any) -> list[str]:
    """Return the texts with an angle bracket or an ampersand that is neither our markup nor our quotation."""
    return [text for text in marked_up(node) if re.search(r"[<>]", foreign(text)) or ENTITY.search(text)]


def foreign(text: str) -> str:
    """Return a text without our own markup and the signs of our quotations."""
    return re.sub(r"^> ", "", OURS.sub("", text), flags=re.MULTILINE)


def problems(message: Message) -> list[str]:
    """Return everything that Slack would refuse about a message, or show wrongly."""
    payload = message.payload()
    found = list(check_message_blocks(payload["blocks"]))
    if not 0 < len(payload["text"]) <= EDIT_CHARACTERS:
        found.append(f"the text has {len(payload['text'])} characters")
    characters = sum(len(text) for text in texts(message))
    if characters > MESSAGE_CHARACTERS:
        found.append(f"the blocks have {characters} characters")
    found.extend(f"not escaped: {text[:200]}" for text in unescaped(payload["blocks"]))
    found.extend(alike(message))
    return found


def alike(message: Message) -> Iterator[str]:
    """Yield the buttons that a screen reader could not tell apart."""
    shown = button_texts(message)
    labels = [
        button.get("accessibility_label")
        for button in buttons(message)
        if shown.count(button["text"]["text"]) > 1
    ]
    if None in labels or len(set(labels)) < len(labels):
        yield f"buttons sound alike: {labels}"


def form_problems(form: View) -> list[str]:
    """Return everything that Slack would refuse about a form, or show wrongly."""
    payload = form.to_dict()
    checked_view(payload, "modal")
    found = [f"not escaped: {text[:200]}" for text in unescaped(payload["blocks"])]
    for one in objects(payload["blocks"]):
        if len(one.get("initial_value", "")) > one.get("max_length", 3000):
            found.append(f"{one['action_id']} opens with more than it may hold")
    return found


def labels(form: View) -> list[str]:
    """Return the labels of a form's inputs, in order."""
    return [block["label"]["text"] for block in form.to_dict()["blocks"] if block["type"] == "input"]


def inputs(form: View) -> dict[str, Json]:
    """Return the elements of a form's inputs by block id."""
    return {
        block["block_id"]: block["element"] for block in form.to_dict()["blocks"] if block["type"] == "input"
    }
