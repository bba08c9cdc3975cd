"""What a team's own history says: kept forecasts, the owners' dates, cycle times, ends, and waiting for reviews."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from rules.experiments.experiment import Experiment, ReviewKind, Stage
from rules.experiments.forecast_facts import Bound
from rules.learning.forecasts import PERCENTAGES, Past, bounds, due, is_hit, owner_date
from rules.people.projects import Workstream


@dataclass(frozen=True, slots=True)
class ReviewWait:
    """How many hours one review was waited for."""

    kind: ReviewKind
    hours: float


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the forecasts of one percentage were kept, of those of which it is known."""

    percent: int
    kept: int
    known: int

    @property
    def share(self) -> int:
        """Return the percentage that was kept."""
        return round(100 * self.kept / self.known) if self.known else 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the experiments of one workstream took; `half` counts what still runs where `most`, for 80%, is supported.

    Below that it is the middle of the results alone, and called so.
    """

    workstream: Workstream
    finished: int
    running: int
    half: int
    most: Bound | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """What the newest experiments of a workspace say; `owners` scores the owners' own dates, all people together."""

    total: int
    forecasts: tuple[Score, ...] = ()
    owners: Score = Score(100, 0, 0)
    owners_late: int = 0
    paces: tuple[Pace, ...] = ()
    ends: tuple[tuple[Stage, int], ...] = ()
    waits: tuple[tuple[ReviewKind, float, int], ...] = ()


def insights_of(experiments: Sequence[Experiment], waits: Sequence[ReviewWait], now: datetime) -> Insights:
    """Return what these experiments and reviews say."""
    counts = Counter(one.stage for one in experiments)
    today = now.date()
    return Insights(
        total=len(experiments),
        forecasts=tuple(
            score for percent in PERCENTAGES if (score := scored(experiments, percent, today)).known
        ),
        owners=owners_scored(experiments, today),
        owners_late=round(median(late_days(experiments) or [0])),
        paces=tuple(paces(experiments, now)),
        ends=tuple((stage, counts[stage]) for stage in Stage if counts[stage]),
        waits=tuple(waited(waits)),
    )


def scored(experiments: Sequence[Experiment], percent: int, today: date) -> Score:
    """Return how many forecasts of one percentage were kept; one that runs past its day is missed already."""
    hits = [is_hit(one, day, today) for one in experiments if (day := due(one, percent))]
    return Score(percent, sum(hit is True for hit in hits), sum(hit is not None for hit in hits))


def owners_scored(experiments: Sequence[Experiment], today: date) -> Score:
    """Return how many of the owners' own dates were kept, over everybody: the team learns, nobody is ranked."""
    hits = [is_hit(one, day, today) for one in experiments if (day := owner_date(one))]
    return Score(100, sum(hit is True for hit in hits), sum(hit is not None for hit in hits))


def late_days(experiments: Sequence[Experiment]) -> list[int]:
    """Return by how many days the results missed the owners' dates, of those that missed them."""
    return [
        late
        for one in experiments
        if one.finished_at and (day := owner_date(one)) and (late := (one.finished_at.date() - day).days) > 0
    ]


def paces(experiments: Sequence[Experiment], now: datetime) -> Iterator[Pace]:
    """Yield how long each workstream takes; one without a result yet is left out."""
    for workstream in Workstream:
        cycles = [past_of(one).cycle(now) for one in experiments if one.workstream is workstream]
        days = [cycle.days for cycle in cycles if cycle.finished]
        if days:
            supported = {bound.percent: bound for bound in bounds(cycles)}
            half = supported[50].days if supported else round(median(days))
            yield Pace(workstream, len(days), len(cycles) - len(days), half, supported.get(80))


def past_of(experiment: Experiment) -> Past:
    """Return an experiment as a forecast sees it."""
    return Past(
        proposed_at=experiment.proposed_at,
        stage=experiment.stage,
        stage_since=experiment.stage_since,
        finished_at=experiment.finished_at,
    )


def waited(waits: Sequence[ReviewWait]) -> Iterator[tuple[ReviewKind, float, int]]:
    """Yield for each kind of review the median hours it was waited for, and how many there were."""
    for kind in ReviewKind:
        hours = [wait.hours for wait in waits if wait.kind is kind]
        if hours:
            yield kind, median(hours), len(hours)
