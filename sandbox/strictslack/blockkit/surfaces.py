"""Where blocks stand: messages, modals and App Home, each with its own blocks and limits."""

import json
from collections.abc import Iterator
from typing import Any

from strictslack.blockkit import limits
from strictslack.blockkit.blocks import BLOCKS
from strictslack.blockkit.charts import text_length
from strictslack.blockkit.objects import identifier, plain_text
from strictslack.blockkit.schema import Report, boolean, by_type, items, one_of, shape, string
from strictslack.errors import Json, SlackError

_EVERYWHERE = (
    "actions",
    "card",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
)
_DATA = ("carousel", "container", "data_table", "data_visualization", "table")
SURFACES: dict[str, tuple[str, ...]] = {
    # `alert` in messages: slack-sdk and Slack's changelog have it, slackblocks only knows it in modals.
    "message": (*_EVERYWHERE, *_DATA, "alert", "context_actions", "file", "markdown", "plan", "task_card"),
    "modal": (*_EVERYWHERE, "alert"),
    "home": (*_EVERYWHERE, *_DATA),
}
_BLOCKS = {surface: by_type({kind: BLOCKS[kind] for kind in kinds}) for surface, kinds in SURFACES.items()}
_MOST = {"message": limits.MESSAGE_BLOCKS, "modal": limits.VIEW_BLOCKS, "home": limits.VIEW_BLOCKS}


def check_message_blocks(blocks: Any, pointer: str = "/blocks") -> list[str]:
    """What is wrong with the blocks of a message, in Slack's words; empty when nothing is."""
    report = Report()
    items(_BLOCKS["message"], _MOST["message"])(blocks, pointer, report)
    if not report.problems:
        _check_together(blocks, pointer, report)
        _check_message_sums(blocks, pointer, report)
    return report.problems


def checked_view(view: Any, *types: str) -> Json:
    """A view of one of these types, or Slack's refusal of it."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if view.get("type") not in types:
        problem = f"must be a valid enum value: {', '.join(types)} [json-pointer:/view/type]"
        raise SlackError("invalid_arguments", [problem])
    if len(json.dumps(view, ensure_ascii=False).encode(errors="surrogatepass")) > limits.VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = _view_problems(view)
    if problems:
        raise SlackError("invalid_arguments", problems)
    return view


def _view_problems(view: Json) -> list[str]:
    report = Report()
    _VIEWS[view["type"]](view, "/view", report)
    if not report.problems:
        _check_together(view["blocks"], "/view/blocks", report)
        if view["type"] == "modal" and not view.get("submit"):
            for index, block in enumerate(view["blocks"]):
                if block["type"] == "input":
                    problem = "must define `submit` to use an `input` block in modals"
                    report.add(problem, f"/view/blocks/{index}/input")
    return report.problems


def _view_shape(surface: str) -> Any:
    required = {"type": one_of(surface), "blocks": items(_BLOCKS[surface], _MOST[surface], least=1)}
    optional = {
        "private_metadata": string(limits.PRIVATE_METADATA),
        "callback_id": string(limits.IDENTIFIER),
        "external_id": identifier,
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    }
    title = plain_text(limits.VIEW_TITLE)
    if surface == "home":
        return shape(required, {**optional, "title": title})
    button = plain_text(limits.VIEW_BUTTON)
    buttons = {"close": button, "submit": button, "submit_disabled": boolean}
    return shape({**required, "title": title}, {**optional, **buttons})


_VIEWS = {surface: _view_shape(surface) for surface in ("modal", "home")}


def _check_together(blocks: list[Json], pointer: str, report: Report) -> None:
    """What only shows when all blocks are seen: ids twice, and one focus too many."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            report.add(f'`block_id` "{block_id}" already exists', f"{pointer}/{index}/block_id")
        seen.add(block_id or "")
    focused = sum(1 for element in _all_elements(blocks) if element.get("focus_on_load"))
    if focused > 1:
        report.add("only one element may have `focus_on_load` set to true", pointer)


def _all_elements(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        for element in (block.get("element"), block.get("accessory"), *(block.get("elements") or [])):
            if isinstance(element, dict):
                yield element


def _check_message_sums(blocks: list[Json], pointer: str, report: Report) -> None:
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > limits.MARKDOWN:
        report.add(f"markdown blocks must be less than {limits.MARKDOWN + 1} characters together", pointer)
    if (
        sum(text_length(block["rows"]) for block in blocks if block["type"] == "data_table")
        > limits.DATA_TEXT
    ):
        report.add(f"data tables must be less than {limits.DATA_TEXT + 1} characters together", pointer)
    if sum(block["type"] == "table" for block in blocks) > 1:
        report.add("only_one_table_allowed", pointer)
    if sum(block["type"] == "data_visualization" for block in blocks) > limits.CHARTS:
        report.add("too many data_visualization blocks", pointer)
    for index, block in enumerate(blocks):
        if block["type"] == "task_card" and block.get("status") == "pending":
            report.add("only the tasks of a plan may be pending", f"{pointer}/{index}/status")
