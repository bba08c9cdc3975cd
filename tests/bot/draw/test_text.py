"""Typed text is shown as typed and pings nobody; our own markup stays markup."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.button_values import CloseValue
from bot.draw.answers import refusal
from bot.draw.experiments import overview_list
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle import reason_forms
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.gate_message import gate
from bot.draw.text import (
    MOST_LINES,
    because,
    bold,
    card_link,
    day,
    escape,
    fit,
    folded,
    joined,
    link,
    moment,
    names,
    people,
    pieces,
    plain_lines,
    plain_sentence,
    plain_text,
    quiet_sentence,
    sentence,
    unmarked,
)
from rules.experiments.experiment import Stage
from rules.lifecycle.steps import Step
from rules.marks import CLOSES, OPENS, button_mark, channel_mark, mention
from rules.people.people import Member, Team, mentions
from rules.words import capital, clean
from tests.bot.draw.facts import TEAM, in_review, promoting, proposed, sheet
from tests.bot.draw.judges import mentioned, unescaped, words
from tests.stories import ANA, BEN, CLARA

HOSTILE = "<!channel> *x* & <b> @here <@U0BEN>"
SHOWN = "&lt;!channel&gt; *x* &amp; &lt;b&gt; @here &lt;@U0BEN&gt;"


def drawn_gate(title: str) -> str:
    """Return the message of a gate about an experiment of this title."""
    return words(gate(sheet(promoting(title=title)), 1))


def drawn_list(title: str) -> str:
    """Return the line of a list about an experiment of this title."""
    return overview_list.overview_line(proposed(title=title), "")


def drawn_closing(title: str) -> str:
    """Return the form of a rollback of an experiment of this title."""
    value = CloseValue.model_validate({"experiment": 12, "step": Step.ROLL_BACK})
    return str(reason_forms.close_form(value, sheet(proposed(title=title))).to_dict())


@pytest.mark.parametrize("draw", [experiment_card, details])
def test_a_hostile_hypothesis_shows_as_typed(draw: object) -> None:
    assert callable(draw)
    assert SHOWN in words(draw(sheet(proposed(hypothesis=HOSTILE))))


def test_a_hostile_hypothesis_pings_nobody_on_the_card() -> None:
    assert mentioned(experiment_card(sheet(proposed(hypothesis=HOSTILE)))) == set()


def test_hostile_text_stays_text_in_every_typed_field() -> None:
    experiment = in_review(title=HOSTILE, hypothesis=HOSTILE, closing_note=HOSTILE, stage=Stage.IN_REVIEW)
    drawn = (experiment_card(sheet(experiment, project=HOSTILE)), board(sheet(experiment), 1))
    assert [text for message in drawn for text in unescaped(message.payload()["blocks"])] == []


@pytest.mark.parametrize("draw", [drawn_gate, drawn_list, drawn_closing])
def test_the_signs_of_a_title_are_no_marks_beside_our_own(draw: object) -> None:
    assert callable(draw)
    title = "Use *args, `code` and ~paths"
    assert unmarked(title) in draw(title)


def test_slack_is_told_to_link_nothing_by_itself() -> None:
    blocks = experiment_card(sheet(proposed(hypothesis="@here #general"))).payload()["blocks"]
    assert blocks[2]["text"]["verbatim"] is True


@given(st.text(), st.integers(2, 50))
def test_fitted_text_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(fit(text, length)) <= length


@given(st.text("<&>ab;", min_size=1, max_size=30), st.integers(2, 50))
def test_fitted_text_never_ends_within_an_entity(text: str, length: int) -> None:
    shown = fit(text, length).removesuffix("…")
    assert escape(text).startswith(shown)
    assert shown.count("&") == shown.count("&lt;") + shown.count("&gt;") + shown.count("&amp;")


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Reply *cache* & <b> x", "*Reply ∗cache∗ &amp; &lt;b&gt; x*"),
        ("a `b` _c_ ~d~", "*a ˋbˋ ＿c＿ ∼d∼*"),
        ("p95_latency", "*p95_latency*"),
    ],
)
def test_marks_that_somebody_typed_do_not_end_a_bold_text(typed: str, drawn: str) -> None:
    assert bold(typed, 100) == drawn


@given(st.text("*`_~ab ", max_size=60))
def test_no_sign_of_bold_or_code_is_left(text: str) -> None:
    assert not set(unmarked(text)) & set("*`")


@given(st.text("<&> \nab", max_size=200), st.integers(10, 40))
def test_the_pieces_of_a_text_lose_nothing_but_blanks(text: str, length: int) -> None:
    whole = escape(text)
    assert "".join("".join(pieces(whole, length)).split()) == "".join(whole.split())


@given(st.text("<&> \nab", max_size=200), st.integers(10, 40))
def test_no_piece_is_longer_than_asked(text: str, length: int) -> None:
    assert all(len(piece) <= length for piece in pieces(escape(text), length))


def test_lines_that_do_not_fit_are_counted() -> None:
    assert joined(["a" * 20] * 5, 70) == "\n".join(["a" * 20] * 2) + "\n… and 3 more"


def test_our_sentences_keep_their_mentions_and_channels() -> None:
    assert (
        sentence(
            f"{mention(BEN)} has it; its card is in {channel_mark('C0LAB')}. Press {button_mark('Take it')}."
        )
        == "<@U0BEN> has it; its card is in <#C0LAB>. Press *Take it*."
    )


def test_what_our_sentences_quote_is_escaped() -> None:
    assert sentence(f"“<!here>” is no id, {mention('U0BEN')}.") == "“&lt;!here&gt;” is no id, <@U0BEN>."


@pytest.mark.parametrize(
    "typed", ["<@U0BEN>", "@U0BEN", "<#C0LAB>", mention(BEN), f"{OPENS}@U0BEN", CLOSES + OPENS]
)
def test_nobody_is_named_by_what_somebody_typed(typed: str) -> None:
    said = sentence(f"{mention(ANA)} has done: {clean(typed)}. {mention(CLARA)} {button_mark('Go')}")
    assert re.findall(r"<[@#][A-Z0-9]+>", said) == [f"<@{ANA}>", f"<@{CLARA}>"]
    assert said.endswith(" *Go*")
    plain = plain_sentence(f"{mention(ANA)} has done: {clean(typed)}.", TEAM)
    assert plain.startswith("Ana has done: ")
    assert "Ben" not in plain


def test_what_is_no_id_is_shown_as_text() -> None:
    assert sentence(f"{mention('<x>')} {channel_mark('a b')} {button_mark('*a*')}") == "@&lt;x&gt; #a b *∗a∗*"


def test_a_sentence_cuts_a_long_row_of_mentions() -> None:
    row = mentions(f"U{number:03}" for number in range(500))
    assert sentence(f"Only {row} could.").endswith("<@U007> and 492 more could.")


def test_a_plain_sentence_shows_names() -> None:
    assert plain_sentence(f"{mention('U0BEN')} has decided.", TEAM) == "Ben has decided."


def test_plain_text_shows_code_in_quotes_and_lines_apart() -> None:
    assert plain_text("Write `/team away 3 days`, or “a`b”.") == "Write “/team away 3 days”, or “a`b”."
    assert plain_lines(["One."]) == "One."
    assert plain_lines(["One.", "Two."]) == "• One.\n• Two."


@pytest.mark.parametrize("typed", ["I say so", "because I say so", "Because, I say so", "BECAUSE: I say so"])
def test_a_reason_says_because_once(typed: str) -> None:
    assert because(typed, 100) == "because I say so"


def test_a_plain_sentence_never_shows_an_id() -> None:
    assert plain_sentence(f"{mention('U0NOBODY')} has decided.") == "somebody else has decided."


def test_a_crowd_is_mentioned_in_part() -> None:
    assert people(tuple(f"U{number:03}" for number in range(10))).endswith("<@U007> and 2 more")


def test_a_moment_is_a_slack_date_with_a_fallback() -> None:
    assert moment(datetime(2026, 1, 31, 9, 30, tzinfo=UTC)) == (
        "<!date^1769851800^{date_short_pretty} at {time}|2026-01-31 09:30 UTC>"
    )


def test_a_day_is_the_same_everywhere() -> None:
    assert day(date(2026, 1, 31)) == "31 Jan 2026"


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("https://example.com/a?b=1&c=2", "<https://example.com/a?b=1&amp;c=2|example.com/a?b=1&amp;c=2>"),
        ("https://example.com/a|b", "<https://example.com/a%7Cb|example.com/a%7Cb>"),
        ("registry/model:7", "registry/model:7"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://example.com/ and more", "https://example.com/ and more"),
    ],
)
def test_only_a_link_is_shown_as_a_link(reference: str, shown: str) -> None:
    assert link(reference) == shown


def test_one_reason_is_one_sentence() -> None:
    assert words(refusal(("EXP-1 is running.",))) == "EXP-1 is running."


def test_several_reasons_are_a_list() -> None:
    said = words(refusal((f"{mention(BEN)} has it.", f"Ask {mention(CLARA)}.")))
    assert said == f"That cannot be done now:\n• <@{BEN}> has it.\n• Ask <@{CLARA}>."


@given(st.text(min_size=1, max_size=30))
def test_a_display_name_breaks_no_formatting_around_it(name: str) -> None:
    shown = names((ANA,), Team((Member(ANA, name),)))
    assert not set(shown) & set("*`<>")
    assert unmarked(shown) == shown
    assert not re.search(
        r"(?<![^\W_])[_~]+|[_~]+(?![^\W_~])", re.sub(r"(?<=[^\W_])(_+|~+)(?=[^\W_])", "", shown)
    )


def test_lines_stay_lines_and_of_many_the_first_are_shown() -> None:
    assert folded("one\n\n  two  words\r\nthree", 100) == "one\ntwo words\nthree"
    assert folded("\n".join("abcdefgh"), 100, 3) == "a\nb\nc\n… and 5 more lines"
    assert folded("\n".join("abcd"), 100, 3) == "a\nb\nc\n… and 1 more line"


@given(st.text(alphabet=st.sampled_from("ab<&* \n\r\u2028"), max_size=300), st.integers(40, 120))
def test_whatever_is_folded_keeps_its_first_lines_within_its_room(text: str, length: int) -> None:
    shown = folded(text, length)
    assert len(shown) <= length
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    whole = escape("\n".join(lines))
    if len(lines) <= MOST_LINES and len(whole) <= length:
        assert shown == whole
    if len(lines) > MOST_LINES:
        assert shown.splitlines()[-1].startswith(f"… and {len(lines) - MOST_LINES} more line")
    assert len(shown.splitlines()) <= MOST_LINES + 1


def test_a_sentence_that_pings_nobody_keeps_its_own_marks_and_none_of_a_name() -> None:
    said = f"Only {mention(ANA)} could; an admin can: `/team give @who ethics`."
    shown = quiet_sentence(said, Team((Member(ANA, "*Ana* <b>"),)), 200)
    assert shown == "Only ∗Ana∗ &lt;b&gt; could; an admin can: `/team give @who ethics`."


def test_words_lead_to_a_card_by_its_whole_address_or_stand_alone() -> None:
    address = "https://lab.slack.com/archives/C0LAB/p1?thread_ts=1.2&cid=C0LAB"
    assert card_link("EXP-1", address) == f"<{address.replace('&', '&amp;')}|EXP-1>"
    assert card_link("EXP-1", "") == "EXP-1"


def test_a_sentence_begins_with_a_capital_and_keeps_those_that_it_has() -> None:
    assert [capital(words) for words in ("AI ethics review", "daily standup", "")] == [
        "AI ethics review",
        "Daily standup",
        "",
    ]
