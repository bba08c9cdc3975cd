"""Words: how typed words are understood, and what of a typed text is kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.experiment import ArtifactKind, ReviewKind, Stage
from rules.lifecycle.steps import Step
from rules.people.people import Duty, Role
from rules.people.projects import Workstream
from rules.words import Worded, clean, counted, fold, listing, nearest, printable, shorten
from tests.rules.refusal import reasons_of

VOCABULARIES: list[type[Worded]] = [Workstream, Stage, ReviewKind, ArtifactKind, Duty, Role, Step]
ANY_TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    "typed", ["technical lead", "Technical-Lead", "TECHNICAL_LEAD", "  technical   lead "]
)
def test_a_word_is_understood_however_it_is_written(typed: str) -> None:
    assert Duty.read(typed) is Duty.TECHNICAL_LEAD


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_member_is_read_from_its_words_and_from_its_stored_value(vocabulary: type[Worded]) -> None:
    assert all(vocabulary.read(member.words) is member for member in vocabulary)
    assert all(vocabulary.read(member.value) is member for member in vocabulary)


def test_an_unknown_word_is_answered_with_the_nearest_and_all_of_them() -> None:
    reasons = reasons_of(lambda: Workstream.read("governence"))
    assert "experimentation, production, optimization and governance" in reasons
    assert "Did you mean “governance”?" in reasons


def test_a_word_that_comes_near_nothing_gets_no_suggestion() -> None:
    assert "Did you mean" not in reasons_of(lambda: Workstream.read("xyzzy"))


def test_an_endless_word_is_answered_shortly() -> None:
    assert len(reasons_of(lambda: Workstream.read("y" * 100_000))) < 300


@pytest.mark.parametrize(
    ("typed", "expected"), [("submitt", "submit"), ("WITHDRAW!", "withdraw"), ("", None), ("%%%", None)]
)
def test_the_nearest_word_is_found_or_none(typed: str, expected: str | None) -> None:
    assert nearest(typed, ["submit", "withdraw", "promote"]) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café au lait", "cafe\u0301 AU-LAIT"),
        ("p95_latency", "P95 latency"),
        ("STRASSE", "straße"),
        ("ﬁne tuning", "fine tuning"),
    ],
)
def test_two_spellings_of_one_name_are_compared_as_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_that_differ_only_in_a_vowel_sign_stay_different() -> None:
    assert fold("किताब") != fold("कुताब")


@given(ANY_TEXT)
def test_comparing_twice_is_comparing_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  faster  answers \n", "faster  answers"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("right\u202eto left", "rightto left"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\tb", "a\tb"),
        ("family 👨‍👩‍👧", "family 👨‍👩‍👧"),
        ("\u200b\u2060\ufeff", ""),
        ("\x00", ""),
    ],
)
def test_cleaning_keeps_the_text_and_drops_what_is_none(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(ANY_TEXT)
def test_clean_text_can_always_be_stored_and_is_clean_already(text: str) -> None:
    kept = clean(text)
    kept.encode()
    assert "\x00" not in kept
    assert clean(kept) == kept


@given(ANY_TEXT)
def test_clean_text_is_empty_or_shows_something(text: str) -> None:
    shown = [sign for sign in clean(text) if unicodedata.category(sign) not in ("Cf", "Zs", "Zl", "Zp", "Cc")]
    assert bool(shown) == bool(clean(text))


def test_printable_text_keeps_every_line_where_it_is() -> None:
    assert printable("\r\n\r\nthird\x00\rfourth ").split("\n") == ["", "", "third", "fourth "]


@pytest.mark.parametrize(
    ("words", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_people_list_them(words: list[str], sentence: str) -> None:
    assert listing(words) == sentence


def test_a_shortened_text_is_one_line_of_the_length_asked_for() -> None:
    assert shorten("one\ntwo " + "x" * 50, 12) == "one two xxx…"


@pytest.mark.parametrize(("number", "words"), [(0, "0 reviews"), (1, "1 review"), (3, "3 reviews")])
def test_things_are_counted_in_words(number: int, words: str) -> None:
    assert counted(number, "review") == words


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert [counted(number, "entry", "entries") for number in (0, 1, 2)] == [
        "0 entries",
        "1 entry",
        "2 entries",
    ]
