"""What a team's own history says, all people together."""

from dataclasses import replace
from datetime import date, timedelta

from rules.experiments.experiment import Experiment, ReviewKind, Stage
from rules.experiments.forecast_facts import Bound, Forecast
from rules.learning.insights import ReviewWait, Score, insights_of
from rules.people.projects import Workstream
from tests.rules.stages import NOW, proposed

FORECAST = Forecast(finished=4, bounds=(Bound(50, 5), Bound(80, 10)), owner_date=date(2026, 3, 10))
TODAY = NOW + timedelta(days=30)


def ended(days: int, stage: Stage = Stage.CONCLUDED, **changes: object) -> Experiment:
    """Return an experiment that came to its result after so many days."""
    facts = {"stage": stage, "finished_at": NOW + timedelta(days=days), "forecast": FORECAST, **changes}
    return replace(proposed(), **facts)


def test_forecasts_are_scored_with_what_is_passed_without_a_result() -> None:
    late = replace(proposed(), stage=Stage.RUNNING, forecast=FORECAST)
    found = insights_of([ended(4), ended(8), late], [], TODAY)
    assert found.forecasts == (Score(50, 1, 3), Score(80, 2, 3))


def test_owners_dates_are_scored_over_everybody() -> None:
    found = insights_of([ended(4), ended(8), ended(11), ended(15)], [], TODAY)
    assert (found.owners, found.owners_late) == (Score(100, 2, 4), 5)


def test_the_pace_of_a_workstream_counts_what_still_runs() -> None:
    running = replace(proposed(), stage=Stage.RUNNING)
    elsewhere = replace(running, workstream=Workstream.GOVERNANCE)
    found = insights_of([ended(days) for days in (2, 4, 6, 8)] + [running, elsewhere], [], NOW)
    (pace,) = found.paces
    assert (pace.workstream, pace.finished, pace.running, pace.half) == (Workstream.OPTIMIZATION, 4, 1, 6)
    assert pace.most == Bound(80, 8)


def test_every_stage_and_all_waits_are_counted() -> None:
    waits = [ReviewWait(ReviewKind.ETHICS, hours) for hours in (1, 5, 30)]
    stages = (Stage.CONCLUDED, Stage.IN_PRODUCTION, Stage.RUNNING, Stage.IN_REVIEW, Stage.RUNNING)
    found = insights_of([ended(3, stage) for stage in stages], waits, TODAY)
    assert found.ends == (
        (Stage.RUNNING, 2),
        (Stage.IN_REVIEW, 1),
        (Stage.IN_PRODUCTION, 1),
        (Stage.CONCLUDED, 1),
    )
    assert found.waits == ((ReviewKind.ETHICS, 5, 3),)


def test_nothing_says_nothing() -> None:
    found = insights_of([], [], NOW)
    assert (found.total, found.paces, found.forecasts, found.owners.known) == (0, (), (), 0)
