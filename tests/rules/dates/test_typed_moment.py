"""Moments in another spelling than that of machines: what was probably meant is asked back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates.typed_moment import moment_advice
from tests.rules.dates.test_typed_day import PIECES, TODAY


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("28.03.2027 14:00", " Did you mean “2027-03-28T14:00:00Z”?"),
        ("28 march 2027", " Did you mean “2027-03-28T00:00:00Z”?"),
        ("03/04/2027 2:30 pm", " Did you mean “2027-03-04T14:30:00Z” or “2027-04-03T14:30:00Z”?"),
        # A measurement is past: TODAY is in November.
        ("27 nov 14:00", " Did you mean “2025-11-27T14:00:00Z”?"),
        ("25 nov 14:00", " Did you mean “2026-11-25T14:00:00Z”?"),
        ("someday", ""),
        ("31 feb 14:00", ""),
        ("", ""),
    ],
)
def test_what_was_probably_meant_is_told(typed: str, advice: str) -> None:
    assert moment_advice(typed, TODAY) == advice


@given(st.text(max_size=60) | st.lists(PIECES, max_size=8).map(" ".join))
def test_any_text_has_advice_or_none(typed: str) -> None:
    assert isinstance(moment_advice(typed, TODAY), str)
