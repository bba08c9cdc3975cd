"""What a message consists of, checked: text, blocks, attachments and metadata."""

import json
from dataclasses import dataclass, field
from typing import Any

from strictslack.blockkit import limits
from strictslack.blockkit.normal_form import completed_blocks
from strictslack.blockkit.surfaces import check_message_blocks
from strictslack.errors import Json, SlackError


@dataclass(frozen=True)
class Content:
    """The checked content of one message."""

    text: str
    blocks: list[Json]
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None

    def fields(self) -> Json:
        """As keys of a message; blocks stand there even when empty, so that an edit removes them."""
        fields: Json = {"text": self.text, "blocks": self.blocks}
        if self.attachments:
            fields["attachments"] = self.attachments
        if self.metadata is not None:
            fields["metadata"] = self.metadata
        return fields


def checked_content(arguments: Json, *, update: bool = False, longest: int = 0) -> Content:
    """The content that the arguments describe, or Slack's refusal of it.

    `longest` limits the text (code points); without it a long text is cut at 40,000, as Slack does.
    """
    text = arguments.get("text")
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments", ["must be a string [json-pointer:/text]"])
    blocks = _checked_blocks(arguments.get("blocks"))
    attachments = _checked_attachments(arguments.get("attachments"))
    text, blocks = _with_markdown(arguments, text or "", blocks)
    if not text.strip() and not blocks and not attachments and not (update and arguments.get("metadata")):
        raise SlackError("no_text")
    if longest and len(text) > longest:
        raise SlackError("msg_too_long")
    return Content(
        text[: limits.MESSAGE_TEXT],
        completed_blocks(blocks),
        attachments,
        _checked_metadata(arguments.get("metadata")),
    )


def _checked_blocks(blocks: Any) -> list[Json]:
    if blocks is None or blocks == "":
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = check_message_blocks(blocks)
    if problems:
        raise SlackError("invalid_blocks", problems, errors=problems)
    return blocks


def _checked_attachments(attachments: Any) -> list[Json]:
    if not attachments:
        return []
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > limits.ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        problems = check_message_blocks(attachment.get("blocks", []), f"/attachments/{index}/blocks")
        if problems:
            raise SlackError("invalid_attachments", problems)
    return attachments


def _with_markdown(arguments: Json, text: str, blocks: list[Json]) -> tuple[str, list[Json]]:
    markdown = arguments.get("markdown_text")
    if not markdown:
        return text, blocks
    if text or blocks:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > limits.MARKDOWN:
        raise SlackError("msg_too_long")
    return markdown, [{"type": "markdown", "text": markdown}]


def _checked_metadata(metadata: Any) -> Json | None:
    if metadata in (None, ""):
        return None
    valid = (
        isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str) and metadata["event_type"]
    )
    if not valid or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > limits.METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}
