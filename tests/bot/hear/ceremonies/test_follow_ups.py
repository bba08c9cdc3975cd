"""Holds of the AI ethics review as people see them: given by message, named on card and gate, lifted after the meeting."""

from datetime import timedelta

import pytest

from bot.serve.clock import hold_ceremonies
from flows.ceremonies.review import follow_ups
from rules.ceremony_names import Ceremony
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.follow_ups import DecisionDraft
from tests import stories
from tests.bot.lab import Lab
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


def test_who_is_to_do_it_lifts_the_hold_from_their_message(lab: Lab) -> None:
    experiment = stories.approved(lab.desk)
    hold(lab, experiment)
    ben = lab.person("ben")
    talk = ben.direct("assay")
    ben.sees("EXP-1 is held from promotion until it is done", channel=talk)
    ben.click("Mark as done", channel=talk)
    ben.sees("It no longer holds EXP-1 from promotion", channel=talk)
    lab.deliver()
    ben.sees("Ben has done what held EXP-1 from promotion: Repeat the red team", channel="reviews")
    assert stories.promote(lab.desk, experiment).stage is Stage.PROMOTING


def test_the_record_keeps_its_menu_until_the_follow_up_is_done(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    hold(lab, stories.approved(lab.desk))
    david, ben = lab.people("david", "ben")
    menu, record = "Mark a follow-up as done", "Record of the AI ethics review"
    david.choose(menu, "Repeat the red team", channel="lab", near=record)
    david.sees("Only @ben, the facilitator or an admin can mark this as done", channel="lab")
    ben.choose(menu, "Repeat the red team", channel="lab", near=record)
    lab.deliver()
    assert menu not in str(ben.sees(record, channel="lab"))
    assert lab.experiment().holds == ()
    posted = [call for call in lab.calls("chat.postMessage") if "Record of the AI" in str(call)]
    assert len(posted) == 1


@pytest.mark.parametrize("days", [7, 14])
def test_who_has_not_done_it_is_reminded(sqlite_lab: Lab, days: int) -> None:
    lab = sqlite_lab
    hold(lab, stories.approved(lab.desk))
    lab.hands.move(days=days)
    hold_ceremonies(lab.office)
    lab.deliver()
    ben = lab.person("ben")
    due = "Due 9 Mar 2026" if days == 7 else "Overdue since 9 Mar 2026"
    ben.sees(due, channel=ben.direct("assay"))


def test_a_held_experiment_says_so_where_it_is_promoted_and_where_it_is_shown(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    hold(lab, stories.promoting(lab.desk))
    eva, ben = lab.people("eva", "ben")
    gate = eva.sees("Promotion of EXP-1 to production", channel="reviews")
    assert "held by the AI ethics review" in str(gate)
    assert "Approve as" not in str(gate)
    ben.type("/experiment show EXP-1", channel="lab")
    ben.sees("Held from promotion", channel="lab")
    ben.click("Mark as done", channel="lab", near="What is possible now")
    ben.sees("Done: Repeat the red team", channel="lab")
    lab.deliver()
    assert "Approve as technical lead" in str(eva.sees("Promotion of EXP-1 to production", channel="reviews"))
    told = eva.sees("Nothing holds it any more", channel="reviews")
    assert all(user in str(told) for user in (ANA, *stories.APPROVER.values()))
