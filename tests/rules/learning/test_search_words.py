"""Words as they are indexed and looked for: what stands in a text is found by what people type of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.learning.search_words import (
    LONGEST_WORD,
    as_tail,
    indexed_words,
    is_piece,
    is_tail,
    telling_words,
    words_of,
)

MOST = 50


def is_found(text: str, typed: str) -> bool:
    """Tell whether all that is looked for is indexed, as a word, as the beginning of one, or within one."""
    there = indexed_words(text).split()
    wanted = telling_words(typed, MOST)
    return bool(wanted) and all(
        any(one.startswith((word, as_tail(word))) for one in there) for word in wanted
    )


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("検索精度の改善", "精度"),
        ("検索精度の改善", "検索精度の改善"),
        ("検索精度の改善", "精度の改善"),
        ("検索精度の改善", "索"),
        ("検索精度の改善", "善"),
        ("検索ガイドの改善", "ガイド"),
        ("検索ｶﾞｲﾄﾞの改善", "ガイド"),
        ("GPU使用率とAPI遅延", "api"),
        ("GPU使用率とAPI遅延", "使用率"),
        ("食べるものを選ぶ", "食べる"),
        ("提高检索的准确率", "准确率"),
        ("ความแม่นยำในการค้นหา", "แม่นยำ"),
        ("ความแม่นยำในการค้นหา", "การค้นหา"),
        ("검색을 빠르게", "검색"),
        ("검색을 빠르게", "검색이"),
        ("검색정확도 개선", "정확도를"),
        ("Suchgenauigkeit verbessern", "Genauigkeit"),
        ("Antwortzeitmessung", "zeit"),
        ("A tokeniser for code", "tokenizer"),
        ("Colour catalogue of the centre", "color catalog center"),
        ("Modelling behaviour, analysed", "modeling behavior analyzed"),
        ("Grey licences", "gray license"),
    ],
)
def test_a_word_is_found_in_every_script_and_spelling(text: str, typed: str) -> None:
    assert is_found(text, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("検索精度の改善", "速度"),
        ("検索精度の改善", "検査"),
        ("ガイド", "カイト"),
        ("ความแม่นยำ", "ความเร็ว"),
        ("검색을 빠르게", "정확도"),
        ("A size for prizes", "sise"),
        ("router", "outer"),
    ],
)
def test_other_words_are_not_found(text: str, typed: str) -> None:
    assert not is_found(text, typed)


SCRIPTS = st.text(
    alphabet=st.sampled_from("検索精度改善画像のをガ한국어검색기คนหาแมยabcdefghi "), min_size=1, max_size=20
)


@given(SCRIPTS, SCRIPTS, SCRIPTS)
def test_whatever_stands_in_a_text_is_found_by_a_part_of_it(before: str, typed: str, after: str) -> None:
    unspaced = [word for word in words_of(typed) if not word.isascii()]
    text = f"{before} {typed} {after}"
    assert all(is_found(text, word) for word in unspaced)


@given(st.text(max_size=300))
def test_the_tokens_are_letters_and_digits_that_both_databases_take_whole(text: str) -> None:
    for token in (*indexed_words(text).split(), *telling_words(text, MOST)):
        assert 0 < len(token) <= LONGEST_WORD + len(as_tail(""))
        assert not set(token) & set("\"'*:()&|!\\\x00 ")
        assert not (is_piece(token) and is_tail(token))
