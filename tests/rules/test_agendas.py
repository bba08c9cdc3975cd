"""The agendas: what they take from the state, and the decisions that are read or refused field by field."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.agendas import DecisionDraft, read_decision, read_note, safety_gap
from rules.experiments import Artifact, ArtifactKind, Hold, Stage
from rules.lifecycle import Step, objections
from rules.people import Person
from rules.refusals import Refused
from tests.rules.people import ANA
from tests.rules.stages import NOW, proposed

TODAY = NOW.date()
WHOLE = DecisionDraft(
    experiment="3",
    decision="Keep it off for minors",
    reason="The red team found gaps",
    task="Repeat the red team",
    owner="U0BEN",
    due=(TODAY + timedelta(days=7)).isoformat(),
    holds=True,
)


def refused_fields(draft: DecisionDraft) -> set[str]:
    with pytest.raises(Refused) as refusal:
        read_decision(draft, by="U0A", now=NOW, today=TODAY)
    return set(refusal.value.fields)


def test_a_whole_decision_is_read() -> None:
    decision = read_decision(WHOLE, by="U0A", now=NOW, today=TODAY)
    assert (decision.experiment, decision.owner, decision.holds, decision.is_open) == (3, "U0BEN", True, True)


def test_a_decision_without_a_follow_up_leaves_nothing_to_do() -> None:
    decision = read_decision(
        DecisionDraft(decision="Go on", reason="All is well"), by="U0A", now=NOW, today=TODAY
    )
    assert not decision.is_open


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (DecisionDraft(), {"decision", "reason"}),
        (DecisionDraft(decision="a", reason="b", task="c"), {"follow_up_owner", "due"}),
        (DecisionDraft(decision="a", reason="b", holds=True), {"task", "experiment"}),
        (DecisionDraft(decision="a" * 1001, reason="b"), {"decision"}),
        (DecisionDraft(decision="a", reason="b", due="2001-01-01"), {"due"}),
        (DecisionDraft(decision="a", reason="b", due="soon"), {"due"}),
    ],
)
def test_what_a_decision_lacks_is_said_beside_its_fields(draft: DecisionDraft, fields: set[str]) -> None:
    assert refused_fields(draft) == fields


@pytest.mark.parametrize("text", ["", " \u200b", "x" * 1001])
def test_an_empty_or_over_long_note_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_note(text)
    assert set(refusal.value.fields) == {"note"}


@pytest.mark.parametrize(("days", "gap"), [(90, ""), (91, "its safety evaluation is 91 days old")])
def test_a_safety_evaluation_is_old_after_as_many_days_as_are_set(days: int, gap: str) -> None:
    experiment = replace(proposed(), stage=Stage.IN_REVIEW)
    artifact = Artifact(
        kind=ArtifactKind.SAFETY_EVALUATION,
        reference="x",
        added_by="U0A",
        added_at=NOW - timedelta(days=days),
    )
    assert safety_gap(replace(experiment, artifacts=(artifact,)), 90, NOW) == gap


@pytest.mark.parametrize("step", [Step.PROMOTE, Step.APPROVE])
def test_a_held_experiment_is_neither_promoted_nor_approved(step: Step) -> None:
    held = replace(
        proposed(), stage=Stage.APPROVED, holds=(Hold("Repeat the red team", "U0BEN", date(2030, 1, 31)),)
    )
    said = " ".join(objections(held, step, Person(ANA.id)))
    assert "is held by the AI ethics review until <@U0BEN> has done: Repeat the red team." in said
