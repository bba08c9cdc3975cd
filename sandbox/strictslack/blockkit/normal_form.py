"""Blocks as Slack gives them back: ids filled in, text objects completed."""

import copy
import secrets
from typing import Any

from strictslack.errors import Json

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_INTERACTIVE = frozenset(
    {
        "button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker",
        "static_select", "external_select", "users_select", "conversations_select", "channels_select",
        "multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
        "multi_channels_select", "plain_text_input", "email_text_input", "url_text_input", "number_input",
        "rich_text_input", "file_input", "workflow_button", "icon_button", "feedback_buttons",
    }
)  # fmt: skip


def completed_blocks(blocks: list[Json]) -> list[Json]:
    """A copy with every `block_id` and `action_id` set and every text object complete."""
    completed: list[Json] = copy.deepcopy(blocks)
    for block in completed:
        if not block.get("block_id"):
            block["block_id"] = _short_id()
        _complete(block)
    return completed


def completed_text(text: Json) -> Json:
    """A text object with Slack's defaults."""
    completed = copy.deepcopy(text)
    _complete(completed)
    return completed


def _complete(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _complete(one)
        return
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind == "plain_text":
        value.setdefault("emoji", True)
    elif kind == "mrkdwn":
        value.setdefault("verbatim", False)
    elif kind in _INTERACTIVE and not value.get("action_id"):
        value["action_id"] = _short_id()
    for key, one in value.items():
        if key != "metadata":
            _complete(one)


def _short_id() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(5))
