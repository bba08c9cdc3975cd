"""What people look for, as words, and what is like a proposal that is being typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.learning.search import (
    LONGEST_WORD,
    MOST_WORDS,
    Text,
    likeness,
    plain_words,
    read_query,
    telling_words,
)
from rules.refusals import Refused


def test_words_are_folded_and_what_tells_nothing_is_left_out() -> None:
    assert read_query("The CAFÉ's “p95-latency”") == ("cafe", "p95", "latency")


@pytest.mark.parametrize("typed", ["", "   ", "the of and", "\x00 *", "!!! ' \" --"])
def test_a_query_without_a_telling_word_gets_a_sentence(typed: str) -> None:
    with pytest.raises(Refused, match="Add the words to look for"):
        read_query(typed)


@pytest.mark.parametrize("typed", ['"', "*", "%", "( )", "!!! ' \" --"])
def test_a_query_of_signs_alone_is_told_that_there_is_nothing_to_look_for(typed: str) -> None:
    with pytest.raises(Refused, match=r"^There is nothing to look for"):
        read_query(typed)


@given(st.text(max_size=4000))
def test_whatever_is_typed_becomes_a_few_plain_words(typed: str) -> None:
    words = telling_words(typed)
    assert len(words) <= MOST_WORDS
    for word in words:
        assert 0 < len(word) <= LONGEST_WORD
        assert not set(word) & set("\"'*:()&|!\\\x00 ")


@given(st.text(max_size=200))
def test_words_stay_the_same_when_they_are_folded_again(typed: str) -> None:
    once = plain_words(typed)
    assert plain_words(once) == once


CHUNKS = Text(
    title="larger chunks document index",
    hypothesis="chunks twice long answers quote more context",
    learning="gain noise",
    metrics="answer accuracy",
)


@pytest.mark.parametrize(
    "title", ["Larger chunks", "Chunk the documents larger", "Smaller chunks in the index"]
)
def test_two_shared_words_make_alike_whatever_their_endings(title: str) -> None:
    assert likeness(telling_words(title), (), CHUNKS) > 0


@pytest.mark.parametrize(
    "title", ["Chunks", "A router for simple questions", "Larger budgets for the on-call team"]
)
def test_one_shared_word_does_not(title: str) -> None:
    assert likeness(telling_words(title), (), CHUNKS) == 0


def test_a_shared_title_counts_more_than_a_shared_hypothesis() -> None:
    same_title = likeness(telling_words("Larger chunks in the document index"), (), CHUNKS)
    same_hypothesis = likeness(telling_words("Answers quote context"), (), CHUNKS)
    assert same_title > same_hypothesis > 0
