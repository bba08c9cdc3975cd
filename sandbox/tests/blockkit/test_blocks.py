"""What blocks are refused for, beyond their sizes."""

from typing import Any

import pytest

from strictslack.blockkit.surfaces import check_message_blocks
from tests.blockkit.test_limits_oracle import actions, button, field, options, section, select, words

Json = dict[str, Any]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([{"type": "marquee"}], "unsupported type: marquee [json-pointer:/blocks/0/type]"),
        ([{"text": "x"}], "missing required field: type [json-pointer:/blocks/0]"),
        (["text"], "must provide an object [json-pointer:/blocks/0]"),
        ([section()], "must define at least one of: text, fields [json-pointer:/blocks/0]"),
        ([section(text=words(0))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([section(text="bare")], "must provide an object [json-pointer:/blocks/0/text]"),
        (
            [section(text={"type": "html", "text": "x"})],
            "unsupported type: html [json-pointer:/blocks/0/text/type]",
        ),
        ([{**SECTION, "colour": "red"}], "invalid additional property: colour [json-pointer:/blocks/0]"),
        (
            [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
            "must be a valid enum value: plain_text [json-pointer:/blocks/0/text/type]",
        ),
        ([actions()], "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
        (
            [actions(button(), button())],
            '`action_id` "press" already exists [json-pointer:/blocks/0/elements/1/action_id]',
        ),
        (
            [{**SECTION, "block_id": "a"}] * 2,
            '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
        ),
        (
            [actions(button(style="huge"))],
            "must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]",
        ),
        ([actions(button(url="nowhere"))], "must be a valid URL [json-pointer:/blocks/0/elements/0/url]"),
        (
            [actions({"type": "plain_text_input", "action_id": "t"})],
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            [field({"type": "button", "text": words(1)})],
            "unsupported type: button [json-pointer:/blocks/0/element/type]",
        ),
        (
            [select()],
            "must define exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]",
        ),
        (
            [select(options=options(2), initial_option={"text": words(1), "value": "9"})],
            "initial option must match an option exactly [json-pointer:/blocks/0/elements/0/initial_option]",
        ),
        (
            [
                field(
                    {"type": "number_input", "is_decimal_allowed": False, "min_value": "5", "max_value": "1"}
                )
            ],
            "min_value must not be greater than max_value [json-pointer:/blocks/0/element/min_value]",
        ),
        (
            [field({"type": "datepicker", "initial_date": "2026-13-01"})],
            "must match the expected format [json-pointer:/blocks/0/element/initial_date]",
        ),
        (
            [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2,
            "only_one_table_allowed [json-pointer:/blocks]",
        ),
        ([SECTION] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        (
            [{"type": "markdown", "text": "x" * 7000}] * 2,
            "markdown blocks must be less than 12001 characters together [json-pointer:/blocks]",
        ),
        (
            [
                {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
                }
            ],
            "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
        ),
        (
            [{"type": "image", "alt_text": "x"}],
            "must define exactly one of: image_url, slack_file [json-pointer:/blocks/0]",
        ),
    ],
)
def test_a_fault_is_named_at_its_place(blocks: list[Any], problem: str) -> None:
    assert problem in check_message_blocks(blocks)


def test_all_faults_are_named_at_once() -> None:
    assert len(check_message_blocks([{"type": "a"}, {"type": "b"}, section()])) == 3


def test_lengths_are_counted_in_code_points() -> None:
    assert (
        check_message_blocks([{"type": "header", "text": {"type": "plain_text", "text": "😀" * 150}}]) == []
    )
