"""Blocks and what Slack demands of each."""

from strictslack.blockkit import limits
from strictslack.blockkit.charts import data_table, data_visualization
from strictslack.blockkit.elements import (
    ACCESSORIES,
    ACTION_ELEMENTS,
    BUTTONS,
    CONTEXT_ACTION_ELEMENTS,
    CONTEXT_ELEMENTS,
    INPUT_ELEMENTS,
)
from strictslack.blockkit.objects import (
    any_text,
    identifier,
    image_element,
    picture,
    plain_text,
)
from strictslack.blockkit.rich_text import rich_text
from strictslack.blockkit.schema import (
    Check,
    Report,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    items,
    link,
    number,
    one_of,
    shape,
    string,
    typed,
)
from strictslack.errors import Json

_ID: dict[str, Check] = {"block_id": identifier}


def _unique_action_ids(value: Json, pointer: str, report: Report) -> None:
    seen: set[str] = set()
    for index, element in enumerate(value["elements"]):
        action_id = element.get("action_id")
        if action_id and action_id in seen:
            report.add(f'`action_id` "{action_id}" already exists', f"{pointer}/elements/{index}/action_id")
        seen.add(action_id or "")


def _files_act_on_submit_only(value: Json, pointer: str, report: Report) -> None:
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        report.add("file_input does not support dispatch_action", f"{pointer}/dispatch_action")


def _divider_needs_a_fixed_header(value: Json, pointer: str, report: Report) -> None:
    if value.get("is_collapsible") and value.get("has_header_divider"):
        report.add("has_header_divider needs is_collapsible to be false", f"{pointer}/has_header_divider")


_SECTION = typed(
    "section",
    {},
    {
        **_ID,
        "text": any_text(limits.TEXT),
        "fields": items(any_text(limits.SECTION_FIELD), limits.SECTION_FIELDS, least=1),
        "accessory": by_type(ACCESSORIES),
        "expand": boolean,
    },
    (at_least_one("text", "fields"),),
)
_INPUT = typed(
    "input",
    {"label": plain_text(limits.INPUT_LABEL), "element": by_type(INPUT_ELEMENTS)},
    {**_ID, "hint": plain_text(limits.INPUT_HINT), "optional": boolean, "dispatch_action": boolean},
    (_files_act_on_submit_only,),
)
_IMAGE = typed(
    "image",
    {"alt_text": string(limits.IMAGE_ALT, 1)},
    {**_ID, **picture, "title": plain_text(limits.IMAGE_TITLE)},
    (exactly_one("image_url", "slack_file"),),
)
_VIDEO = typed(
    "video",
    {
        "alt_text": string(limits.VIDEO_ALT, 1),
        "title": plain_text(limits.VIDEO_TITLE),
        "thumbnail_url": link(limits.URL),
        "video_url": link(limits.URL),
    },
    {
        **_ID,
        "title_url": link(limits.VIDEO_LINK),
        "description": plain_text(limits.VIDEO_DESCRIPTION),
        "author_name": string(limits.VIDEO_NAME),
        "provider_name": string(limits.VIDEO_NAME),
        "provider_icon_url": link(limits.VIDEO_LINK),
    },
)
_CELL = by_type(
    {
        "raw_text": typed("raw_text", {"text": string()}),
        "raw_number": typed("raw_number", {"value": number, "text": string(least=1)}),
        "rich_text": rich_text,
    }
)
_TABLE = typed(
    "table",
    {"rows": items(items(_CELL, limits.TABLE_COLUMNS, least=1), limits.TABLE_ROWS, least=1)},
    {
        **_ID,
        "column_settings": items(
            shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}),
            limits.TABLE_COLUMNS,
        ),
    },
)
_TASK_PARTS: dict[str, Check] = {
    **_ID,
    "status": one_of("pending", "in_progress", "complete", "error"),
    "details": rich_text,
    "output": rich_text,
    "sources": items(typed("url", {"url": link(), "text": string(least=1)})),
}
_TASK_NAMES: dict[str, Check] = {"task_id": string(least=1), "title": string(least=1)}
_TASK = typed("task_card", _TASK_NAMES, _TASK_PARTS)
# Within a plan a task may leave out its type: slack-sdk sends it, slackblocks does not.
_TASK_OF_PLAN = shape(_TASK_NAMES, {**_TASK_PARTS, "type": one_of("task_card")})
_CARD_PARTS: dict[str, Check] = {
    **_ID,
    "hero_image": image_element,
    "icon": image_element,
    "slack_icon": typed("icon", {"name": string(least=1)}),
    "title": any_text(limits.CARD_TITLE),
    "subtitle": any_text(limits.CARD_TITLE),
    "body": any_text(limits.CARD_BODY),
    "subtext": any_text(limits.CARD_BODY),
    "actions": items(by_type(BUTTONS), limits.CARD_ACTIONS, least=1),
}
_CARD = typed("card", {}, _CARD_PARTS, (at_least_one("hero_image", "title", "actions", "body"),))

BLOCKS: dict[str, Check] = {
    "actions": typed(
        "actions",
        {"elements": items(by_type(ACTION_ELEMENTS), limits.ACTIONS, least=1)},
        _ID,
        (_unique_action_ids,),
    ),
    "alert": typed(
        "alert",
        {"text": any_text(limits.ALERT)},
        {**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": typed(
        "carousel", {"elements": items(by_type({"card": _CARD}), limits.CAROUSEL, least=1)}, _ID
    ),
    "context": typed("context", {"elements": items(by_type(CONTEXT_ELEMENTS), limits.CONTEXT, least=1)}, _ID),
    "context_actions": typed(
        "context_actions",
        {"elements": items(by_type(CONTEXT_ACTION_ELEMENTS), limits.CONTEXT_ACTIONS, least=1)},
        _ID,
        (_unique_action_ids,),
    ),
    "data_table": data_table,
    "data_visualization": data_visualization,
    "divider": typed("divider", {}, _ID),
    "file": typed("file", {"external_id": string(least=1), "source": one_of("remote")}, _ID),
    "header": typed("header", {"text": plain_text(limits.HEADER)}, _ID),
    "image": _IMAGE,
    "input": _INPUT,
    "markdown": typed("markdown", {"text": string(limits.MARKDOWN, 1)}, _ID),
    "plan": typed(
        "plan",
        {"title": string(least=1)},
        {**_ID, "tasks": items(_TASK_OF_PLAN, limits.PLAN_TASKS)},
    ),
    "rich_text": rich_text,
    "section": _SECTION,
    "table": _TABLE,
    "task_card": _TASK,
    "video": _VIDEO,
}
_INSIDE_CONTAINER = {
    kind: BLOCKS[kind]
    for kind in ("actions", "context", "divider", "header", "image", "rich_text", "section", "table", "video")
}
BLOCKS["container"] = typed(
    "container",
    {"child_blocks": items(by_type(_INSIDE_CONTAINER), limits.CONTAINER_BLOCKS, least=1)},
    {
        **_ID,
        "title": plain_text(limits.CONTAINER_TITLE),
        "rich_text_title": rich_text,
        "subtitle": any_text(limits.CONTAINER_TITLE),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": image_element,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    (at_least_one("title", "rich_text_title"), _divider_needs_a_fixed_header),
)
