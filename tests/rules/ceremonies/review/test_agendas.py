"""The agendas: what they take from the state, in which order, and how much of it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.ceremonies.review.agendas import late_ones, newest_checks, read_note, safety_gap, safety_gaps
from rules.experiments.bias_facts import BiasCheck, GroupValue
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
    pairs = iter([(replace(proposed(), number=one.experiment), one) for one in checks])
    part = newest_checks(pairs, 90, NOW)
    shown = [(one.number, check.metric) for one, check in part.first]
    assert shown == [(2, "recall"), (1, "accuracy"), (1, "Recall"), (3, "accuracy")]
    assert part.total == 4


def test_however_many_run_late_the_latest_are_first_and_all_are_counted() -> None:
    running = [
        replace(proposed(), number=days, target=NOW.date() - timedelta(days=days)) for days in range(1, 71)
    ]
    part = late_ones(iter(running), NOW.date())
    assert (part.first[0].number, len(part.first), part.total) == (70, 30, 70)


def test_what_is_in_production_comes_first_where_safety_is_in_question() -> None:
    waiting = replace(proposed(), number=1, stage=Stage.IN_REVIEW)
    live = replace(proposed(), number=2, stage=Stage.IN_PRODUCTION)
    part = safety_gaps(iter([waiting, live]), 90, NOW)
    assert [one.number for one, _ in part.first] == [2, 1]
