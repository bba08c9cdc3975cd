"""An experiment that is held is so in the same words wherever it is shown, and nothing calls for what the hold refuses."""

from dataclasses import replace

import pytest

from bot.draw.ceremonies.review import agenda
from bot.draw.experiments.details import details
from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.experiments.overview_list import overview
from bot.draw.learning.search_results import search_results
from bot.draw.lifecycle.board_message import board
from bot.draw.lifecycle.gate_message import gate
from bot.draw.lifecycle.notices import notice
from bot.draw.message import Message
from bot.draw.stage_words import PAST_HOLDING, standing
from rules.ceremonies.review.agendas import AgendaPart
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Hold, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.sheets import Overview
from rules.learning.search import Found
from tests.bot.draw.ceremonies.test_agendas import quiet
from tests.bot.draw.facts import promoting, sheet
from tests.bot.draw.judges import button_texts, mentioned, words
from tests.stories import ANA, BEN, CLARA, NOW

HOLD = Hold("Repeat the red team", BEN, NOW.date(), 1, "Not for minors", NOW.date(), by=CLARA)
HOLDABLE = [stage for stage in Stage if stage not in PAST_HOLDING]
BEFORE_PRODUCTION = [Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED]


def at(stage: Stage) -> Experiment:
    return replace(promoting(), stage=stage)


def held(stage: Stage) -> Experiment:
    return replace(at(stage), holds=(HOLD,))


def places(experiment: Experiment) -> dict[str, Message]:
    """Return every place that says where an experiment stands."""
    return {
        "card": experiment_card(sheet(experiment)),
        "details": details(sheet(experiment)),
        "list": overview(Overview(experiments=(experiment,), total=1, links={}, only="")),
        "search": search_results(Found(words="router", experiments=(experiment,), links={})),
    }


@pytest.mark.parametrize("stage", HOLDABLE)
def test_card_list_search_and_details_say_one_state_in_the_same_words(stage: Stage) -> None:
    said = {
        place: f"{stage.words}, held" in words(drawn).lower() for place, drawn in places(held(stage)).items()
    }
    assert said == dict.fromkeys(said, True)
    free = {place: ", held" in words(drawn).lower() for place, drawn in places(at(stage)).items()}
    assert free == dict.fromkeys(free, False)


@pytest.mark.parametrize("stage", sorted(PAST_HOLDING))
def test_what_cannot_be_promoted_any_more_is_not_called_held(stage: Stage) -> None:
    assert standing(held(stage)) == stage.words


@pytest.mark.parametrize("stage", [Stage.IN_REVIEW, Stage.APPROVED, Stage.PROMOTING])
def test_the_thread_of_the_board_says_that_it_is_held(stage: Stage) -> None:
    line = "*Held from promotion* by the AI ethics review; the card of EXP-12 says what for"
    assert line in words(board(sheet(held(stage)), held(stage).revision))
    assert line not in words(board(sheet(at(stage)), at(stage).revision))


def test_card_and_thread_await_the_same_of_the_gate() -> None:
    shown = sheet(held(Stage.PROMOTING))
    for drawn in (experiment_card(shown), gate(shown, shown.experiment.round), details(shown)):
        assert "*Technical lead:* Eva, once it is no longer held" in words(drawn)
        assert "awaited from" not in words(drawn).split("Technical lead")[1]


@pytest.mark.parametrize("topic", [NoticeTopic.APPROVED, NoticeTopic.DECLINED])
def test_no_notice_calls_for_a_promotion_that_the_hold_refuses(topic: NoticeTopic) -> None:
    stage = Stage.APPROVED if topic is NoticeTopic.APPROVED else Stage.DECLINED
    told = Notice(topic=topic, by=CLARA, to=(ANA,))
    said = words(notice(sheet(held(stage)), told))
    assert "a finding lifts the hold; until then nothing can promote it" in said
    assert "Promote" not in said
    assert "Promote" in button_texts(notice(sheet(at(stage)), told))


@pytest.mark.parametrize("stage", BEFORE_PRODUCTION)
def test_card_and_notice_give_the_same_next_step(stage: Stage) -> None:
    following = (
        "Next: what holds EXP-12 is done, and a finding lifts the hold; until then nothing can promote it."
    )
    card = experiment_card(sheet(held(stage)))
    assert following in words(card)
    assert [text for text in button_texts(card) if text.startswith(("Promote", "Approve"))] == []


def test_an_approval_that_lapsed_while_it_is_held_calls_nobody() -> None:
    shown = sheet(held(Stage.PROMOTING))
    drawn = notice(shown, Notice(topic=NoticeTopic.APPROVAL_LAPSED, by=CLARA, about="security"))
    assert mentioned(drawn) == set()


def test_the_agenda_says_what_waits_behind_the_hold() -> None:
    waiting = AgendaPart((held(Stage.PROMOTING),), 1)
    said = words(agenda.agenda(quiet(Ceremony.REVIEW, waiting=waiting), NOW))
    assert ":lock: held by the AI ethics review · once it is no longer held: Technical lead from Eva" in said
    passed = AgendaPart((held(Stage.APPROVED),), 1)
    assert "· approved, held" in words(agenda.agenda(quiet(Ceremony.REVIEW, results=passed), NOW))
