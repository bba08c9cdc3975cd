"""What slackblocks and slack-sdk can make: taken where they take it, refused where they refuse it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import slackblocks as sb
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View
from slackblocks import objects as sbo

from strictslack.blockkit.blocks import BLOCKS
from strictslack.blockkit.elements import ACCESSORIES, CONTEXT_ACTION_ELEMENTS, INPUT_ELEMENTS
from strictslack.blockkit.schema import Check, Report
from strictslack.blockkit.surfaces import check_message_blocks, checked_view
from strictslack.errors import SlackError
from tests.blockkit.test_limits_oracle import plain_option

Json = dict[str, Any]
ELEMENTS = {**ACCESSORIES, **INPUT_ELEMENTS, **CONTEXT_ACTION_ELEMENTS}
# slack-sdk gives these to whole families of elements; Slack's pages name them for some of each family only.
INHERITED = {"confirm", "placeholder", "focus_on_load", "alt_text"}
# Old calls, and a block for sign-in that the sandbox does not offer.
UNOFFERED = {"call", "auth_provider"}


def _descendants(base: type) -> Iterator[type]:
    for child in base.__subclasses__():
        yield child
        yield from _descendants(child)


def _attributes(base: type, known: Json) -> list[Any]:
    found = set()
    for kind in _descendants(base):
        name = getattr(kind, "type", None)
        if name in known:
            found |= {(name, attribute) for attribute in kind.__new__(kind).attributes}
    return [
        pytest.param(known[name], name, attribute, id=f"{name} {attribute}")
        for name, attribute in sorted(found)
    ]


def test_every_block_of_slack_sdk_is_known() -> None:
    named = {kind.type for kind in _descendants(sdk.Block)}
    assert named - set(BLOCKS) == UNOFFERED


@pytest.mark.parametrize(
    ("check", "kind", "attribute"),
    [*_attributes(sdk.Block, BLOCKS), *_attributes(sdk.BlockElement, ELEMENTS)],
)
def test_every_property_of_slack_sdk_is_known(check: Check, kind: str, attribute: str) -> None:
    report = Report()
    check({"type": kind, attribute: None}, "", report)
    unknown = any(problem.startswith("invalid additional property") for problem in report.problems)
    assert not unknown or attribute in INHERITED


def text(words: str) -> sb.Text:
    return sb.Text(words, type_=sb.TextType.PLAINTEXT)


def rich(words: str) -> sb.RichTextBlock:
    return sb.RichTextBlock(sb.RichTextSection([sb.RichText(words, bold=True)]))


def series(name: str) -> Any:
    return sbo.DataSeries(name, [sbo.DataPoint("Mon", 1), sbo.DataPoint("Tue", 2.5)])


AXIS = sbo.AxisConfig(["Mon", "Tue"], "Day", "Number")
VALID: list[Any] = [
    rich("bold"),
    sb.RichTextBlock(
        [
            sb.RichTextList(
                "bullet", [sb.RichTextSection([sb.RichTextUser("U1"), sb.RichTextEmoji("tada")])]
            ),
            sb.RichTextQuote([sb.RichTextLink("https://e.org", "there")]),
            sb.RichTextCodeBlock([sb.RichText("x = 1")]),
        ]
    ),
    sb.TableBlock([[sb.RawText("a"), sb.RawText("b")], [sb.RawText("1"), sb.RawText("2")]]),
    sb.VideoBlock("A film", "https://e.org/t.png", text("Film"), "https://e.org/v", author_name="Ana"),
    sb.CardBlock(title="Card", body="Body", actions=[sb.Button("Go", "go")]),
    sb.CarouselBlock([sb.CardBlock(title="One"), sb.CardBlock(title="Two")]),
    sb.ContainerBlock([sb.SectionBlock("Inside"), sb.DividerBlock()], title=text("Box"), is_collapsible=True),
    sb.ContextActionsBlock(
        [sb.FeedbackButtons(sb.FeedbackButton(text("Good"), "+"), sb.FeedbackButton(text("Bad"), "-"))]
    ),
    sb.ContextActionsBlock([sb.IconButton(text("Remove"), action_id="remove", value="1")]),
    sb.DataTableBlock([[sb.RawText("a")], [sbo.RawNumber(1, "1")], [rich("cell")]], caption="Numbers"),
    sb.DataVisualizationBlock("Pie", sbo.PieChart([sbo.ChartSegment("a", 1), sbo.ChartSegment("b", 2)])),
    sb.DataVisualizationBlock("Bars", sbo.BarChart([series("x"), series("y")], AXIS)),
    sb.DataVisualizationBlock("Line", sbo.LineChart([series("x")], AXIS)),
    sb.PlanBlock("Plan", [sb.TaskCardBlock("1", "First", status="pending", details=rich("how"))]),
    sb.TaskCardBlock("1", "Alone", status="complete", sources=[sb.URLSource("https://e.org", "Source")]),
    sb.InputBlock("Many", sb.StaticMultiSelectMenu("m", [plain_option("One", "1")], max_selected_items=1)),
    sb.InputBlock("People", sb.UserMultiSelectMenu("p", max_selected_items=2)),
    sb.InputBlock("Rich", sb.RichTextInput("r", initial_value=rich("start"))),
    sb.InputBlock("Channels", sb.ChannelMultiSelectMenu("c")),
    sb.InputBlock("Found", sb.ExternalSelectMenu("e", placeholder="Look", min_query_length=2)),
    sb.ActionsBlock(
        [
            sb.Button(
                "Sure?", "sure", confirm=sb.ConfirmationDialogue("Title", "Text", "Yes", "No"), style="danger"
            )
        ]
    ),
]


@pytest.mark.parametrize("block", VALID, ids=lambda block: type(block).__name__)
def test_what_slackblocks_makes_of_the_newer_blocks_is_taken(block: Any) -> None:
    assert check_message_blocks([json.loads(json.dumps(block._resolve()))]) == []


# What slackblocks refuses to make, and the same in JSON.
INVALID: dict[str, tuple[Callable[[], Any], Json]] = {
    "an empty section": (lambda: sb.SectionBlock(), {"type": "section"}),
    "a long header": (
        lambda: sb.HeaderBlock("x" * 151),
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
    ),
    "a card of nothing": (lambda: sb.CardBlock(), {"type": "card"}),
    "uneven rows": (
        lambda: sb.DataTableBlock([[sb.RawText("a")], [sb.RawText("b"), sb.RawText("c")]], caption="c"),
        {
            "type": "data_table",
            "caption": "c",
            "rows": [[{"type": "raw_text", "text": "a"}], [{"type": "raw_text", "text": "b"}] * 2],
        },
    ),
    "a slice of nothing": (
        lambda: sbo.PieChart([sbo.ChartSegment("a", 0)]),
        {
            "type": "data_visualization",
            "title": "t",
            "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]},
        },
    ),
    "an empty container": (
        lambda: sb.ContainerBlock([], title=text("Box")),
        {"type": "container", "title": {"type": "plain_text", "text": "Box"}, "child_blocks": []},
    ),
    "six options in an overflow": (
        lambda: sb.OverflowMenu("o", options=[plain_option(str(n), str(n)) for n in range(6)]),
        {
            "type": "actions",
            "elements": [
                {
                    "type": "overflow",
                    "action_id": "o",
                    "options": [
                        {"text": {"type": "plain_text", "text": str(n)}, "value": str(n)} for n in range(6)
                    ],
                }
            ],
        },
    ),
    "files without a number": (
        lambda: sb.FileInput("f", max_files=11),
        {
            "type": "input",
            "label": {"type": "plain_text", "text": "F"},
            "element": {"type": "file_input", "action_id": "f", "max_files": 11},
        },
    ),
}


@pytest.mark.parametrize("name", INVALID)
def test_what_slackblocks_refuses_is_refused(name: str) -> None:
    make, raw = INVALID[name]
    with pytest.raises(sb.InvalidUsageError):
        make()
    assert check_message_blocks([raw]) != []


def view(**changes: Any) -> Json:
    words = {"type": "plain_text", "text": "x"}
    return {"type": "modal", "title": words, "blocks": [{"type": "divider"}], **changes}


def words(n: int) -> Json:
    return {"type": "plain_text", "text": "x" * n}


@pytest.mark.parametrize(
    ("name", "build", "most"),
    [
        ("title", words, 24),
        ("submit", words, 24),
        ("close", words, 24),
        ("private_metadata", lambda n: "x" * n, 3000),
        ("callback_id", lambda n: "x" * n, 255),
        ("blocks", lambda n: [{"type": "divider"}] * n, 100),
    ],
)
def test_views_end_where_slack_sdk_ends_them(name: str, build: Callable[[int], Any], most: int) -> None:
    checked_view(view(**{name: build(most)}), "modal")
    View(**view(**{name: build(most)})).validate_json()
    with pytest.raises(SlackError):
        checked_view(view(**{name: build(most + 1)}), "modal")
    with pytest.raises(SlackObjectFormationError):
        View(**view(**{name: build(most + 1)})).validate_json()
