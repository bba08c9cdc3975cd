"""Answers to what people type: they fit in what Slack takes, and offer nothing that would be refused."""

from dataclasses import replace

import pytest

from bot.draw.answering.decision_answer import decision_answer
from bot.draw.answering.help_answer import as_command, help_answer
from bot.draw.answering.named_answer import named_answer
from bot.draw.waiting.waits_message import first_waits
from rules.answering.asked import LONGEST_TEXT, MOST_ASKED
from rules.answering.named import MOST_NAMED
from rules.answering.typed_decisions import TypedVerdict
from rules.experiments.experiment import Stage
from rules.people.people import Duty, Person
from tests.bot.draw import facts
from tests.bot.draw.hostile import worst_sheet
from tests.bot.draw.judges import problems
from tests.bot.draw.waiting.waiting_facts import many_waits
from tests.stories import BEN, IVAN

ALL_DUTIES = Person("U1UNKNOWN", frozenset(Duty))
every_stage = pytest.mark.parametrize("stage", [Stage.IN_REVIEW, Stage.PROMOTING])
every_sign = pytest.mark.parametrize("sign", ["<", "&", "x", "😀"])


@every_stage
@every_sign
@pytest.mark.parametrize("verdict", TypedVerdict)
def test_the_largest_answer_to_a_verdict_fits(stage: Stage, sign: str, verdict: TypedVerdict) -> None:
    sheet = worst_sheet(stage, sign)
    for by in (ALL_DUTIES, Person(sheet.experiment.owner), *(one.person for one in sheet.team.members[:1])):
        assert problems(decision_answer(sheet, by, verdict)) == []


@every_stage
@every_sign
def test_the_largest_answer_to_who_speaks_to_assay_fits(stage: Stage, sign: str) -> None:
    sheet = worst_sheet(stage, sign)
    sheets = [
        replace(sheet, experiment=replace(sheet.experiment, number=999_999_999 - place))
        for place in range(MOST_ASKED)
    ]
    for verdict in (None, *TypedVerdict):
        assert problems(help_answer(sheets, ALL_DUTIES, sign * LONGEST_TEXT, verdict)) == []


@every_sign
def test_the_largest_answer_that_says_what_waits_fits(sign: str) -> None:
    waits = many_waits(20, title=sign * 120)
    sheets = [worst_sheet(Stage.IN_REVIEW, sign)] * MOST_ASKED
    few = tuple(first_waits(waits, {}))
    counted = tuple(first_waits(waits, {}, 0))
    assert problems(help_answer((), ALL_DUTIES, sign * LONGEST_TEXT, None, waiting=few)) == []
    assert problems(help_answer(sheets[:1], ALL_DUTIES, sign * LONGEST_TEXT, None, waiting=counted)) == []


@every_sign
def test_the_longest_words_and_address_fit_their_button(sign: str) -> None:
    link = "https://lab.slack.com/archives/C0LAB/p1596530361000100?thread_ts=1596530361.000100&cid=C0LAB"
    words = f"{sign}\n" * 20 + 'say "yes" \\ ' * 100
    assert problems(help_answer((), Person(IVAN), words[:LONGEST_TEXT], None, link)) == []


@every_sign
def test_the_largest_answer_to_a_message_that_names_experiments_fits(sign: str) -> None:
    assert problems(named_answer([worst_sheet(Stage.IN_REVIEW, sign)] * MOST_NAMED)) == []


def test_who_can_decide_gets_the_button_and_others_the_names() -> None:
    sheet = facts.sheet(facts.promoting())
    mine = decision_answer(sheet, Person(BEN, frozenset({Duty.SECURITY})), TypedVerdict.REFUSE)
    assert "Decline" in str(mine.payload())
    others = decision_answer(sheet, Person(IVAN), TypedVerdict.APPROVE)
    assert "button" not in str([block["type"] for block in others.payload()["blocks"]])
    assert "could decide it." in str(others.payload())


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("list", "/experiment list"),
        ("LIST running", "/experiment list running"),
        ("promote EXP-1", "/experiment promote EXP-1"),
        ("propose", "/experiment propose"),
        ("propose a smaller router model to everybody", ""),
        ("help", ""),
        ("", ""),
        ("hello there", ""),
    ],
)
def test_a_command_without_its_slash_is_known(text: str, command: str) -> None:
    assert as_command(text) == command
