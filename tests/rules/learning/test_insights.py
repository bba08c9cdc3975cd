"""What a team's own history says, all people together."""

from datetime import date, timedelta

from rules.experiments.experiment import Stage
from rules.experiments.forecast_facts import Bound, Forecast
from rules.learning.insights import Score, insights_of
from rules.learning.studied import Studied
from rules.people.projects import Workstream
from tests.rules.learning.studying import studied
from tests.rules.stages import NOW

FORECAST = Forecast(finished=4, bounds=(Bound(50, 5), Bound(80, 10)), owner_date=date(2026, 3, 10))
TODAY = NOW + timedelta(days=30)


def ended(days: int, stage: Stage = Stage.CONCLUDED) -> Studied:
    """Return an experiment that came to its result after so many days."""
    return studied(stage=stage, finished_at=NOW + timedelta(days=days), forecast=FORECAST)


def test_forecasts_are_scored_with_what_is_passed_without_a_result() -> None:
    late = studied(stage=Stage.RUNNING, forecast=FORECAST)
    found = insights_of([ended(4), ended(8), late], TODAY)
    assert found.forecasts == (Score(50, 1, 3), Score(80, 2, 3))


def test_a_share_is_told_of_four_forecasts_and_not_of_three() -> None:
    assert (Score(80, 3, 4).share, Score(80, 2, 3).share) == (75, None)


def test_owners_dates_are_scored_over_everybody() -> None:
    late = [ended(days) for days in (9, 11, 13, 15)]
    found = insights_of([ended(4), ended(8), *late], TODAY)
    assert (found.owners, found.owners_late) == (Score(100, 2, 6), 4)
    assert insights_of([ended(4), *late[1:]], TODAY).owners_late is None


def test_the_pace_of_a_workstream_counts_what_still_runs() -> None:
    running = studied(stage=Stage.RUNNING)
    elsewhere = studied(stage=Stage.RUNNING, workstream=Workstream.GOVERNANCE)
    found = insights_of([ended(days) for days in (2, 4, 6, 8)] + [running, elsewhere], NOW)
    (pace,) = found.paces
    assert (pace.workstream, pace.finished, pace.running, pace.half) == (Workstream.OPTIMIZATION, 4, 1, 6)
    assert pace.most == Bound(80, 8)


def test_three_results_have_no_middle() -> None:
    (pace,) = insights_of([ended(days) for days in (2, 4, 6)], NOW).paces
    assert (pace.finished, pace.half, pace.most) == (3, None, None)


def test_every_stage_is_counted() -> None:
    stages = (Stage.CONCLUDED, Stage.IN_PRODUCTION, Stage.RUNNING, Stage.IN_REVIEW, Stage.RUNNING)
    found = insights_of([ended(3, stage) for stage in stages], TODAY)
    assert found.ends == (
        (Stage.RUNNING, 2),
        (Stage.IN_REVIEW, 1),
        (Stage.IN_PRODUCTION, 1),
        (Stage.CONCLUDED, 1),
    )


def test_nothing_says_nothing() -> None:
    found = insights_of([], NOW)
    assert (found.total, found.paces, found.forecasts, found.owners.known, found.waits) == (0, (), (), 0, ())
