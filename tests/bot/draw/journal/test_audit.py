"""What Slack is told of the journal, and the model card, also of hostile facts."""

from dataclasses import replace

import pytest

from bot.draw.experiments.details import details
from bot.draw.journal.journal_messages import journal_head, pack_message
from bot.packs.model_card import model_card
from rules.experiments.bias_facts import BiasCheck, GroupValue
from rules.experiments.experiment import Experiment, Stage
from rules.journal.heads import Head, read_head
from rules.packs.packs import Chain, Evidence
from tests.bot.draw.facts import TEAM, in_production, proposed, sheet
from tests.bot.draw.hostile import worst_sheet
from tests.bot.draw.judges import button_texts, problems, words
from tests.stories import NOW, WORKSPACE

HEAD = Head(1_234_567, "5d" * 32)


def evidence(experiment: Experiment, **changes: object) -> Evidence:
    """Return evidence of an experiment."""
    chain = Chain(WORKSPACE, experiment.key, HEAD, (), ())
    found = Evidence(
        experiment=experiment,
        team=TEAM,
        project="",
        measurements=experiment.measurements,
        chain=chain,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def test_a_head_is_one_quiet_line_that_can_be_copied() -> None:
    message = journal_head(HEAD)
    assert [block.type for block in message.blocks] == ["context"]
    assert problems(message) == []
    assert read_head(words(message)) == read_head(message.text) == HEAD


@pytest.mark.parametrize("sign", ["<", "&", "x", "😀"])
def test_the_message_of_a_pack_fits_whatever_the_title(sign: str) -> None:
    worst = worst_sheet(Stage.IN_PRODUCTION, sign).experiment
    assert problems(pack_message(evidence(worst), "ab" * 32)) == []


def test_the_message_of_a_pack_says_what_it_proves_and_what_not() -> None:
    said = words(pack_message(evidence(in_production()), "ab" * 32))
    assert "It proves that no entry was changed" in said
    assert "nor anything against somebody who rules both the database and Slack" in said


def test_only_an_admin_is_offered_the_pack() -> None:
    assert "Evidence pack" not in button_texts(details(sheet(proposed())))
    assert button_texts(details(sheet(proposed()), viewer_is_admin=True))[-1] == "Evidence pack"


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("sign", ["<", "|", "`", "\n# "])
def test_nothing_that_was_typed_makes_a_heading_or_a_cell(stage: Stage, sign: str) -> None:
    card = model_card(evidence(worst_sheet(stage, sign).experiment))
    assert len([line for line in card.splitlines() if line.startswith("#")]) == 11
    rows = [line for line in card.splitlines() if line.startswith("| ")]
    assert {row.replace("\\|", "").count(" | ") for row in rows} <= {1, 3, 4}


def test_what_nobody_stated_is_said_to_be_missing() -> None:
    card = model_card(evidence(proposed(metrics=())))
    assert card.count("Not stated.") >= 5
    assert "Bias checks: none are recorded." in card
    assert "Nothing was decided yet." in card


def test_a_bias_check_stands_in_the_card_with_its_groups() -> None:
    check = BiasCheck(
        experiment=12,
        metric="accuracy",
        higher_is_better=True,
        groups=(
            GroupValue("women", in_production().measurements[0].value),
            GroupValue("men", in_production().measurements[0].value),
        ),
        threshold=0.8,
        by="U0CLARA",
        at=NOW,
    )
    experiment = replace(in_production(), bias_checks=(check,))
    card = model_card(evidence(experiment))
    assert "Bias check of accuracy on 2026-03-02, lowest ratio 0.8:" in card
    assert "- women\n- men" in card
