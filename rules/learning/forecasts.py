"""How long an experiment will take, by the team's own history: order statistics in which what still runs counts too.

A cycle runs from the proposal to the first result: in production, or concluded. What was withdrawn or stands rejected
gave none, and tells only that it took longer than the days it was seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil

from rules.experiments.experiment import Experiment, Stage
from rules.experiments.forecast_facts import Bound, Cycle, Forecast, Likeness
from rules.learning.studied import Studied
from rules.words import counted

PERCENTAGES = (50, 80, 85, 90)
# The one that is promised on the card and scored first.
PROMISED = 80
RESULTS = frozenset({Stage.IN_PRODUCTION, Stage.CONCLUDED})
GIVEN_UP = frozenset({Stage.WITHDRAWN, Stage.REJECTED})
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a forecast needs of one earlier experiment."""

    proposed_at: datetime
    stage: Stage
    stage_since: datetime
    finished_at: datetime | None = None

    def cycle(self, now: datetime) -> Cycle:
        """Return how long it took: whole days up for a result, whole days down for what still runs or was given up."""
        if self.finished_at:
            return Cycle(max(1, ceil((self.finished_at - self.proposed_at) / DAY)), finished=True)
        seen = self.stage_since if self.stage in GIVEN_UP else now
        return Cycle(max(0, (seen - self.proposed_at) // DAY), finished=False)


# The newest experiments of a class, asked for only where a class that is more alike says too little.
History = Callable[[Likeness], Sequence[Past]]


def bounds(cycles: Sequence[Cycle]) -> tuple[Bound, ...]:
    """Return every percentage that these cycles support, with its days.

    The product-limit estimate of Kaplan and Meier over the cycles and one more that never ends. Where nothing is
    censored that is the order statistic k = ceil(p (n + 1)), which the next experiment keeps with at least p.
    """
    unfinished_share = Fraction(1)
    at_risk = len(cycles) + 1
    wanted = list(PERCENTAGES)
    found: list[Bound] = []
    # At the same day a result comes first: what was seen for that long without one took longer.
    for cycle in sorted(cycles, key=lambda one: (one.days, not one.finished)):
        if cycle.finished:
            unfinished_share *= Fraction(at_risk - 1, at_risk)
        while wanted and 1 - unfinished_share >= Fraction(wanted[0], 100):
            found.append(Bound(wanted.pop(0), cycle.days))
        at_risk -= 1
    return tuple(found) if any(bound.percent == PROMISED for bound in found) else ()


def forecast(history: History, now: datetime, *, age: int = 0) -> Forecast:
    """Return the forecast from the most alike class that supports one; `age` is how many days it has lasted already."""
    made = Forecast()
    for likeness in Likeness:
        cycles = [past.cycle(now) for past in history(likeness)]
        # Of one that has lasted so long, only those that lasted longer can tell.
        lasted = [cycle for cycle in cycles if cycle.days > age] if age else cycles
        finished = sum(cycle.finished for cycle in lasted)
        made = Forecast(
            likeness=likeness, finished=finished, running=len(lasted) - finished, bounds=bounds(lasted)
        )
        if made.bounds:
            break
    return made


def age(experiment: Experiment, now: datetime) -> int:
    """Return for how many whole days an experiment has lasted."""
    return max(0, (now - experiment.proposed_at) // DAY)


def due(experiment: Experiment | Studied, percent: int = PROMISED) -> date | None:
    """Return the last day of the forecast that was made at proposal, if one was made."""
    bound = experiment.forecast.bound(percent) if experiment.forecast else None
    return day_after(experiment.proposed_at, bound.days) if bound else None


def day_after(proposed_at: datetime, days: int) -> date:
    """Return the day so many days after a proposal; one after the end of the calendar is its end."""
    return date.fromordinal(min(date.max.toordinal(), proposed_at.date().toordinal() + days))


def owner_date(experiment: Experiment | Studied) -> date | None:
    """Return the owner's own estimate as it stood at proposal; later ones are no estimate of the whole."""
    return experiment.forecast.owner_date if experiment.forecast else experiment.target


def is_hit(experiment: Experiment | Studied, day: date, today: date) -> bool | None:
    """Tell whether a result came by a day; None while that is open, and for what ended without one."""
    if experiment.finished_at:
        return experiment.finished_at.date() <= day
    if experiment.stage in GIVEN_UP:
        return None
    return False if day < today else None


def with_result(before: Experiment | None, after: Experiment, now: datetime) -> Experiment:
    """Return the experiment with the time of its first result, if the deed brought it."""
    reached = after.stage in RESULTS and (before is None or before.stage is not after.stage)
    return replace(after, finished_at=now) if reached and after.finished_at is None else after


def score_words(experiment: Experiment) -> str:
    """Return how long an experiment took, and whether the forecast and the owner's date were hit."""
    if experiment.finished_at is None:
        return ""
    days = max(1, ceil((experiment.finished_at - experiment.proposed_at) / DAY))
    said = [f"after {counted(days, 'day')}"]
    for name, day in ((f"{PROMISED}% forecast", due(experiment)), ("owner's date", owner_date(experiment))):
        if day:
            hit = experiment.finished_at.date() <= day
            said.append(f"{name} {day.day} {day:%b %Y} {'kept' if hit else 'missed'}")
    return "; ".join(said)
