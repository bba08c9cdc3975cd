"""What a decision rests on stands where it is made, and what was decided where one looks."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from strictslack.blockkit.surfaces import check_message_blocks

from bot.draw.experiments.experiment_card import experiment_card
from bot.draw.lifecycle.gate_message import gate
from flows.ceremonies.review import agendas
from flows.desk import Desk
from flows.experiments import sheets
from flows.people import team
from rules.ceremonies.ceremonies import Holding
from rules.ceremony_names import Ceremony
from rules.evidence.bias_checks import BiasDraft
from rules.experiments.bias_facts import BiasCheck, GroupValue
from rules.experiments.experiment import Query, Stage
from rules.lifecycle.steps import Step
from rules.people.people import Duty
from tests import stories
from tests.bot.draw.facts import promoting, sheet
from tests.bot.lab import Lab
from tests.flows.ceremonies.review.test_agendas import held
from tests.stories import NOW


def test_who_approves_sees_the_expressions_and_which_bias_checks_failed() -> None:
    experiment = promoting()
    queries = tuple(
        Query(metric=one.name, expression=f'rate({{job="{place}"}}[5m]) * `2` < 3')
        for place, one in enumerate(experiment.metrics)
    )
    asked = replace(experiment, rollout=replace(experiment.rollout, queries=queries))
    failed = BiasCheck(
        experiment=experiment.number,
        metric="accuracy",
        higher_is_better=True,
        groups=(GroupValue("<women>", Decimal("0.72")), GroupValue("men", Decimal(1))),
        threshold=0.8,
        by=stories.CLARA,
        at=NOW,
    )
    found = sheet(replace(asked, bias_checks=(failed,)))
    payload = gate(found, asked.round).payload()
    said = str(payload["blocks"])
    assert check_message_blocks(payload["blocks"]) == []
    for place in range(len(queries)):
        assert f'rate({{job="{place}"}}[5m]) * ˋ2ˋ &lt; 3`' in said
    assert "Bias check failed: accuracy: &lt;women&gt; 0.72 of the best group" in said


def check(desk: Desk, holding: Holding, low: str, hours: int) -> None:
    """Check the first experiment for bias, in which one group has this value and the other 0.9."""
    draft = BiasDraft(experiment=1, metric="accuracy", groups=f"women, {low}\nmen, 0.9")
    at = NOW + timedelta(hours=hours)
    agendas.check_bias(desk, holding.key, draft, by=stories.CLARA, now=at, request=f"bias {hours}")


def test_a_bias_check_that_fails_stands_on_the_card_until_a_later_one_passes(desk: Desk) -> None:
    stories.in_review(desk)
    stories.in_review(desk)
    holding = held(desk, Ceremony.ETHICS)
    check(desk, holding, "0.5", 1)
    said = "Bias check failed: accuracy: women 0.56 of the best group; 0.8 is the lowest that passes"
    assert said in str(experiment_card(sheets.sheet(desk, 1)).payload())
    assert "Bias check" not in str(experiment_card(sheets.sheet(desk, 2)).payload())
    check(desk, holding, "0.88", 2)
    assert "Bias check" not in str(experiment_card(sheets.sheet(desk, 1)).payload())


def test_a_failed_bias_check_is_accepted_in_the_form_of_a_decision(lab: Lab) -> None:
    stories.promote(lab.desk, stories.approved(lab.desk))
    holding = held(lab.desk, Ceremony.ETHICS)
    check(lab.desk, holding, "0.5", 0)
    lab.deliver()
    ana, hugo, clara = lab.people("ana", "hugo", "clara")
    team.give_duty(lab.desk, stories.ANA, Duty.ETHICS, by=stories.HUGO, now=NOW)
    for person, finding in ((ana, "It is fine"), (clara, "Twelve people: chance")):
        person.click("Record a decision", channel="lab")
        person.fill("Decision", "It may go on")
        person.fill("Reason", finding)
        person.fill("Failed bias check that it accepts", "1-1")
        answer = person.submit()
        if person is ana:
            assert "You made a part of EXP-1" in answer["errors"]["accepts"]
    assert answer["ok"]
    lab.deliver()
    said = "accepted by the AI ethics review, recorded by Clara on 2 Mar 2026: “Twelve people: chance”"
    assert said in str(hugo.sees("Promotion of EXP-1", channel="reviews"))
    assert said in str(hugo.sees("EXP-1 ·", channel="reviews"))
    hugo.sees("The AI ethics review accepts a failed bias check of EXP-1", channel="reviews")
    hugo.sees("accepts the failed bias check of accuracy: women 0.56", channel="lab")


def test_show_tells_why_it_was_rejected(sqlite_lab: Lab) -> None:
    stories.at(sqlite_lab.desk, Stage.REJECTED)
    ivan = sqlite_lab.person("ivan")
    ivan.type("/experiment show EXP-1", channel="lab")
    assert "*Why it is rejected*\n*Reason*, from Clara: It leaks names." in str(
        ivan.sees("Rejected", channel="lab")["blocks"]
    ).replace("\\n", "\n")


def test_what_was_rolled_back_can_be_edited_as_its_card_says(lab: Lab) -> None:
    stories.close(lab.desk, stories.in_production(lab.desk), Step.ROLL_BACK, note="Errors at noon.")
    ana = lab.person("ana")
    ana.type("/experiment edit EXP-1", channel="lab")
    ana.fill("Title", "A calmer router")
    assert ana.submit()["ok"]
    assert (lab.experiment().title, lab.experiment().stage) == ("A calmer router", Stage.ROLLED_BACK)
