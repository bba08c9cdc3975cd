"""Holds of the AI ethics review as people see them: given by message, named on card and gate, lifted with a finding."""

from datetime import timedelta
from typing import Any

import pytest
from strictslack.client.person import Person

from bot.serve.clock import hold_ceremonies, remind_people
from flows.ceremonies.review import follow_ups
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.follow_ups import DecisionDraft
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import words
from tests.flows.ceremonies.review.test_agendas import held
from tests.stories import ANA, BEN, CLARA, NOW


def hold(lab: Lab, experiment: Experiment) -> None:
    """Hold an experiment until Ben has done something, and let the review end."""
    holding = held(lab.desk, Ceremony.ETHICS)
    draft = DecisionDraft(
        experiment=str(experiment.number),
        decision="Not for minors",
        reason="The red team found gaps",
        task="Repeat the red team",
        owner=BEN,
        due=(NOW + timedelta(days=7)).date().isoformat(),
        holds=True,
    )
    follow_ups.decide(lab.desk, holding.key, draft, by=CLARA, now=NOW, request="decide")
    lab.deliver()
    lab.hands.move(hours=2)
    hold_ceremonies(lab.office)
    lab.deliver()


def lift(person: Person, finding: str) -> dict[str, Any]:
    """Type a finding into the form that stands open, and submit it."""
    person.fill("Finding", finding)
    return person.submit()


def test_who_did_it_says_so_and_somebody_else_lifts_the_hold_with_a_finding(lab: Lab) -> None:
    experiment = stories.approved(lab.desk)
    hold(lab, experiment)
    ben, clara = lab.people("ben", "clara")
    talk = ben.direct("assay")
    ben.sees("EXP-1 is held from promotion until it is done", channel=talk)
    ben.click("Mark as done", channel=talk)
    ben.sees("EXP-1 stays held from promotion until a finding lifts the hold", channel=talk)
    lab.deliver()
    told = clara.sees(
        "Ben marked as done what holds EXP-1 from promotion: Repeat the red team", channel="reviews"
    )
    assert f"<@{CLARA}>" in str(told)
    ben.click("Lift the hold", channel="reviews", near="Held from promotion")
    ben.sees("Only who holds the duty “ethics”", channel="reviews")
    clara.click("Lift the hold", channel="reviews", near="Held from promotion")
    assert lift(clara, "The second report closes the gaps")["ok"]
    lab.deliver()
    told = clara.sees("Clara lifted what held EXP-1 from promotion: Repeat the red team", channel="reviews")
    assert "The second report closes the gaps" in str(told)
    assert lab.experiment().holds == ()
    assert stories.promote(lab.desk, experiment).stage is Stage.PROMOTING


def test_who_may_not_record_a_decision_is_told_before_they_type_one(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    stories.approved(lab.desk)
    holding = held(lab.desk, Ceremony.ETHICS)
    lab.deliver()
    clara = lab.person("clara")
    other = next(lab.person(name) for name in ("ivan", "david") if name.upper() not in holding.facilitator)
    other.click("Record a decision", channel="lab")
    other.sees(
        "Only who holds the duty “ethics”, an admin, or the facilitator of a review that one of them set up",
        channel="lab",
    )
    clara.click("Record a decision", channel="lab")
    clara.fill("Decision", "Go on")
    clara.fill("Reason", "All is well")
    assert clara.submit()["ok"]
    lab.deliver()
    clara.sees("Go on · because All is well · decided by Clara", channel="lab")


def test_the_record_keeps_its_menus_until_the_hold_is_lifted(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    hold(lab, stories.approved(lab.desk))
    david, ben, clara = lab.people("david", "ben", "clara")
    menu, lifts, record = "Mark a follow-up as done", "Lift a hold", "Record of the AI ethics review"
    david.choose(menu, "Repeat the red team", channel="lab", near=record)
    david.sees("Only @ben, the facilitator or an admin can mark this as done", channel="lab")
    ben.choose(menu, "Repeat the red team", channel="lab", near=record)
    lab.deliver()
    assert menu not in str(ben.sees(record, channel="lab"))
    clara.choose(lifts, "Repeat the red team", channel="lab", near=record)
    assert lift(clara, "a" * 1001)["errors"] == {"finding": "At most 1,000 characters; this has 1,001."}
    assert lift(clara, "The gaps are closed")["ok"]
    lab.deliver()
    drawn = str(ben.sees(record, channel="lab"))
    assert lifts not in drawn
    assert "hold lifted by Clara: “The gaps are closed”" in drawn
    assert lab.experiment().holds == ()
    posted = [call for call in lab.calls("chat.postMessage") if "Record of the AI" in str(call)]
    assert len(posted) == 1


@pytest.mark.parametrize("days", [7, 14])
def test_who_has_not_done_it_is_reminded(sqlite_lab: Lab, days: int) -> None:
    lab = sqlite_lab
    hold(lab, stories.approved(lab.desk))
    lab.hands.move(days=days)
    remind_people(lab.office)
    lab.deliver()
    ben = lab.person("ben")
    told = ben.sees("Repeat the red team", channel=ben.direct("assay"))
    assert ("Due soon" if days == 7 else "Overdue") in words(told)
    assert ("due 9 Mar 2026" if days == 7 else "was due 9 Mar 2026") in words(told)


def test_a_held_experiment_says_so_where_it_is_promoted_and_where_it_is_shown(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    hold(lab, stories.promoting(lab.desk))
    eva, ben, clara = lab.people("eva", "ben", "clara")
    gate = eva.sees("Promotion of EXP-1 to production", channel="reviews")
    assert "held by the AI ethics review" in str(gate)
    assert "Approve as" not in str(gate)
    ben.type("/experiment show EXP-1", channel="lab")
    ben.sees("Held from promotion", channel="lab")
    ben.click("Mark as done", channel="lab", near="What is possible now")
    ben.sees("Done: Repeat the red team", channel="lab")
    clara.type("/experiment show EXP-1", channel="lab")
    clara.click("Lift the hold", channel="lab", near="What is possible now")
    assert lift(clara, "The gaps are closed")["ok"]
    lab.deliver()
    assert "Approve as technical lead" in str(eva.sees("Promotion of EXP-1 to production", channel="reviews"))
    told = eva.sees("Nothing holds it any more", channel="reviews")
    assert all(user in str(told) for user in (ANA, *stories.APPROVER.values()))
