"""When two names are one, and what the sentence says then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.names import is_same_name, name_key, twice_named
from rules.words import fold, is_letter

WORDS = st.lists(st.text("abcxyzÄß漢म195", min_size=1, max_size=6), min_size=1, max_size=4)
PARTING = st.sampled_from([" ", "  ", "_", " - ", " / ", ", ", ": ", "\u00a0", " – ", "·"])
TELLING = (
    "+",
    "++",
    "#",
    "<",
    ">",
    "≤",
    "≥",
    "=",
    "≠",
    "%",
    "€",
    "$",
    "*",
    "&",
    "@",
    "~",
    "±",
    "°",
    "^",
    "🚀",
    "²",
)


def letters(name: str) -> str:
    """Return the letters and digits of a name, as they are compared."""
    return "".join(sign for sign in fold(name) if is_letter(sign))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C++ accuracy", "C accuracy"),
        ("C++ accuracy", "C# accuracy"),
        (">65", "<65"),
        ("≤30k €", ">30k €"),
        ("30k €", "30k $"),
        ("-5 to 0", "5 to 0"),
        ("A+", "A-"),
        ("A-", "A"),
        ("A*", "A"),
        (".NET latency", "NET latency"),
        ("10⁵ tokens", "105 tokens"),
        ("top .5%", "top 5%"),
        ("gpt-4.1", "gpt-4 1"),
        ("R&D", "R D"),
        ("recall@5", "recall 5"),
        ("error rate %", "error rate"),
        ("!=0", "=0"),
        ("👍🏻", "👍🏿"),
        ("?", "-"),
    ],
)
def test_signs_that_carry_a_meaning_make_two_names(one: str, other: str) -> None:
    assert not is_same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("p95_latency", "P95 latency"),
        ("p95-latency", "P95 (latency)"),
        ("val/accuracy", "val_accuracy"),
        ("Café au lait", "cafe\u0301 AU-LAIT"),
        ("STRASSE", "straße"),
        ("≤ 30k €", "<= 30k€"),
        (">65", "＞ 65"),
        ("18–25", "18-25"),
        ("5%-10%", "5% – 10%"),
        ("C♯", "c#"),
        ("C ++", "c++"),
        ("❤️", "❤"),
        ("“women”", "women"),
    ],
)
def test_ways_of_writing_make_one_name(one: str, other: str) -> None:
    assert is_same_name(one, other)


@given(WORDS, PARTING, PARTING)
def test_whatever_parts_the_words_and_however_they_are_capitalised_it_is_one_name(
    words: list[str], one: str, other: str
) -> None:
    assert is_same_name(one.join(words), other.join(words).upper())


@given(WORDS, st.sampled_from(TELLING), st.sampled_from([*TELLING, ""]), st.booleans())
def test_two_names_that_differ_in_a_telling_sign_are_two(
    words: list[str], one: str, other: str, is_before: bool
) -> None:
    name = " ".join(words)
    signed = [f"{sign}{name}" if is_before else f"{name}{sign}" for sign in (one, other)]
    assert is_same_name(*signed) == (one == other)


@given(st.text("aB1²_ -+<#", max_size=8), st.text("aB1²_ -+<#", max_size=8))
def test_what_differs_in_its_letters_is_never_one_name(one: str, other: str) -> None:
    assert not is_same_name(one, other) or letters(one) == letters(other)


@given(st.text(max_size=60))
def test_any_name_is_the_same_as_itself_with_blanks_around(name: str) -> None:
    assert name_key(f"  {name} ") == name_key(name)


@pytest.mark.parametrize(
    ("names", "clauses"),
    [
        (["a", "b"], []),
        (["C++", "C", "C#"], []),
        (["a", "b", "a"], ["“a” stands more than once"]),
        (
            ["P95 latency", "p95_latency"],
            ["“P95 latency” and “p95_latency” are one name, written differently"],
        ),
    ],
)
def test_what_is_named_twice_is_told_with_both_spellings(names: list[str], clauses: list[str]) -> None:
    assert list(twice_named(names)) == clauses
