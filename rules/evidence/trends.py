"""The values of one metric over time: where they came from, where they stand, and since when."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import takewhile

from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement, Metric

MOST_POINTS = 8
LEVELS = 5
# The numbers of a metric have 30 digits and 27 powers of ten at most, so that nothing is lost here.
EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How a metric has come along: its last values, and the change from its baseline, or else its first value."""

    points: tuple[Decimal, ...]
    start: Decimal | None
    from_baseline: bool

    @property
    def change(self) -> Decimal | None:
        """Return the latest value less the start; None where there is nothing to compare."""
        if self.start is None or not self.points:
            return None
        return EXACT.subtract(self.points[-1], self.start)

    @property
    def levels(self) -> tuple[int, ...]:
        """Return the last values as heights from 0 to `LEVELS` - 1; values that are all the same stand in the middle."""
        low, high = min(self.points, default=Decimal()), max(self.points, default=Decimal())
        return tuple(height(point, low, high) for point in self.points)


def height(point: Decimal, low: Decimal, high: Decimal) -> int:
    """Return where a value stands between two others, as a height."""
    if low == high:
        return LEVELS // 2
    share = EXACT.divide(EXACT.subtract(point, low), EXACT.subtract(high, low))
    return int((share * (LEVELS - 1)).to_integral_value(ROUND_HALF_UP))


def values_of(experiment: Experiment, metric: Metric) -> tuple[Measurement, ...]:
    """Return what was measured of a metric in its unit and counts, by the time it was measured; of two at once the later
    entry last."""
    mine = (one for one in experiment.measurements if metric.is_measured_by(one))
    return tuple(sorted((one for one in mine if experiment.counts(one)), key=lambda one: one.at))


def trend(experiment: Experiment, metric: Metric) -> Trend:
    """Return how a metric has come along."""
    values = [one.value for one in values_of(experiment, metric)]
    has_baseline = metric.baseline is not None
    first = values[0] if len(values) > 1 else None
    return Trend(
        points=tuple(values[-MOST_POINTS:]),
        start=metric.baseline if has_baseline else first,
        from_baseline=has_baseline,
    )


def standing_since(experiment: Experiment, metric: Metric) -> datetime | None:
    """Return since when a metric has been on the side of its threshold where it is now; None without a value."""
    values = values_of(experiment, metric)
    if not values:
        return None
    now_met = metric.met_by(values[-1].value)
    run = list(takewhile(lambda one: metric.met_by(one.value) is now_met, reversed(values)))
    return run[-1].at
