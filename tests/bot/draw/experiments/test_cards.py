"""What the card of an experiment says and offers, stage by stage."""

from dataclasses import replace
from typing import Any

import pytest

from bot.button_values import MoreValue
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.stage_words import GLYPHS
from bot.ids import Act
from rules.experiments.experiment import Experiment, ReviewKind, Stage, Verdict
from rules.experiments.staleness import Field, FieldChange
from tests.bot.draw.facts import (
    approved,
    in_production,
    in_review,
    promoting,
    proposed,
    review,
    reviewed,
    running,
    shared_seats,
    sheet,
)
from tests.bot.draw.judges import button_texts, buttons, mentioned, menu_texts, objects, texts, words

CLOSED = [Stage.RETIRED, Stage.WITHDRAWN, Stage.CONCLUDED]
RESUBMITTED = [Stage.CHANGES_ASKED, Stage.REJECTED, Stage.DECLINED, Stage.ROLLED_BACK]


def test_a_card_begins_with_key_and_title() -> None:
    assert texts(experiment_card(sheet(proposed())))[0] == "EXP-12 · Rank answers with the small model"


@pytest.mark.parametrize("stage", Stage)
def test_a_card_shows_the_glyph_and_the_word_of_its_stage(stage: Stage) -> None:
    line = texts(experiment_card(sheet(proposed(stage=stage))))[1]
    assert line.startswith(f"{GLYPHS[stage]} *{stage.words.capitalize()}*")


def test_every_stage_has_a_glyph_of_its_own() -> None:
    assert len(set(GLYPHS.values())) == len(Stage)


@pytest.mark.parametrize(
    ("experiment", "offered"),
    [
        (proposed(), ["Submit for review", "Start", "Record values"]),
        (running(), ["Submit for review", "Record values"]),
        (in_review(), ["Resubmit", "Record values", "Remind"]),
        (approved(), ["Promote", "Record values"]),
        (promoting(), ["Record values", "Remind"]),
        (in_production(), ["Roll back", "Record values"]),
        (approved(stage=Stage.DECLINED), ["Resubmit", "Promote", "Record values"]),
        (approved(stage=Stage.ROLLED_BACK), ["Resubmit", "Record values"]),
        (approved(stage=Stage.RETIRED), []),
    ],
    ids=lambda value: value.stage.words if isinstance(value, Experiment) else "",
)
def test_a_card_offers_the_deeds_of_its_stage(experiment: Experiment, offered: list[str]) -> None:
    assert button_texts(experiment_card(sheet(experiment))) == offered


@pytest.mark.parametrize("stage", RESUBMITTED)
def test_what_came_back_is_resubmitted_by_the_primary_button(stage: Stage) -> None:
    first = buttons(experiment_card(sheet(in_review(stage=stage))))[0]
    assert (first["text"]["text"], first["style"]) == ("Resubmit", "primary")


@pytest.mark.parametrize("stage", CLOSED)
def test_a_closed_card_offers_its_whole_and_its_history_alone(stage: Stage) -> None:
    card = experiment_card(sheet(in_review(stage=stage, closing_note="It was too slow.")))
    assert (button_texts(card), menu_texts(card)) == ([], ["Show everything", "History"])


@pytest.mark.parametrize("stage", CLOSED)
def test_a_closed_card_shows_its_note(stage: Stage) -> None:
    card = experiment_card(sheet(in_review(stage=stage, closing_note="It was too slow.")))
    assert "It was too slow." in words(card)


def test_rolling_back_is_the_one_dangerous_button() -> None:
    card = experiment_card(sheet(in_production()))
    assert [one["text"]["text"] for one in buttons(card) if one.get("style") == "danger"] == ["Roll back"]


def test_an_experiment_without_metrics_offers_no_value_to_record() -> None:
    assert "Record values" not in button_texts(experiment_card(sheet(running(metrics=()))))


@pytest.mark.parametrize("stage", Stage)
def test_every_choice_of_the_menu_can_be_read_back(stage: Stage) -> None:
    drawn = objects(experiment_card(sheet(proposed(stage=stage))).payload()["blocks"])
    menu = next(one for one in drawn if one.get("action_id") == Act.MORE)
    assert {MoreValue.read(option["value"]).experiment for option in menu["options"]} == {12}


def test_a_long_hypothesis_is_cut_on_the_card() -> None:
    card = experiment_card(sheet(proposed(hypothesis="because " * 200)))
    assert len(texts(card)[2]) <= 280


def test_a_metric_that_is_met_says_so() -> None:
    assert "✓ accuracy: 0.94 · target &gt;= 0.92" in words(experiment_card(sheet(approved())))


def test_a_metric_without_a_value_says_so() -> None:
    assert "○ accuracy: no value yet" in words(experiment_card(sheet(in_review())))


def test_a_crossed_guardrail_says_so() -> None:
    slow = approved()
    crossed = replace(
        slow, measurements=tuple(replace(one, value=one.value + 900) for one in slow.measurements)
    )
    assert "✗ latency: 1540 ms, guardrail crossed" in words(experiment_card(sheet(crossed)))


def test_a_card_in_review_names_who_decided_and_who_is_awaited() -> None:
    drawn = words(experiment_card(sheet(one_verdict())))
    assert "*Technical review:* approved by Ben" in drawn
    assert "*Ethics review:* awaited from Clara" in drawn


def one_verdict() -> Experiment:
    """Return EXP-12 in review with one approval."""
    experiment = in_review()
    return reviewed(experiment, review(experiment, ReviewKind.TECHNICAL))


def test_a_card_before_review_shows_no_seats() -> None:
    assert "review:*" not in words(experiment_card(sheet(proposed())))


def test_a_card_before_promotion_shows_no_approvals() -> None:
    assert "Technical lead" not in words(experiment_card(sheet(approved())))


def test_a_card_in_promotion_names_the_approvers_who_are_awaited() -> None:
    assert "*Technical lead:* awaited from Eva" in words(experiment_card(sheet(promoting())))


@pytest.mark.parametrize("experiment", [one_verdict(), promoting(), in_production()])
def test_a_card_mentions_nobody(experiment: Experiment) -> None:
    assert mentioned(experiment_card(sheet(experiment))) == set()


def test_a_seat_that_nobody_can_fill_says_so() -> None:
    empty: dict[str, Any] = {"team": replace(sheet(in_review()).team, members=())}
    assert "awaited, but nobody can give it now" in words(experiment_card(sheet(in_review(), **empty)))


def test_a_card_says_when_one_person_may_give_several_reviews() -> None:
    assert "one person may give several reviews" in words(experiment_card(sheet(shared_seats(in_review()))))


def test_a_card_is_silent_about_seats_where_each_person_fills_one() -> None:
    assert "two seats" not in words(experiment_card(sheet(in_review())))


def test_a_card_shows_what_changed_and_what_it_reset() -> None:
    change = FieldChange(Field.MODEL, "v6", "v7", (ReviewKind.TECHNICAL, ReviewKind.ETHICS))
    drawn = words(experiment_card(sheet(in_review(revision=2), changes=(change,))))
    assert "Changed: *model (reset the technical and ethics reviews):* v6 → v7" in drawn


def test_a_returned_card_shows_the_reason_and_who_gave_it() -> None:
    experiment = in_review()
    verdict = review(experiment, ReviewKind.ETHICS, Verdict.ASK_FOR_CHANGES, "The bias check is missing.")
    card = experiment_card(sheet(reviewed(experiment, verdict, stage=Stage.CHANGES_ASKED)))
    assert "*Reason*, from Clara: The bias check is missing." in words(card)


def test_an_approval_of_an_earlier_revision_is_named_as_carried_over() -> None:
    first = in_review()
    second = replace(reviewed(first, review(first, ReviewKind.BUSINESS)), revision=2)
    assert "carried over from revision 1" in words(experiment_card(sheet(second)))


def test_a_card_in_production_folds_both_gates_to_a_line_each() -> None:
    drawn = words(experiment_card(sheet(in_production())))
    assert "✓ *Board:* approved by Ben, Clara, David, <!date^" in drawn
    assert "✓ *Promotion:* approved by Eva, Felix, Greta, <!date^" in drawn
    assert "review:*" not in drawn


def test_a_board_that_sits_shows_its_seats_and_one_that_passed_a_line() -> None:
    assert "*Business review:* approved by" in words(experiment_card(sheet(approved(stage=Stage.IN_REVIEW))))
    assert "✓ *Board:* approved by Ben" in words(experiment_card(sheet(promoting())))


@pytest.mark.parametrize(
    ("verdict", "stage", "said"),
    [
        (Verdict.REJECT, Stage.REJECTED, "✗ *Board:* rejected by Clara (ethics), <!date^"),
        (Verdict.ASK_FOR_CHANGES, Stage.CHANGES_ASKED, "✎ *Board:* changes asked by Clara (ethics), <!date^"),
    ],
)
def test_a_board_that_said_no_folds_to_who_did(verdict: Verdict, stage: Stage, said: str) -> None:
    experiment = in_review()
    against = review(experiment, ReviewKind.ETHICS, verdict, "The bias check is missing.")
    assert said in words(experiment_card(sheet(reviewed(experiment, against, stage=stage))))


def test_a_board_that_never_decided_folds_to_that() -> None:
    drawn = words(experiment_card(sheet(in_review(stage=Stage.WITHDRAWN, closing_note="Too slow."))))
    assert "○ *Board:* not decided" in drawn


def test_a_card_leaves_out_what_changed_once_that_was_decided() -> None:
    change = FieldChange(Field.MODEL, "v6", "v7", (ReviewKind.TECHNICAL,))
    assert "Changed:" not in words(experiment_card(sheet(approved(revision=2), changes=(change,))))
