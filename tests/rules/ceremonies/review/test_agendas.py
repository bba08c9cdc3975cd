"""The agendas: what they take from the state, in which order, and how much of it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.ceremonies.review.agendas import (
    AgendaPart,
    checks_in_order,
    read_note,
    safe_until,
    safety_gap,
    safety_gaps,
)
from rules.experiments.bias_facts import BiasCheck, GroupValue, newest_of_each
from rules.experiments.experiment import Artifact, ArtifactKind, Hold, Stage
from rules.experiments.follow_ups import WHO_LIFTS
from rules.lifecycle.steps import Step, objections
from rules.marks import mention
from rules.people.people import Person
from rules.refusals import Refused
from tests.rules.cast import ANA
from tests.rules.stages import NOW, proposed


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
        reference="https://safety.example/router",
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
    assert f"is held by the AI ethics review until {mention('U0BEN')} has done: Repeat the red team." in said
    assert f"Then {WHO_LIFTS}" in said


def checked(number: int, metric: str, low: str, *, days: int = 0) -> BiasCheck:
    """Return a check of two groups, made so many days ago."""
    return BiasCheck(
        experiment=number,
        metric=metric,
        higher_is_better=True,
        groups=(GroupValue("women", Decimal(low)), GroupValue("men", Decimal(1))),
        threshold=0.8,
        by=ANA.id,
        at=NOW - timedelta(days=days),
    )


def test_of_each_metric_the_newest_check_is_shown_what_fails_first_and_what_is_old_last() -> None:
    checks = (
        checked(1, "Recall", "0.9"),
        checked(1, "accuracy", "0.9"),
        checked(2, "recall", "0.5", days=1),
        checked(1, "recall", "0.1", days=2),
        checked(3, "accuracy", "0.1", days=91),
    )
    found = (replace(proposed(), number=number) for number in (1, 2, 3))
    of_each = tuple(
        replace(
            one,
            bias_checks=newest_of_each(check for check in reversed(checks) if check.experiment == one.number),
        )
        for one in found
    )
    part = checks_in_order(AgendaPart(of_each, 40), 90, NOW)
    shown = [(one.number, check.metric) for one, check in part.first]
    assert shown == [(2, "recall"), (1, "accuracy"), (1, "Recall"), (3, "accuracy")]
    assert part.total == 4 + 37


def test_each_safety_gap_has_its_reason() -> None:
    waiting = replace(proposed(), number=1, stage=Stage.IN_REVIEW)
    part = safety_gaps(AgendaPart((waiting,), 7), 90, NOW)
    assert (part.first, part.total) == (((waiting, "no safety evaluation"),), 7)


def test_an_evaluation_is_too_old_from_the_day_after_the_last_allowed_on() -> None:
    assert safe_until(90, NOW) == NOW - timedelta(days=91)
