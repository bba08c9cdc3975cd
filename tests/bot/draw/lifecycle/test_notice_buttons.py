"""The buttons in an experiment's thread: what the words name can be pressed there, as long as it is possible."""

from dataclasses import replace

import pytest

from bot.button_values import CloseValue, OverrideValue
from bot.draw.answers import started
from bot.draw.lifecycle.notices import notice
from bot.draw.promotion.plan_message import plan_message
from rules.experiments.experiment import Experiment, Hold, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.experiments.overrides import OverrideOutcome
from rules.promotion.plans import deployment_plan
from tests.bot.draw.facts import approved, in_production, in_review, overriding, running, sheet
from tests.bot.draw.judges import button_texts, buttons, mentioned, words
from tests.stories import BEN, CLARA, NOW


def told(topic: NoticeTopic, place: int | None = None) -> Notice:
    """Return a notice of Ben's."""
    return Notice(topic=topic, by=BEN, to=(CLARA,), place=place)


@pytest.mark.parametrize(
    ("topic", "stage", "offered"),
    [
        (NoticeTopic.CHANGES_ASKED, Stage.CHANGES_ASKED, ["Resubmit"]),
        (NoticeTopic.REJECTED, Stage.REJECTED, ["Resubmit", "Conclude"]),
        (NoticeTopic.APPROVED, Stage.APPROVED, ["Promote"]),
        (NoticeTopic.DECLINED, Stage.DECLINED, ["Resubmit", "Promote"]),
        (NoticeTopic.ROLLED_BACK, Stage.ROLLED_BACK, ["Resubmit", "Conclude"]),
        (NoticeTopic.EVIDENCE_LACKING, Stage.IN_REVIEW, ["Record values", "Resubmit", "Override an item"]),
        (NoticeTopic.OVERRIDE_REFUSED, Stage.IN_REVIEW, ["Record values", "Resubmit"]),
        (NoticeTopic.OVERRIDE_OVERTAKEN, Stage.IN_REVIEW, ["Override an item"]),
        (NoticeTopic.VALUE_SET_ASIDE, Stage.APPROVED, ["Record values"]),
        (NoticeTopic.HANDOVER_DECLINED, Stage.RUNNING, ["Edit"]),
        (NoticeTopic.HOLD_LIFTED, Stage.APPROVED, ["Promote"]),
        (NoticeTopic.WITHDRAWN, Stage.WITHDRAWN, []),
        (NoticeTopic.CONCLUDED, Stage.CONCLUDED, []),
    ],
)
def test_a_notice_offers_what_comes_next(topic: NoticeTopic, stage: Stage, offered: list[str]) -> None:
    assert button_texts(notice(sheet(in_review(stage=stage)), told(topic))) == offered


@pytest.mark.parametrize("topic", [NoticeTopic.APPROVED, NoticeTopic.REJECTED, NoticeTopic.ROLLED_BACK])
def test_a_notice_of_what_is_over_offers_nothing(topic: NoticeTopic) -> None:
    assert button_texts(notice(sheet(in_review(stage=Stage.CONCLUDED)), told(topic))) == []


def test_the_notice_of_an_override_asks_the_second_person_there() -> None:
    confirm, refuse = buttons(notice(sheet(overriding()), told(NoticeTopic.OVERRIDE_ASKED, 0)))
    assert [confirm["text"]["text"], refuse["text"]["text"]] == ["Confirm override", "Refuse override"]
    assert OverrideValue.read(confirm["value"]) == OverrideValue(experiment=12, place=0)


@pytest.mark.parametrize("place", [None, 0])
def test_an_override_that_awaits_nobody_has_no_buttons(place: int | None) -> None:
    answered = overriding(OverrideOutcome.REFUSED) if place is not None else overriding()
    assert button_texts(notice(sheet(answered), told(NoticeTopic.OVERRIDE_ASKED, place))) == []


@pytest.mark.parametrize(
    ("outcome", "stage", "said"),
    [
        (OverrideOutcome.CONFIRMED, Stage.IN_REVIEW, "Confirmed by Clara <!date"),
        (OverrideOutcome.REFUSED, Stage.IN_REVIEW, "Refused by Clara <!date"),
        (OverrideOutcome.ASKED, Stage.WITHDRAWN, "Overtaken before anybody answered."),
    ],
)
def test_the_notice_of_an_override_says_what_became_of_it_in_the_place_of_its_buttons(
    outcome: OverrideOutcome, stage: Stage, said: str
) -> None:
    drawn = notice(sheet(overriding(outcome, stage=stage)), told(NoticeTopic.OVERRIDE_ASKED, 0))
    assert said in words(drawn)
    assert (button_texts(drawn), mentioned(drawn)) == ([], set())


def held(done_by: str = "") -> Experiment:
    """Return EXP-12 approved and held from promotion."""
    return approved(holds=(Hold("Check by age", BEN, None, number=3, done_by=done_by),))


@pytest.mark.parametrize(
    ("topic", "done_by", "offered"),
    [
        (NoticeTopic.HELD, "", ["Mark as done", "Lift the hold"]),
        (NoticeTopic.FINDING_AWAITED, BEN, ["Lift the hold"]),
    ],
)
def test_a_notice_of_a_hold_marks_it_as_done_and_lifts_it(
    topic: NoticeTopic, done_by: str, offered: list[str]
) -> None:
    assert button_texts(notice(sheet(held(done_by)), told(topic))) == offered


def test_the_plan_rolls_back_where_it_says_how() -> None:
    experiment = in_production()
    (back,) = buttons(plan_message(sheet(experiment), deployment_plan(experiment, NOW), "Tried."))
    assert back["text"]["text"] == "Roll back"
    assert CloseValue.read(back["value"]).step == "roll_back"


def test_the_plan_of_what_has_left_production_rolls_nothing_back() -> None:
    left = replace(in_production(), stage=Stage.ROLLED_BACK)
    assert button_texts(plan_message(sheet(left), deployment_plan(in_production(), NOW), "Tried.")) == []


def test_who_starts_an_experiment_is_offered_what_comes_next() -> None:
    assert button_texts(started(running())) == ["Record values", "Submit for review"]
