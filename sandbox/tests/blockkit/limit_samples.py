"""For each of slackblocks' limits a sample that grows: `SAMPLES[name](n)` is a block, or a view with a title."""

from collections.abc import Callable
from typing import Any

from tests.blockkit.test_limits_oracle import actions, button, confirm, field, options, section, select, words

Json = dict[str, Any]
LINK = "https://e.org/"


def link(n: int) -> str:
    """An address of n characters."""
    return LINK + "x" * (n - len(LINK))


def letters(n: int) -> str:
    """A string of n characters."""
    return "x" * n


def image(**parts: Any) -> Json:
    return {"type": "image", "image_url": LINK, "alt_text": "x", **parts}


def video(**parts: Any) -> Json:
    block = {"type": "video", "alt_text": "x", "title": words(1), "thumbnail_url": LINK, "video_url": LINK}
    return {**block, **parts}


def element(**parts: Any) -> Json:
    return actions({"action_id": "a", **parts})


def options_of(kind: str) -> Callable[[int], Json]:
    return lambda n: element(type=kind, options=options(n))


def placed(kind: str, **parts: Any) -> Callable[[int], Json]:
    """A field whose placeholder grows."""
    return lambda n: field({"type": kind, "placeholder": words(n), **parts})


def typed(**parts: Any) -> Json:
    return field({"type": "plain_text_input", **parts})


def rich(**parts: Any) -> Json:
    inner = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": inner, **parts}],
    }


def rich_leaf(kind: str) -> Callable[[int], Json]:
    def build(n: int) -> Json:
        leaf = {"type": kind, "elements": [{"type": "text", "text": "x"}], "border": n}
        return {"type": "rich_text", "elements": [leaf]}

    return build


def cells(rows: int, columns: int = 1, text: str = "x") -> list[list[Json]]:
    return [[{"type": "raw_text", "text": text}] * columns] * rows


def data_table(rows: list[list[Json]], **parts: Any) -> Json:
    return {"type": "data_table", "caption": "c", "rows": rows, **parts}


def card(**parts: Any) -> Json:
    return {"type": "card", "title": words(1), **parts}


def container(n: int = 1, **parts: Any) -> Json:
    inner = [{"type": "divider"}] * n
    return {"type": "container", "title": words(1), "child_blocks": inner, **parts}


def feedback(**parts: Any) -> Json:
    one = {"text": words(1), "value": "+"}
    pair = {
        "type": "feedback_buttons",
        "action_id": "a",
        "positive_button": {**one, **parts},
        "negative_button": one,
    }
    return {"type": "context_actions", "elements": [pair]}


def icon(n: int = 1, **parts: Any) -> Json:
    one = {"type": "icon_button", "icon": "trash", "text": words(1), **parts}
    return {"type": "context_actions", "elements": [{**one, "action_id": f"a{i}"} for i in range(n)]}


def pie(**parts: Any) -> Json:
    chart: Json = {"type": "pie", "segments": [{"label": "a", "value": 1}], **parts}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def bars(series: int = 1, points: int = 1, name: str = "s", label: str = "c", **parts: Any) -> Json:
    labels = [label] if points == 1 else [f"c{i}" for i in range(points)]
    data = [{"label": one, "value": 1} for one in labels]
    names = [name] if series == 1 else [f"s{i}" for i in range(series)]
    chart: Json = {"type": "bar", "series": [{"name": one, "data": data} for one in names]}
    chart["axis_config"] = {"categories": labels, **parts}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def groups(n: int, label: int = 1, inside: int = 1) -> Json:
    made = [
        {
            "label": words(label),
            "options": [{"text": words(1), "value": f"{g}-{i}"} for i in range(inside)],
        }
        for g in range(n)
    ]
    return select(option_groups=made)


def one_option(**parts: Any) -> Json:
    return select(options=[{"text": words(1), "value": "1", **parts}])


def overflow(**parts: Any) -> Json:
    return element(type="overflow", options=[{"text": words(1), "value": "1", **parts}])


def filtered(n: int) -> Json:
    return element(type="conversations_select", filter={"include": ["im", "public"][:n]})


def dispatching(n: int) -> Json:
    when = ["on_enter_pressed", "on_character_entered", "on_enter_pressed"][:n]
    return typed(dispatch_action_config={"trigger_actions_on": when})


def workflow(**parts: Any) -> Json:
    trigger = {"trigger": {"url": LINK}}
    return element(type="workflow_button", text=words(1), workflow=trigger, **parts)


def task_plan(n: int) -> Json:
    tasks = [{"type": "task_card", "task_id": str(i), "title": "t"} for i in range(n)]
    return {"type": "plan", "title": "p", "tasks": tasks}


def view(**parts: Any) -> Json:
    return {"type": "modal", "title": words(1), "blocks": [{"type": "divider"}], **parts}


SAMPLES: dict[str, Callable[[int], Json]] = {
    "ACTIONS_ELEMENTS_MAX_ITEMS": lambda n: actions(*[button(action_id=f"b{i}") for i in range(n)]),
    "ACTION_ID_MAX_LENGTH": lambda n: actions(button(action_id=letters(n))),
    "ALERT_TEXT_MAX_LENGTH": lambda n: {"type": "alert", "text": words(n)},
    "BLOCK_ID_MAX_LENGTH": lambda n: {"type": "divider", "block_id": letters(n)},
    "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": lambda n: actions(button(accessibility_label=letters(n))),
    "BUTTON_AGENT_PROMPT_MAX_LENGTH": lambda n: actions(button(agent_prompt=letters(n))),
    "BUTTON_TEXT_MAX_LENGTH": lambda n: actions(button(text=words(n))),
    "BUTTON_URL_MAX_LENGTH": lambda n: actions(button(url=link(n))),
    "BUTTON_VALUE_MAX_LENGTH": lambda n: actions(button(value=letters(n))),
    "CARD_ACTIONS_MAX_ITEMS": lambda n: card(actions=[button(action_id=f"b{i}") for i in range(n)]),
    "CARD_BODY_MAX_LENGTH": lambda n: card(body=words(n)),
    "CARD_SUBTEXT_MAX_LENGTH": lambda n: card(subtext=words(n)),
    "CARD_SUBTITLE_MAX_LENGTH": lambda n: card(subtitle=words(n)),
    "CARD_TITLE_MAX_LENGTH": lambda n: card(title=words(n)),
    "CAROUSEL_ELEMENTS_MAX_ITEMS": lambda n: {"type": "carousel", "elements": [card()] * n},
    "CAROUSEL_ELEMENTS_MIN_ITEMS": lambda n: {"type": "carousel", "elements": [card()] * n},
    "CHECKBOXES_OPTIONS_MAX_ITEMS": options_of("checkboxes"),
    "CHECKBOXES_OPTIONS_MIN_ITEMS": options_of("checkboxes"),
    "CONFIRMATION_CONFIRM_MAX_LENGTH": lambda n: confirm(confirm=words(n)),
    "CONFIRMATION_DENY_MAX_LENGTH": lambda n: confirm(deny=words(n)),
    "CONFIRMATION_TEXT_MAX_LENGTH": lambda n: confirm(text=words(n)),
    "CONFIRMATION_TITLE_MAX_LENGTH": lambda n: confirm(title=words(n)),
    "CONTAINER_CHILD_BLOCKS_MAX_ITEMS": container,
    "CONTAINER_CHILD_BLOCKS_MIN_ITEMS": container,
    "CONTAINER_SUBTITLE_MAX_LENGTH": lambda n: container(subtitle=words(n)),
    "CONTAINER_TITLE_MAX_LENGTH": lambda n: container(title=words(n)),
    "CONTEXT_ACTIONS_ELEMENTS_MAX_ITEMS": icon,
    "CONTEXT_ELEMENTS_MAX_ITEMS": lambda n: {"type": "context", "elements": [words(1)] * n},
    "CONVERSATION_FILTER_INCLUDE_MIN_ITEMS": filtered,
    "DATA_TABLE_CELL_TEXT_MIN_LENGTH": lambda n: data_table([*cells(1), *cells(1, text=letters(n))]),
    "DATA_TABLE_COLUMNS_MAX_ITEMS": lambda n: data_table(cells(2, n)),
    "DATA_TABLE_COLUMNS_MIN_ITEMS": lambda n: data_table(cells(2, n)),
    "DATA_TABLE_CONTENT_MAX_LENGTH": lambda n: data_table([*cells(1), *cells(1, text=letters(n - 1))]),
    "DATA_TABLE_PAGE_SIZE_MAX": lambda n: data_table(cells(2), page_size=n),
    "DATA_TABLE_PAGE_SIZE_MIN": lambda n: data_table(cells(2), page_size=n),
    "DATA_TABLE_ROWS_MAX_ITEMS": lambda n: data_table(cells(n)),
    "DATA_TABLE_ROWS_MIN_ITEMS": lambda n: data_table(cells(n)),
    "DATA_TABLE_ROW_HEADER_COLUMN_INDEX_MIN": lambda n: data_table(cells(2), row_header_column_index=n),
    "DATA_VISUALIZATION_AXIS_LABEL_MAX_LENGTH": lambda n: bars(x_label=letters(n)),
    "DATA_VISUALIZATION_CATEGORIES_MAX_ITEMS": lambda n: bars(points=n),
    "DATA_VISUALIZATION_CATEGORIES_MIN_ITEMS": lambda n: bars(points=n),
    "DATA_VISUALIZATION_CATEGORY_LABEL_MAX_LENGTH": lambda n: bars(label=letters(n)),
    "DATA_VISUALIZATION_DATA_MAX_ITEMS": lambda n: bars(points=n),
    "DATA_VISUALIZATION_DATA_MIN_ITEMS": lambda n: bars(points=n),
    "DATA_VISUALIZATION_POINT_LABEL_MAX_LENGTH": lambda n: bars(label=letters(n)),
    "DATA_VISUALIZATION_SEGMENTS_MAX_ITEMS": lambda n: pie(
        segments=[{"label": f"s{i}", "value": 1} for i in range(n)]
    ),
    "DATA_VISUALIZATION_SEGMENTS_MIN_ITEMS": lambda n: pie(segments=[{"label": "s", "value": 1}] * n),
    "DATA_VISUALIZATION_SEGMENT_LABEL_MAX_LENGTH": lambda n: pie(
        segments=[{"label": letters(n), "value": 1}]
    ),
    "DATA_VISUALIZATION_SERIES_MAX_ITEMS": bars,
    "DATA_VISUALIZATION_SERIES_MIN_ITEMS": bars,
    "DATA_VISUALIZATION_SERIES_NAME_MAX_LENGTH": lambda n: bars(name=letters(n)),
    "DATA_VISUALIZATION_TITLE_MAX_LENGTH": lambda n: {**pie(), "title": letters(n)},
    "DATE_PICKER_PLACEHOLDER_MAX_LENGTH": placed("datepicker"),
    "DISPATCH_ACTION_CONFIGURATION_TRIGGER_ACTIONS_ON_MAX_ITEMS": dispatching,
    "DISPATCH_ACTION_CONFIGURATION_TRIGGER_ACTIONS_ON_MIN_ITEMS": dispatching,
    "EMAIL_INPUT_PLACEHOLDER_MAX_LENGTH": placed("email_text_input"),
    "FEEDBACK_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": lambda n: feedback(accessibility_label=letters(n)),
    "FEEDBACK_BUTTON_TEXT_MAX_LENGTH": lambda n: feedback(text=words(n)),
    "FEEDBACK_BUTTON_VALUE_MAX_LENGTH": lambda n: feedback(value=letters(n)),
    "FILE_INPUT_MAX_FILES_MAX": lambda n: field({"type": "file_input", "max_files": n}),
    "FILE_INPUT_MAX_FILES_MIN": lambda n: field({"type": "file_input", "max_files": n}),
    "HEADER_TEXT_MAX_LENGTH": lambda n: {"type": "header", "text": words(n)},
    "ICON_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": lambda n: icon(accessibility_label=letters(n)),
    "ICON_BUTTON_VALUE_MAX_LENGTH": lambda n: icon(value=letters(n)),
    "ICON_BUTTON_VISIBLE_TO_USER_IDS_MAX_ITEMS": lambda n: icon(visible_to_user_ids=["U1"] * n),
    "IMAGE_ALT_TEXT_MAX_LENGTH": lambda n: image(alt_text=letters(n)),
    "IMAGE_ELEMENT_ALT_TEXT_MAX_LENGTH": lambda n: {"type": "context", "elements": [image(alt_text=letters(n))]},
    "IMAGE_ELEMENT_IMAGE_URL_MAX_LENGTH": lambda n: {"type": "context", "elements": [image(image_url=link(n))]},
    "IMAGE_IMAGE_URL_MAX_LENGTH": lambda n: image(image_url=link(n)),
    "IMAGE_TITLE_MAX_LENGTH": lambda n: image(title=words(n)),
    "INPUT_HINT_MAX_LENGTH": lambda n: typed() | {"hint": words(n)},
    "INPUT_LABEL_MAX_LENGTH": lambda n: typed() | {"label": words(n)},
    "MARKDOWN_TEXT_MAX_LENGTH": lambda n: {"type": "markdown", "text": letters(n)},
    "MULTI_SELECT_MAX_SELECTED_ITEMS_MIN": lambda n: field({"type": "multi_users_select", "max_selected_items": n}),
    "NUMBER_INPUT_PLACEHOLDER_MAX_LENGTH": placed("number_input", is_decimal_allowed=True),
    "OPTION_DESCRIPTION_MAX_LENGTH": lambda n: one_option(description=words(n)),
    "OPTION_GROUP_LABEL_MAX_LENGTH": lambda n: groups(1, label=n),
    "OPTION_GROUP_OPTIONS_MAX_ITEMS": lambda n: groups(1, inside=n),
    "OPTION_GROUP_OPTIONS_MIN_ITEMS": lambda n: groups(1, inside=n),
    "OPTION_TEXT_MAX_LENGTH": lambda n: one_option(text=words(n)),
    "OPTION_URL_MAX_LENGTH": lambda n: overflow(url=link(n)),
    "OPTION_VALUE_MAX_LENGTH": lambda n: one_option(value=letters(n)),
    "OVERFLOW_OPTIONS_MAX_ITEMS": options_of("overflow"),
    "OVERFLOW_OPTIONS_MIN_ITEMS": options_of("overflow"),
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX": lambda n: typed(max_length=n),
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MIN": lambda n: typed(max_length=n),
    "PLAIN_TEXT_INPUT_MIN_LENGTH_MAX": lambda n: typed(min_length=n),
    "PLAIN_TEXT_INPUT_MIN_LENGTH_MIN": lambda n: typed(min_length=n),
    "PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH": placed("plain_text_input"),
    "PLAN_TASKS_MAX_ITEMS": task_plan,
    "RADIO_BUTTONS_OPTIONS_MAX_ITEMS": options_of("radio_buttons"),
    "RADIO_BUTTONS_OPTIONS_MIN_ITEMS": options_of("radio_buttons"),
    "RICH_TEXT_INPUT_MAX_LINES_MAX": lambda n: field({"type": "rich_text_input", "max_lines": n}),
    "RICH_TEXT_INPUT_MAX_LINES_MIN": lambda n: field({"type": "rich_text_input", "max_lines": n}),
    "RICH_TEXT_INPUT_MIN_LINES_MAX": lambda n: field({"type": "rich_text_input", "min_lines": n}),
    "RICH_TEXT_INPUT_MIN_LINES_MIN": lambda n: field({"type": "rich_text_input", "min_lines": n}),
    "RICH_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH": placed("rich_text_input"),
    "RICH_TEXT_LIST_BORDER_MAX": lambda n: rich(border=n),
    "RICH_TEXT_LIST_BORDER_MIN": lambda n: rich(border=n),
    "RICH_TEXT_LIST_INDENT_MAX": lambda n: rich(indent=n),
    "RICH_TEXT_LIST_INDENT_MIN": lambda n: rich(indent=n),
    "RICH_TEXT_LIST_OFFSET_MIN": lambda n: rich(offset=n),
    "RICH_TEXT_PREFORMATTED_BORDER_MAX": rich_leaf("rich_text_preformatted"),
    "RICH_TEXT_PREFORMATTED_BORDER_MIN": rich_leaf("rich_text_preformatted"),
    "RICH_TEXT_QUOTE_BORDER_MAX": rich_leaf("rich_text_quote"),
    "RICH_TEXT_QUOTE_BORDER_MIN": rich_leaf("rich_text_quote"),
    "SECTION_FIELDS_ITEM_MAX_LENGTH": lambda n: section(fields=[words(n)]),
    "SECTION_FIELDS_MAX_ITEMS": lambda n: section(fields=[words(1)] * n),
    "SECTION_TEXT_MAX_LENGTH": lambda n: section(text=words(n)),
    "SELECT_MIN_QUERY_LENGTH_MIN": lambda n: element(type="external_select", min_query_length=n),
    "SELECT_OPTIONS_MAX_ITEMS": lambda n: select(options=options(n)),
    "SELECT_OPTIONS_MIN_ITEMS": lambda n: select(options=options(n)),
    "SELECT_OPTION_GROUPS_MAX_ITEMS": groups,
    "SELECT_OPTION_GROUPS_MIN_ITEMS": groups,
    "SELECT_PLACEHOLDER_MAX_LENGTH": lambda n: select(options=options(1), placeholder=words(n)),
    "TABLE_COLUMNS_MAX_ITEMS": lambda n: {"type": "table", "rows": cells(1, n)},
    "TABLE_COLUMN_SETTINGS_MAX_ITEMS": lambda n: {
        "type": "table",
        "rows": cells(1),
        "column_settings": [{"align": "left"}] * n,
    },
    "TABLE_ROWS_MAX_ITEMS": lambda n: {"type": "table", "rows": cells(n)},
    "TEXT_MAX_LENGTH": lambda n: section(text=words(n, "mrkdwn")),
    "TEXT_MIN_LENGTH": lambda n: section(text=words(n)),
    "TIME_PICKER_PLACEHOLDER_MAX_LENGTH": placed("timepicker"),
    "URL_INPUT_PLACEHOLDER_MAX_LENGTH": placed("url_text_input"),
    "VIDEO_ALT_TEXT_MAX_LENGTH": lambda n: video(alt_text=letters(n)),
    "VIDEO_AUTHOR_NAME_MAX_LENGTH": lambda n: video(author_name=letters(n)),
    "VIDEO_DESCRIPTION_MAX_LENGTH": lambda n: video(description=words(n)),
    "VIDEO_PROVIDER_ICON_URL_MAX_LENGTH": lambda n: video(provider_icon_url=link(n)),
    "VIDEO_PROVIDER_NAME_MAX_LENGTH": lambda n: video(provider_name=letters(n)),
    "VIDEO_THUMBNAIL_URL_MAX_LENGTH": lambda n: video(thumbnail_url=link(n)),
    "VIDEO_TITLE_MAX_LENGTH": lambda n: video(title=words(n)),
    "VIDEO_TITLE_URL_MAX_LENGTH": lambda n: video(title_url=link(n)),
    "VIDEO_VIDEO_URL_MAX_LENGTH": lambda n: video(video_url=link(n)),
    "VIEW_BLOCKS_MAX_ITEMS": lambda n: view(blocks=[{"type": "divider"}] * n),
    "VIEW_CALLBACK_ID_MAX_LENGTH": lambda n: view(callback_id=letters(n)),
    "VIEW_CLOSE_MAX_LENGTH": lambda n: view(close=words(n)),
    "VIEW_EXTERNAL_ID_MAX_LENGTH": lambda n: view(external_id=letters(n)),
    "VIEW_PRIVATE_METADATA_MAX_LENGTH": lambda n: view(private_metadata=letters(n)),
    "VIEW_SUBMIT_MAX_LENGTH": lambda n: view(submit=words(n)),
    "VIEW_TITLE_MAX_LENGTH": lambda n: view(title=words(n)),
    "WORKFLOW_BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": lambda n: workflow(accessibility_label=letters(n)),
    "WORKFLOW_BUTTON_TEXT_MAX_LENGTH": lambda n: workflow() | {"elements": [{**workflow()["elements"][0], "text": words(n)}]},
}  # fmt: skip
