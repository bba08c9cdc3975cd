"""Ids of experiments, read in one place however they are typed or pasted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.typed_keys import (
    after_leading_key,
    carried_number,
    joined_key,
    keys_in,
    named_key,
    plain_signs,
    read_key,
    without_keys,
)
from tests.rules.refusal import reasons_of
from tests.rules.stages import proposed

DASHES = "-_ \u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63\ufe58\u00ad\u30fc\u2043\u00a0"
DIGITS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")
PREFIXES = ("EXP", "exp", "Exp", "ＥＸＰ", "ｅｘｐ", "\u0415\u0425\u0420", "\u0395\u03a7\u03a1")
BEFORE = ("", " ", "(", "“", "`", "*", "#", "「")
AFTER = ("", ".", ":", ",", ";", "!", "?", ").", "”", "…", "。", "」", "`", "*", " ")


@st.composite
def typed_keys(draw: st.DrawFn) -> tuple[int, str]:
    """Draw a number and one of the ways in which people and keyboards write its id."""
    number = draw(st.integers(1, 999_999_999))
    digits = str(number).translate(str.maketrans(DIGITS[0], draw(st.sampled_from(DIGITS))))
    return number, f"{draw(st.sampled_from(PREFIXES))}{draw(st.sampled_from(['', *DASHES]))}{digits}"


@pytest.mark.parametrize(
    "typed",
    [
        "EXP-12",
        "exp-12",
        " Exp_12 ",
        "exp12",
        "EXP 12",
        "12",
        "EXP-0012",
        "EXP‑12",
        "EXP–12",
        "EXP−12",
        "EXP-12.",
        "EXP-12:",
        "(EXP-12)",
        "“EXP-12”",
        "`EXP-12`",
        "#12",
        "ＥＸＰ－１２",
        "EXP-１２",
        "EXPー12",
    ],
)
def test_a_key_is_understood_however_it_is_typed(typed: str) -> None:
    assert read_key(typed) == 12


@given(typed_keys(), st.sampled_from(BEFORE), st.sampled_from(AFTER))
def test_every_spelling_of_an_id_is_the_same_id_wherever_ids_are_read(
    typed: tuple[int, str], before: str, after: str
) -> None:
    number, key = typed
    assert read_key(f"{before}{key}{after}") == number
    assert named_key(f"{before}{key}{after}") == f"EXP-{number}"
    assert keys_in(f"waits for {before}{key}{after} since") == (number,)
    assert str(number) not in plain_signs(without_keys(f"waits for {before}{key}{after} since"))
    assert after_leading_key(f"{key}: the quota") == "the quota"


@pytest.mark.parametrize(
    "typed",
    [
        "EXP",
        "EXP-",
        "EXP--12",
        "EXP-1.5",
        "-12",
        "−12",
        "PROJ-12",
        "EXP-12 now",
        "EXP-1234567890",
        "EXP-½",
        "EXP-²",
        "<!channel>",
        "x" * 100_000,
    ],
)
def test_what_is_no_key_is_refused_with_an_example(typed: str) -> None:
    assert "Ids look like EXP-12" in reasons_of(lambda: read_key(typed))


def test_a_missing_key_is_asked_for() -> None:
    assert reasons_of(lambda: read_key("  ")).startswith("Which experiment?")


@given(st.integers(min_value=1, max_value=999_999_999))
def test_a_printed_key_reads_as_the_same_number(number: int) -> None:
    assert read_key(replace(proposed(), number=number).key) == number


@pytest.mark.parametrize(
    ("typed", "key"),
    [(" exp-2 ", "EXP-2"), ("EXP 012", "EXP-12"), ("exp-2 router", ""), ("2", ""), ("experiment", "")],
)
def test_an_id_is_known_where_it_is_all_that_was_typed(typed: str, key: str) -> None:
    assert named_key(typed) == key


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("EXP‑11 and exp–12, then (EXP−13).", (11, 12, 13)),
        ("検索EXP-11の精度", (11,)),
        ("_EXP-11_", (11,)),
        ("regexp-11, exp-11st, \u043e\u0440\u0435\u0445\u0440 5", ()),
    ],
)
def test_the_ids_within_a_text_are_found_and_no_others(text: str, numbers: tuple[int, ...]) -> None:
    assert keys_in(text) == numbers


@pytest.mark.parametrize("text", ["EXP-1", "EXP-1 ", "waits for EXP-1: quota", "EXP-12th try"])
def test_a_text_that_does_not_begin_with_an_id_and_more_stays_whole(text: str) -> None:
    assert after_leading_key(text) == text


@given(st.text())
def test_plain_signs_leave_every_sign_at_its_place(text: str) -> None:
    assert len(plain_signs(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "joined"),
    [
        ("exp 12 accuracy 0.9", "EXP-12 accuracy 0.9"),
        ("ＥＸＰ １２", "EXP-１２"),
        ("EXP-12 accuracy 0.9", "EXP-12 accuracy 0.9"),
        ("exp smoothing", "exp smoothing"),
        ("expert 12", "expert 12"),
    ],
)
def test_an_id_at_the_beginning_is_one_word_though_a_blank_parts_it(typed: str, joined: str) -> None:
    assert joined_key(typed) == joined


@pytest.mark.parametrize(("carried", "number"), [("12", 12), ("999999999", 999_999_999)])
def test_a_choice_carries_the_number_of_a_row(carried: str, number: int) -> None:
    assert carried_number(carried) == number


@pytest.mark.parametrize("carried", ["", "0", "-1", "1.5", "EXP-1", "١", "²", "1000000000", "9" * 5000])
def test_what_no_row_bears_is_carried_as_none(carried: str) -> None:
    assert carried_number(carried) == 0
