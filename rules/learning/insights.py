"""What a team's own history says: kept forecasts, the owners' dates, cycle times, ends, and how long seats waited."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from rules.experiments.experiment import Stage
from rules.experiments.forecast_facts import Bound
from rules.learning.choices import InsightsChoice, choice_words
from rules.learning.forecasts import PERCENTAGES, Past, bounds, due, is_hit, owner_date
from rules.learning.seat_waits import DutyWait, settled_seats, waits_by_duty
from rules.learning.small_numbers import is_enough
from rules.learning.studied import Studied
from rules.people.projects import Project, Workstream


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the forecasts of one percentage were kept, of those of which it is known."""

    percent: int
    kept: int
    known: int

    @property
    def share(self) -> int | None:
        """Return the percentage that was kept; None where so few are known that it would say nothing."""
        return round(100 * self.kept / self.known) if is_enough(self.known) else None


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the experiments of one workstream took; `half` counts what still runs where `most`, for 80%, is supported.

    Below that it is the middle of the results alone, and called so; None where these are too few to have a middle.
    """

    workstream: Workstream
    finished: int
    running: int
    half: int | None
    most: Bound | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """What some experiments of a workspace say; `owners` scores the owners' own dates, all people together, and
    `owners_late` is by how many days the middle one of those that missed theirs did, where these are enough."""

    total: int
    forecasts: tuple[Score, ...] = ()
    owners: Score = Score(100, 0, 0)
    owners_late: int | None = None
    paces: tuple[Pace, ...] = ()
    ends: tuple[tuple[Stage, int], ...] = ()
    waits: tuple[DutyWait, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsSheet:
    """The insights that somebody chose, the `studied` experiments they are made of, the newest first, and the projects that
    could be chosen; `is_cut` where older ones fit the choice too and are left out."""

    choice: InsightsChoice
    today: date
    found: Insights
    studied: tuple[Studied, ...] = ()
    projects: tuple[Project, ...] = ()
    is_cut: bool = False

    @property
    def project(self) -> str:
        """Return the name of the project that was chosen, or nothing."""
        return self.name_of(self.choice.project)

    @property
    def words(self) -> str:
        """Return what was chosen."""
        return choice_words(self.choice, self.project, self.today)

    def name_of(self, project: int | None) -> str:
        """Return the name of a project by its number; nothing for none."""
        return next((one.name for one in self.projects if one.number == project), "")


def insights_of(experiments: Sequence[Studied], now: datetime) -> Insights:
    """Return what these experiments say."""
    counts = Counter(one.stage for one in experiments)
    today = now.date()
    return Insights(
        total=len(experiments),
        forecasts=tuple(
            score for percent in PERCENTAGES if (score := scored(experiments, percent, today)).known
        ),
        owners=owners_scored(experiments, today),
        owners_late=middle(late_days(experiments)),
        paces=tuple(paces(experiments, now)),
        ends=tuple((stage, counts[stage]) for stage in Stage if counts[stage]),
        waits=waits_by_duty(seat for one in experiments for seat in settled_seats(one)),
    )


def middle(days: Sequence[int]) -> int | None:
    """Return the median of some days, or None where they are too few to have one."""
    return round(median(days)) if is_enough(len(days)) else None


def scored(experiments: Sequence[Studied], percent: int, today: date) -> Score:
    """Return how many forecasts of one percentage were kept; one that runs past its day is missed already."""
    hits = [is_hit(one, day, today) for one in experiments if (day := due(one, percent))]
    return Score(percent, sum(hit is True for hit in hits), sum(hit is not None for hit in hits))


def owners_scored(experiments: Sequence[Studied], today: date) -> Score:
    """Return how many of the owners' own dates were kept, over everybody: the team learns, nobody is ranked."""
    hits = [is_hit(one, day, today) for one in experiments if (day := owner_date(one))]
    return Score(100, sum(hit is True for hit in hits), sum(hit is not None for hit in hits))


def late_days(experiments: Sequence[Studied]) -> list[int]:
    """Return by how many days the results missed the owners' dates, of those that missed them."""
    return [
        late
        for one in experiments
        if one.finished_at and (day := owner_date(one)) and (late := (one.finished_at.date() - day).days) > 0
    ]


def paces(experiments: Sequence[Studied], now: datetime) -> Iterator[Pace]:
    """Yield how long each workstream takes; one without a result yet is left out."""
    for workstream in Workstream:
        cycles = [past_of(one).cycle(now) for one in experiments if one.workstream is workstream]
        days = [cycle.days for cycle in cycles if cycle.finished]
        if days:
            supported = {bound.percent: bound for bound in bounds(cycles)}
            half = supported[50].days if supported else middle(days)
            yield Pace(workstream, len(days), len(cycles) - len(days), half, supported.get(80))


def past_of(one: Studied) -> Past:
    """Return an experiment as a forecast sees it."""
    return Past(
        proposed_at=one.proposed_at,
        stage=one.stage,
        stage_since=one.stage_since,
        finished_at=one.finished_at,
    )
