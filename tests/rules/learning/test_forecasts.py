"""How long an experiment will take: what history supports, what it refuses, and that promises are kept as often as said."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.experiment import Stage
from rules.experiments.forecast_facts import Bound, Cycle, Forecast, Likeness
from rules.learning import forecasts
from rules.learning.forecasts import Past, bounds
from tests.rules import stages
from tests.rules.stages import NOW

CYCLES = st.lists(st.builds(Cycle, st.integers(0, 400), st.booleans()), max_size=40)


def results(*days: int) -> list[Cycle]:
    """Return cycles that came to a result."""
    return [Cycle(one, finished=True) for one in days]


def days_of(percent: int, cycles: list[Cycle]) -> int | None:
    """Return the days of one percentage, or None where it is not supported."""
    return next((bound.days for bound in bounds(cycles) if bound.percent == percent), None)


@pytest.mark.parametrize(
    ("percent", "fewest"), [(80, 4), (85, 6), (90, 9)], ids=["80% of 4", "85% of 6", "90% of 9"]
)
def test_a_percentage_needs_its_number_of_results(percent: int, fewest: int) -> None:
    assert days_of(percent, results(*range(1, fewest))) is None
    assert days_of(percent, results(*range(1, fewest + 1))) == fewest


@given(st.lists(st.integers(1, 400), min_size=4, max_size=40))
def test_where_all_came_to_a_result_it_is_the_order_statistic(days: list[int]) -> None:
    for percent in forecasts.PERCENTAGES:
        k = -(-percent * (len(days) + 1) // 100)
        assert days_of(percent, results(*days)) == (sorted(days)[k - 1] if k <= len(days) else None)


@given(CYCLES)
def test_a_higher_percentage_never_comes_sooner(cycles: list[Cycle]) -> None:
    found = bounds(cycles)
    assert list(found) == sorted(found, key=lambda bound: (bound.percent, bound.days))
    assert sorted(bound.days for bound in found) == [bound.days for bound in found]


@given(CYCLES, st.integers(0, 400))
def test_one_more_that_still_runs_never_shortens_a_forecast(cycles: list[Cycle], lasted: int) -> None:
    before, after = bounds(cycles), bounds([*cycles, Cycle(lasted, finished=False)])
    for bound in after:
        known = next((one for one in before if one.percent == bound.percent), None)
        assert known
        assert bound.days >= known.days


def test_what_still_runs_counts_as_longer_and_not_as_absent() -> None:
    quick = results(5, 6, 7, 8, 9)
    assert days_of(80, quick) == 9
    assert days_of(80, [*quick, Cycle(30, finished=False)]) is None
    assert days_of(80, [*quick, *results(40, 41, 42), Cycle(30, finished=False)]) == 42


LIFETIMES: dict[str, tuple[Callable[[Random], float], Callable[[float], float]]] = {
    "lognormal": (
        lambda random: random.lognormvariate(3, 0.8),
        lambda days: (1 + math.erf((math.log(days) - 3) / (0.8 * math.sqrt(2)))) / 2,
    ),
    "exponential": (lambda random: random.expovariate(1 / 25), lambda days: 1 - math.exp(-days / 25)),
    "weibull": (
        lambda random: random.weibullvariate(25, 1.5),
        lambda days: 1 - math.exp(-((days / 25) ** 1.5)),
    ),
}
TEAMS = 500
# Half a thousand teams: the mean chance, which is computed and not drawn, errs by about 0.006.
TOLERANCE = 0.02


def simulated(name: str, size: int, window: float, seed: int) -> list[list[Cycle]]:
    """Return the histories of many teams; all proposed within a window of days, or finished where it is endless."""
    random, (draw, _) = Random(seed), LIFETIMES[name]
    teams = []
    for _ in range(TEAMS):
        lives = [(draw(random), random.uniform(0, window) if window else math.inf) for _ in range(size)]
        teams.append(
            [
                Cycle(math.ceil(life), finished=True) if life <= age else Cycle(int(age), finished=False)
                for life, age in lives
            ]
        )
    return teams


def chances(name: str, percent: int, teams: list[list[Cycle]]) -> list[float | None]:
    """Return for each team how likely the next experiment keeps the forecast; None where none was made."""
    chance = LIFETIMES[name][1]
    found = [days_of(percent, team) for team in teams]
    return [None if days is None else chance(days) for days in found]


@pytest.mark.parametrize("size", [6, 11, 30])
@pytest.mark.parametrize("name", LIFETIMES)
def test_a_forecast_is_kept_as_often_as_it_says(name: str, size: int) -> None:
    """Where every experiment of the past came to a result."""
    teams = simulated(name, size, 0, seed=size)
    for percent in forecasts.PERCENTAGES:
        made = [chance for chance in chances(name, percent, teams) if chance is not None]
        assert not made or sum(made) / len(made) >= percent / 100 - TOLERANCE


@pytest.mark.parametrize("size", [6, 11, 30])
@pytest.mark.parametrize("name", LIFETIMES)
def test_a_forecast_is_kept_as_often_as_it_says_while_some_still_run(name: str, size: int) -> None:
    """Some ten to fifteen percent still run; where it refuses, nothing was promised that could be broken."""
    teams = simulated(name, size, 200, seed=size)
    for percent in forecasts.PERCENTAGES:
        every = [1.0 if chance is None else chance for chance in chances(name, percent, teams)]
        assert sum(every) / len(every) >= percent / 100 - TOLERANCE
    # What the card promises holds also among those that were made.
    made = [chance for chance in chances(name, forecasts.PROMISED, teams) if chance is not None]
    assert sum(made) / len(made) >= forecasts.PROMISED / 100 - TOLERANCE


@pytest.mark.parametrize("name", LIFETIMES)
def test_with_many_that_still_run_it_rather_says_nothing(name: str) -> None:
    """Two in five still run: leaving those out would promise too little time; refusing is no broken promise."""
    teams = simulated(name, 11, 60, seed=4)
    kept = chances(name, forecasts.PROMISED, teams)
    every = [1.0 if chance is None else chance for chance in kept]
    naive = [chance for chance in chances(name, 80, [without_running(team) for team in teams]) if chance]
    assert sum(every) / len(every) >= 0.8 - TOLERANCE
    assert sum(naive) / len(naive) < sum(every) / len(every)
    assert kept.count(None) > TEAMS / 4


def without_running(cycles: list[Cycle]) -> list[Cycle]:
    """Return only what came to a result, as a forecast must not do."""
    return [cycle for cycle in cycles if cycle.finished]


@pytest.mark.parametrize("name", LIFETIMES)
def test_a_forecast_at_an_age_is_kept_as_often_as_it_says(name: str) -> None:
    """Of an experiment that has lasted fifteen days, by those that lasted longer."""
    chance, aged = LIFETIMES[name][1], 15
    kept = []
    for team in simulated(name, 30, 0, seed=7):
        pasts = [past(cycle.days) for cycle in team]
        bound = forecasts.forecast(lambda _likeness, known=pasts: known, NOW, age=aged).bound(80)
        if bound:
            kept.append((chance(bound.days) - chance(aged)) / (1 - chance(aged)))
    assert sum(kept) / len(kept) >= 0.8 - TOLERANCE


def past(days: int, stage: Stage = Stage.CONCLUDED) -> Past:
    """Return an experiment that ended after so many days, NOW."""
    began = NOW - timedelta(days=days)
    return Past(proposed_at=began, stage=stage, stage_since=NOW, finished_at=NOW)


def test_the_most_alike_class_that_says_enough_speaks() -> None:
    known = {
        Likeness.SAME_KIND: [past(3), past(4), past(5)],
        Likeness.SAME_WORKSTREAM: [past(days) for days in (3, 4, 5, 9)],
        Likeness.ALL: [past(days) for days in range(100, 120)],
    }
    made = forecasts.forecast(lambda likeness: known[likeness], NOW)
    assert (made.likeness, made.finished, made.bound(80)) == (Likeness.SAME_WORKSTREAM, 4, Bound(80, 9))


def test_too_little_history_says_how_much_there_is() -> None:
    made = forecasts.forecast(lambda _likeness: [past(3), past(4)], NOW)
    assert made == Forecast(likeness=Likeness.ALL, finished=2, running=0)


def test_what_was_withdrawn_or_rejected_counts_for_the_days_it_was_seen() -> None:
    ended = NOW - timedelta(days=10)
    for stage in (Stage.WITHDRAWN, Stage.REJECTED):
        gone = Past(proposed_at=ended - timedelta(days=4), stage=stage, stage_since=ended)
        assert gone.cycle(NOW) == Cycle(4, finished=False)
    running = Past(proposed_at=NOW - timedelta(days=14, hours=9), stage=Stage.RUNNING, stage_since=ended)
    assert running.cycle(NOW) == Cycle(14, finished=False)


def test_the_first_result_stays_whatever_follows() -> None:
    produced = forecasts.with_result(
        stages.proposed(), replace(stages.proposed(), stage=Stage.IN_PRODUCTION), NOW
    )
    assert produced.finished_at == NOW
    later = NOW + timedelta(days=9)
    concluded = forecasts.with_result(produced, replace(produced, stage=Stage.CONCLUDED), later)
    assert concluded.finished_at == NOW
    rejected = forecasts.with_result(stages.proposed(), replace(stages.proposed(), stage=Stage.REJECTED), NOW)
    assert rejected.finished_at is None


FORECAST = Forecast(finished=4, bounds=(Bound(50, 6), Bound(80, 10)), owner_date=date(2026, 3, 5))


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (3, "after 3 days; 80% forecast 12 Mar 2026 kept; owner's date 5 Mar 2026 kept"),
        (10, "after 10 days; 80% forecast 12 Mar 2026 kept; owner's date 5 Mar 2026 missed"),
        (11, "after 11 days; 80% forecast 12 Mar 2026 missed; owner's date 5 Mar 2026 missed"),
    ],
)
def test_hit_and_miss_are_recorded_in_words(after: int, words: str) -> None:
    finished = replace(
        stages.proposed(), forecast=FORECAST, finished_at=NOW + timedelta(days=after), stage=Stage.CONCLUDED
    )
    assert forecasts.score_words(finished) == words


def test_a_forecast_that_is_passed_without_a_result_is_missed() -> None:
    running = replace(stages.proposed(), forecast=FORECAST, stage=Stage.RUNNING)
    due = forecasts.due(running)
    assert due == date(2026, 3, 12)
    assert forecasts.is_hit(running, due, due) is None
    assert forecasts.is_hit(running, due, due + timedelta(days=1)) is False
    gone = replace(running, stage=Stage.WITHDRAWN)
    assert forecasts.is_hit(gone, due, due + timedelta(days=1)) is None


def test_a_bound_beyond_the_calendar_ends_with_it() -> None:
    assert forecasts.day_after(NOW, 10**9) == date.max
