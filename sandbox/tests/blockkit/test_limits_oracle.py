"""The sandbox's numbers against Slack's published ones, slackblocks and slack-sdk."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import slackblocks as sb
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View
from slackblocks import _limits as blocks_package

from strictslack.blockkit import limits
from strictslack.blockkit.surfaces import SURFACES, check_message_blocks
from strictslack.workspace.manifest import REFERENCE

Json = dict[str, Any]
PUBLISHED = json.loads((REFERENCE / "block-kit-limits.json").read_text())


def published(path: str) -> int:
    found: Any = PUBLISHED
    for part in path.split("."):
        found = found[part]
    return int(found)


@pytest.mark.parametrize(
    ("ours", "path"),
    [
        (limits.TEXT, "text.max_length"),
        (limits.IDENTIFIER, "action_id.max_length"),
        (limits.IDENTIFIER, "block_id.max_length"),
        (limits.BUTTON_TEXT, "button.text.max_length"),
        (limits.BUTTON_VALUE, "button.value.max_length"),
        (limits.URL, "button.url.max_length"),
        (limits.ACCESSIBILITY_LABEL, "button.accessibility_label.max_length"),
        (limits.CONFIRM_TITLE, "confirmation.title.max_length"),
        (limits.CONFIRM_TEXT, "confirmation.text.max_length"),
        (limits.CONFIRM_BUTTON, "confirmation.confirm.max_length"),
        (limits.OPTION_TEXT, "option.text.max_length"),
        (limits.OPTION_TEXT, "option.description.max_length"),
        (limits.OPTION_VALUE, "option.value.max_length"),
        (limits.OPTION_TEXT, "option_group.label.max_length"),
        (limits.OPTIONS, "option_group.options.max_items"),
        (limits.OPTIONS, "select.options.max_items"),
        (limits.OPTION_GROUPS, "select.option_groups.max_items"),
        (limits.PLACEHOLDER, "select.placeholder.max_length"),
        (limits.OVERFLOW, "overflow.options.max_items"),
        (limits.CHECKBOXES, "checkboxes.options.max_items"),
        (limits.RADIO_BUTTONS, "radio_buttons.options.max_items"),
        (limits.FILES, "file_input.max_files.max"),
        (limits.PLAIN_TEXT_INPUT, "plain_text_input.max_length.max"),
        (limits.ACTIONS, "actions.elements.max_items"),
        (limits.ALERT, "alert.text.max_length"),
        (limits.CARD_TITLE, "card.title.max_length"),
        (limits.CARD_BODY, "card.body.max_length"),
        (limits.CARD_ACTIONS, "card.actions.max_items"),
        (limits.CAROUSEL, "carousel.elements.max_items"),
        (limits.CONTAINER_TITLE, "container.title.max_length"),
        (limits.CONTAINER_BLOCKS, "container.child_blocks.max_items"),
        (limits.CONTEXT, "context.elements.max_items"),
        (limits.CONTEXT_ACTIONS, "context_actions.elements.max_items"),
        (limits.VISIBLE_TO, "icon_button.visible_to_user_ids.max_items"),
        (limits.DATA_ROWS, "data_table.rows.max_items"),
        (limits.TABLE_COLUMNS, "data_table.columns.max_items"),
        (limits.DATA_PAGE, "data_table.page_size.max"),
        (limits.CHART_TITLE, "data_visualization.title.max_length"),
        (limits.CHART_SEGMENTS, "data_visualization.segments.max_items"),
        (limits.CHART_LABEL, "data_visualization.segment.label.max_length"),
        (limits.CHART_POINTS, "data_visualization.data.max_items"),
        (limits.HEADER, "header.text.max_length"),
        (limits.IMAGE_ALT, "image.alt_text.max_length"),
        (limits.INPUT_LABEL, "input.label.max_length"),
        (limits.INPUT_HINT, "input.hint.max_length"),
        (limits.MARKDOWN, "markdown.text.max_length"),
        (limits.SECTION_FIELDS, "section.fields.max_items"),
        (limits.SECTION_FIELD, "section.fields.item_max_length"),
        (limits.VIDEO_TITLE, "video.title.max_length"),
        (limits.VIDEO_NAME, "video.author_name.max_length"),
        (limits.VIDEO_DESCRIPTION, "video.description.max_length"),
        (limits.VIEW_BLOCKS, "view.blocks.max_items"),
        (limits.PRIVATE_METADATA, "view.private_metadata.max_length"),
        (limits.VIEW_TITLE, "view.title.max_length"),
        (limits.VIEW_BUTTON, "view.submit.max_length"),
        (limits.IDENTIFIER, "view.callback_id.max_length"),
    ],
)
def test_slack_publishes_the_same_number(ours: int, path: str) -> None:
    assert ours == published(path)


@pytest.mark.parametrize(
    ("ours", "name"),
    [
        (limits.MESSAGE_BLOCKS, "MESSAGE_BLOCKS_MAX_ITEMS"),
        (limits.ATTACHMENTS, "MESSAGE_ATTACHMENTS_MAX_ITEMS"),
        (limits.MARKDOWN, "MARKDOWN_TOTAL_TEXT_MAX_LENGTH"),
        (limits.CHARTS, "MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS"),
        (limits.TABLE_ROWS, "TABLE_ROWS_MAX_ITEMS"),
        (limits.TABLE_COLUMNS, "TABLE_COLUMNS_MAX_ITEMS"),
        (limits.PLAN_TASKS, "PLAN_TASKS_MAX_ITEMS"),
        (limits.IMAGE_TITLE, "IMAGE_TITLE_MAX_LENGTH"),
        # Slack's table says 200 for a video's alt_text; slackblocks and slack-sdk take 2000, and so does Slack.
        (limits.VIDEO_ALT, "VIDEO_ALT_TEXT_MAX_LENGTH"),
        (limits.LIST_INDENT, "RICH_TEXT_LIST_INDENT_MAX"),
        (limits.AGENT_PROMPT, "BUTTON_AGENT_PROMPT_MAX_LENGTH"),
    ],
)
def test_slackblocks_has_the_same_number(ours: int, name: str) -> None:
    assert ours == getattr(blocks_package, name)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (limits.VIEW_TITLE, View.title_max_length),
        (limits.VIEW_BLOCKS, View.blocks_max_length),
        (limits.PRIVATE_METADATA, View.private_metadata_max_length),
        (limits.BUTTON_VALUE, sdk.ButtonElement.value_max_length),
        (limits.AGENT_PROMPT, sdk.ButtonElement.agent_prompt_max_length),
        (limits.CONTEXT, sdk.ContextBlock.elements_max_length),
        (limits.SECTION_FIELDS, sdk.SectionBlock.fields_max_length),
        (limits.IMAGE_TITLE, sdk.ImageBlock.title_max_length),
        (limits.CAROUSEL, sdk.CarouselBlock.elements_max_length),
    ],
)
def test_slack_sdk_has_the_same_number(ours: int, theirs: int) -> None:
    assert ours == theirs


def test_every_block_of_slackblocks_stands_on_the_same_surfaces() -> None:
    for surface, kinds in sb._surfaces._BLOCK_TYPES_BY_SURFACE.items():
        # An alert in a message is in slack-sdk and Slack's changelog; slackblocks has it in modals only.
        extra = {"alert"} if surface == "message" else set()
        assert set(SURFACES[surface]) == set(kinds) | extra


def words(n: int, kind: str = "plain_text") -> Json:
    return {"type": kind, "text": "x" * n}


def button(**changes: Any) -> Json:
    return {"type": "button", "text": words(2), "action_id": "press", **changes}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(n: int, width: int = 1) -> list[Json]:
    return [{"text": words(width), "value": str(i)} for i in range(n)]


def section(**parts: Any) -> Json:
    return {"type": "section", **parts}


def select(**parts: Any) -> Json:
    return actions({"type": "static_select", "action_id": "s", "placeholder": words(1), **parts})


def confirm(**changes: Any) -> Json:
    parts = {"title": words(1), "text": words(1), "confirm": words(1), "deny": words(1), **changes}
    return actions(button(confirm=parts))


def field(element: Json, **parts: Any) -> Json:
    return {"type": "input", "label": words(3), "element": {"action_id": "a", **element}, **parts}


# What grows, and how far Slack and slack-sdk's validators both let it.
GROWING: dict[str, tuple[Callable[[int], Json], int]] = {
    "section text": (lambda n: section(text=words(n, "mrkdwn")), 3000),
    "section fields": (lambda n: section(fields=[words(1)] * n), 10),
    "section field": (lambda n: section(fields=[words(n)]), 2000),
    "header": (lambda n: {"type": "header", "text": words(n)}, 150),
    "context": (lambda n: {"type": "context", "elements": [words(1)] * n}, 10),
    "actions": (lambda n: actions(*[button(action_id=f"b{i}") for i in range(n)]), 25),
    "button text": (lambda n: actions(button(text=words(n))), 75),
    "button value": (lambda n: actions(button(value="x" * n)), 2000),
    "action_id": (lambda n: actions(button(action_id="x" * n)), 255),
    "block_id": (lambda n: {"type": "divider", "block_id": "x" * n}, 255),
    "markdown": (lambda n: {"type": "markdown", "text": "x" * n}, 12000),
    "image alt": (lambda n: {"type": "image", "image_url": "https://e.org/i.png", "alt_text": "x" * n}, 2000),
    "select options": (lambda n: select(options=options(n)), 100),
    "option text": (lambda n: select(options=options(1, n)), 75),
    "placeholder": (lambda n: select(options=options(1), placeholder=words(n)), 150),
    "overflow": (lambda n: actions({"type": "overflow", "action_id": "o", "options": options(n)}), 5),
    "confirm title": (lambda n: confirm(title=words(n)), 100),
    "confirm text": (lambda n: confirm(text=words(n)), 300),
    "confirm button": (lambda n: confirm(confirm=words(n)), 30),
    "label": (lambda n: field({"type": "plain_text_input"}, label=words(n)), 2000),
    "hint": (lambda n: field({"type": "plain_text_input"}, hint=words(n)), 2000),
    "card title": (lambda n: {"type": "card", "title": words(n)}, 150),
    "card body": (lambda n: {"type": "card", "body": words(n, "mrkdwn")}, 200),
}
# slack-sdk has no validator for these.
UNCHECKED_BY_SDK = {
    "section field",
    "option text",
    "overflow",
    "confirm title",
    "confirm text",
    "confirm button",
}


@pytest.mark.parametrize("name", GROWING)
def test_the_longest_is_taken_and_one_more_is_not(name: str) -> None:
    build, most = GROWING[name]
    assert check_message_blocks([build(most)]) == []
    problem = check_message_blocks([build(most + 1)])[0]
    assert f"less than {most + 1} characters" in problem or f"no more than {most} items" in problem


@pytest.mark.parametrize("name", [name for name in GROWING if name not in UNCHECKED_BY_SDK])
def test_slack_sdk_draws_the_same_line(name: str) -> None:
    build, most = GROWING[name]
    parsed = sdk.Block.parse(build(most))
    assert parsed is not None
    _validate(parsed)
    over = sdk.Block.parse(build(most + 1))
    with pytest.raises(SlackObjectFormationError):
        _validate(over)


def _validate(parsed: Any) -> None:
    parsed.validate_json()
    for part in [getattr(parsed, "element", None), *(getattr(parsed, "elements", None) or [])]:
        if hasattr(part, "validate_json"):
            part.validate_json()


def plain_option(text: str, value: str) -> sb.Option:
    return sb.Option(sb.Text(text, type_=sb.TextType.PLAINTEXT), value)


VALID: list[Any] = [
    sb.SectionBlock("Some *text*"),
    sb.SectionBlock("With", accessory=sb.Button("Press", "press")),
    sb.SectionBlock(fields=[sb.Text("one"), sb.Text("two")]),
    sb.DividerBlock(),
    sb.HeaderBlock("Head"),
    sb.ContextBlock([sb.Text("small"), sb.Image(image_url="https://e.org/i.png", alt_text="A picture")]),
    sb.ImageBlock("https://e.org/i.png", "A picture"),
    sb.MarkdownBlock("# Title"),
    sb.ActionsBlock([sb.Button("Press", "press"), sb.DatePicker("day"), sb.TimePicker("time")]),
    sb.ActionsBlock([sb.StaticSelectMenu("s", options=[plain_option("One", "1")], placeholder="Pick")]),
    sb.ActionsBlock([sb.OverflowMenu("more", options=[plain_option("One", "1"), plain_option("Two", "2")])]),
    sb.ActionsBlock([sb.CheckboxGroup("c", options=[sb.Option("One", "1")])]),
    sb.ActionsBlock([sb.RadioButtonGroup("r", options=[sb.Option("One", "1"), sb.Option("Two", "2")])]),
    sb.ActionsBlock(
        [sb.UserSelectMenu("u", placeholder="Who"), sb.ChannelSelectMenu("ch", placeholder="Where")]
    ),
    sb.ActionsBlock([sb.ConversationSelectMenu("cv", placeholder="Where"), sb.DateTimePicker("dt")]),
    sb.InputBlock("Title", sb.PlainTextInput("t")),
    sb.InputBlock("Mail", sb.EmailInput("m"), hint="yours", optional=True),
    sb.InputBlock("Link", sb.URLInput("l")),
    sb.InputBlock("Number", sb.NumberInput(is_decimal_allowed=True, action_id="n")),
    sb.InputBlock("Files", sb.FileInput("f", max_files=3)),
    sb.AlertBlock("Careful"),
]


@pytest.mark.parametrize("block", VALID, ids=lambda block: type(block).__name__)
def test_what_slackblocks_makes_is_taken(block: Any) -> None:
    assert check_message_blocks([json.loads(json.dumps(block._resolve()))]) == []
