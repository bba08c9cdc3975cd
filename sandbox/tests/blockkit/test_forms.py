"""What fields hold at first, what they take, and what a person's click becomes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strictslack.blockkit.forms import FIELDS, acted, initial_values, refusals, taken_over
from strictslack.blockkit.normal_form import completed_blocks
from strictslack.blockkit.surfaces import check_message_blocks
from tests.blockkit.test_limits_oracle import VALID, field, options, words

Json = dict[str, Any]


def values(element: Json, value: Any) -> Json:
    return {"b": {"a": {"type": element["type"], FIELDS[element["type"]][0]: value}}}


def refusal(element: Json, value: Any, **parts: Any) -> str:
    block = {**field(element, **parts), "block_id": "b"}
    return refusals([block], values(element, value)).get("b", "")


@pytest.mark.parametrize(
    ("element", "value", "words_of_refusal"),
    [
        ({"type": "plain_text_input"}, " ", "complete this required field"),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "at least 3"),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "at most 3"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "whole number"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.5", "at least 2"),
        ({"type": "number_input", "is_decimal_allowed": True}, "many", "a number"),
        ({"type": "email_text_input"}, "ana", "email address"),
        ({"type": "url_text_input"}, "example", "valid URL"),
        ({"type": "datepicker"}, "2026-02-30", "a date"),
        ({"type": "timepicker"}, "25:00", "a time"),
        (
            {"type": "static_select", "options": options(2)},
            {"text": words(1), "value": "9"},
            "one of the options",
        ),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"], "at most 1"),
        ({"type": "file_input", "max_files": 1}, [{}, {}], "at most 1"),
    ],
)
def test_a_field_refuses_what_slacks_window_would(element: Json, value: Any, words_of_refusal: str) -> None:
    assert words_of_refusal in refusal(element, value)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input"}, "text"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "-1.25"),
        ({"type": "email_text_input"}, "ana@example.org"),
        ({"type": "url_text_input"}, "https://example.org/a"),
        ({"type": "datepicker"}, "2026-02-28"),
        ({"type": "timepicker"}, "23:59"),
        ({"type": "static_select", "options": options(2)}, {"text": words(1), "value": "1"}),
        ({"type": "users_select"}, "U01ANA"),
    ],
)
def test_a_field_takes_what_fits(element: Json, value: Any) -> None:
    assert refusal(element, value) == ""


def test_an_optional_field_may_stay_empty() -> None:
    assert refusal({"type": "datepicker"}, None, optional=True) == ""


def test_initial_values_are_there_before_anybody_types() -> None:
    element = {"type": "static_select", "options": options(2), "initial_option": options(2)[1]}
    assert initial_values([{**field(element), "block_id": "b"}]) == values(element, options(2)[1])


def test_what_is_not_given_stays_as_it_was() -> None:
    blocks = [{**field({"type": "plain_text_input"}, block_id=name)} for name in ("one", "two")]
    before = taken_over(blocks, {}, {"one": {"a": {"type": "plain_text_input", "value": "1"}}})
    after = taken_over(blocks, before, {"two": {"a": {"type": "plain_text_input", "value": "2"}}})
    assert [after[name]["a"]["value"] for name in ("one", "two")] == ["1", "2"]


def test_a_click_on_what_is_not_offered_is_refused() -> None:
    menu = {"type": "overflow", "action_id": "a", "options": options(2)}
    with pytest.raises(ValueError, match="one of the options"):
        acted(menu, {"block_id": "b"}, {"selected_option": {"value": "9"}}, 0)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def _places(value: Any) -> list[tuple[Any, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in [(value, key), *_places(one)]]


@given(st.data())
def test_no_broken_block_breaks_the_check(data: st.DataObject) -> None:
    """Whatever stands anywhere in a valid block: it is taken or refused, and what is taken can be completed."""
    block = completed_blocks([data.draw(st.sampled_from(VALID))._resolve()])[0]
    holder, key = data.draw(st.sampled_from(_places(block)))
    holder[key] = data.draw(_ANYTHING)
    if not check_message_blocks([block]):
        initial_values(completed_blocks([block]))
