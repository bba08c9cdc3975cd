"""What a typed sentence means: only one that is a verdict from end to end is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.answering.typed_decisions import (
    APPROVALS,
    AROUND,
    MAYBE_APPROVALS,
    REFUSALS,
    TypedDecision,
    TypedVerdict,
    typed_decision,
)

APPROVE, REFUSE = TypedDecision(TypedVerdict.APPROVE), TypedDecision(TypedVerdict.REFUSE)
MAYBE = TypedDecision(TypedVerdict.APPROVE, may_be_talk=True)
phrases = st.sampled_from(sorted(APPROVALS | REFUSALS)).map(" ".join)
around = st.lists(st.sampled_from(sorted(AROUND)), max_size=3).map(" ".join)
TURNS = [
    "not",
    "never",
    "please",
    "if",
    "once",
    "until",
    "after",
    "unless",
    "almost",
    "yet",
    "but",
    "maybe",
    "would",
    "was",
    "has",
    "who",
    "ben",
    "you",
    "can",
    "isn't",
]


@pytest.mark.parametrize(
    "text",
    [
        "approved",
        "Approved!",
        "LGTM",
        "lgtm :rocket:",
        "+1",
        "+1 from my side",
        "ok to ship",
        "OK to ship it.",
        "I approve EXP-12",
        "EXP-12: approved",
        "Looks good to me, ship it!",
        "This is good to go",
        "Approved as technical lead",
        "LGTM. Great numbers on latency.",
        ":+1:",
        ":+1::skin-tone-3:",
        "\U0001f44d\U0001f3fd",
        "> what do you think?\nApproved",
        "no objections from me",
        "signed off",
    ],
)
def test_an_approval_is_heard(text: str) -> None:
    assert typed_decision(text) == APPROVE


@pytest.mark.parametrize(
    "text",
    [
        "rejected",
        "I reject this.",
        "-1",
        "no go",
        "No-go from security",
        "Declined",
        "needs work",
        "Don’t ship it",
        "do not ship this",
        "not ok to ship",
        "I can't approve this",
        "I don’t approve.",
        "Changes requested.",
        ":-1:",
        "I object",
    ],
)
def test_a_refusal_is_heard(text: str) -> None:
    assert typed_decision(text) == REFUSE


@pytest.mark.parametrize("text", ["ok", "Okay.", "ok from me", "fine by me", ":ok_hand:", "EXP-12 ok"])
def test_what_may_be_talk_is_heard_as_such(text: str) -> None:
    assert typed_decision(text) == MAYBE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "approved?",
        "Is this ok to ship?",
        "not approved yet",
        "not ok to ship yet",
        "I can't approve this, I made it",
        "not ok",
        "approved by Ben yesterday",
        "LGTM once the test passes",
        "LGTM, but please fix the typo",
        "please approve",
        "can somebody approve this",
        "we need two approvals",
        "it was approved in March",
        "already approved",
        "approved…, rejected",
        "Approved. Rejected.",
        "“approved” is what he said",
        '"approved"',
        "> approved",
        "`approved`",
        "```\nlgtm\n```",
        "he said “LGTM”",
        "I would approve",
        "gpt-1",
        "version +1.2",
        "2+1",
        "the reject rate is down",
        "reject rate",
        "ok, will fix it",
        "ok thanks",
        "shipping on Monday",
        "great work",
        "for me",
        "approved " * 400,
    ],
)
def test_what_else_people_say_is_neither(text: str) -> None:
    assert typed_decision(text) is None


@given(around, phrases, around)
def test_what_changes_nothing_may_stand_around_a_verdict(before: str, phrase: str, after: str) -> None:
    said = typed_decision(f"{before} {phrase} {after}")
    assert said
    assert (said.verdict is TypedVerdict.APPROVE) == (tuple(phrase.split()) in APPROVALS)


@given(phrases, st.sampled_from(TURNS), st.booleans())
def test_a_word_that_may_turn_a_verdict_makes_it_none(phrase: str, turn: str, is_first: bool) -> None:
    assert typed_decision(f"{turn} {phrase}" if is_first else f"{phrase} {turn}") is None


@given(around, phrases, around)
def test_a_question_decides_nothing(before: str, phrase: str, after: str) -> None:
    assert typed_decision(f"{before} {phrase} {after}?") is None


@given(phrases, st.sampled_from(["> {}", '"{}"', "“{}”", "«{}»", "`{}`", "```{}```", "Ben said “{}”."]))
def test_what_is_quoted_decides_nothing(phrase: str, quote: str) -> None:
    assert typed_decision(quote.format(phrase)) is None


@given(
    st.sampled_from(sorted(APPROVALS)), st.sampled_from(sorted(REFUSALS)), st.sampled_from([". ", ", ", "\n"])
)
def test_who_says_both_says_neither(yes: tuple[str, ...], no: tuple[str, ...], between: str) -> None:
    assert typed_decision(f"{' '.join(yes)}{between}{' '.join(no)}") is None


@given(
    phrases, st.sampled_from([str.upper, str.title, str.lower]), st.sampled_from(["", ".", "!", "!!", " \n"])
)
def test_capitals_and_signs_at_the_end_make_no_difference(phrase: str, written: object, end: str) -> None:
    assert callable(written)
    assert typed_decision(f"{written(phrase)}{end}") == typed_decision(phrase)


@given(st.text() | st.lists(st.sampled_from([*AROUND, "ok", "?", ">", "`", '"', ":+1:", "\n"])).map(" ".join))
def test_any_text_is_read(text: str) -> None:
    typed_decision(text)


def test_no_phrase_is_of_two_kinds() -> None:
    assert len(APPROVALS | REFUSALS | MAYBE_APPROVALS) == sum(
        map(len, (APPROVALS, REFUSALS, MAYBE_APPROVALS))
    )
