"""Since when an experiment belongs on the agendas, by which the store finds the first few of them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.evidence.bias_checks import with_check
from rules.experiments.bias_facts import BiasCheck, GroupValue
from rules.experiments.experiment import Artifact, ArtifactKind, Experiment, Stage
from rules.waiting.review_days import FORECAST_STAGES, NEVER, SAFETY_STAGES, review_days
from tests.rules.cast import CLARA
from tests.rules.stages import NOW, proposed


def evaluated(reference: str, stage: Stage = Stage.IN_REVIEW) -> Experiment:
    """Return an experiment whose safety evaluation is this text."""
    artifact = Artifact(
        kind=ArtifactKind.SAFETY_EVALUATION, reference=reference, added_by=CLARA.id, added_at=NOW
    )
    return replace(proposed(), stage=stage, artifacts=(artifact,))


def checked(experiment: Experiment, low: str) -> Experiment:
    """Return an experiment with a bias check in which the lower group has this value, of one in the other."""
    groups = (GroupValue("women", Decimal(low)), GroupValue("men", Decimal(1)))
    return with_check(
        experiment,
        BiasCheck(
            experiment=experiment.number,
            metric="recall",
            higher_is_better=True,
            groups=groups,
            threshold=0.8,
            by=CLARA.id,
            at=NOW,
        ),
    )


@pytest.mark.parametrize("stage", Stage)
def test_a_promised_day_counts_while_it_runs(stage: Stage) -> None:
    day = date(2026, 4, 1)
    one = replace(proposed(), stage=stage, target=day)
    assert review_days(one).late_from == (day if stage in FORECAST_STAGES else None)


@pytest.mark.parametrize("stage", Stage)
def test_safety_and_bias_count_from_the_review_on(stage: Stage) -> None:
    days = review_days(evaluated("https://safety.example/1", stage))
    looked_at = stage in SAFETY_STAGES
    assert (days.safe_since == NOW, days.unchecked_since is not None) == (looked_at, looked_at)
    assert days.is_live is (stage is Stage.IN_PRODUCTION)


@pytest.mark.parametrize("reference", ["to be done", "We talked about it and it is safe"])
def test_a_safety_evaluation_that_is_not_linked_is_older_than_any_other(reference: str) -> None:
    assert review_days(evaluated(reference)).safe_since == NEVER
    assert review_days(replace(proposed(), stage=Stage.IN_REVIEW)).safe_since == NEVER


def test_a_check_ends_that_it_is_unchecked_and_tells_whether_it_failed() -> None:
    waiting = replace(proposed(), stage=Stage.IN_REVIEW, stage_since=NOW - timedelta(days=3))
    days = [review_days(one) for one in (waiting, checked(waiting, "0.9"), checked(waiting, "0.1"))]
    assert [one.unchecked_since for one in days] == [waiting.stage_since, None, None]
    assert [one.checked_at for one in days] == [None, NOW, NOW]
    assert [one.failed_at for one in days] == [None, None, NOW]


def test_a_failed_check_can_be_accepted_after_the_life_of_its_experiment() -> None:
    ended = replace(checked(proposed(), "0.1"), stage=Stage.CONCLUDED)
    assert (review_days(ended).failed_at, review_days(ended).checked_at) == (NOW, None)
