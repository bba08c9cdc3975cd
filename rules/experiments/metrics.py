"""Success metrics: one typed line each, and whether a measured value meets its threshold."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from rules.names import is_same_name, twice_named
from rules.numbers.metric_lines import MetricLine, split_line, split_pasted
from rules.numbers.scales import is_same_unit, other_meaning, to_scale
from rules.numbers.typed_numbers import BY_PROGRAM, UNKNOWN, Notation, as_typed, is_percent, read_quantity
from rules.refusals import Refused
from rules.typed import plain_number, shown_number
from rules.words import fold, listing, shorten, suggestion

MOST_METRICS = 20
# What a form's text input holds: the metrics must fit into it again when they are changed.
LONGEST_METRICS = 3000
LONGEST_NAME = 60
MOST_NAMED_TWICE = 3


class Comparison(StrEnum):
    """On which side of its threshold a metric must be."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"

    @property
    def wants_more(self) -> bool:
        """Tell whether a higher value is the better one."""
        return self in (Comparison.AT_LEAST, Comparison.ABOVE)

    def holds(self, value: Decimal, threshold: Decimal) -> bool:
        """Tell whether a value is on the right side of the threshold."""
        match self:
            case Comparison.AT_LEAST:
                return value >= threshold
            case Comparison.ABOVE:
                return value > threshold
            case Comparison.AT_MOST:
                return value <= threshold
            case Comparison.BELOW:
                return value < threshold

    @property
    def opposite(self) -> "Comparison":
        """Return the comparison that holds exactly when this one does not."""
        return OPPOSITES[self]


OPPOSITES = {
    Comparison.AT_LEAST: Comparison.BELOW,
    Comparison.BELOW: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.ABOVE,
    Comparison.ABOVE: Comparison.AT_MOST,
}


def unit_suffix(unit: str) -> str:
    """Return a unit as it follows a number."""
    return f"{'' if unit in ('', '%') else ' '}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One success metric; threshold and baseline are in `unit`, which may be empty."""

    name: str
    comparison: Comparison
    threshold: Decimal
    baseline: Decimal | None = None
    unit: str = ""
    guardrail: bool = False

    def met_by(self, value: Decimal) -> bool:
        """Tell whether a value is on the right side of the threshold."""
        return self.comparison.holds(value, self.threshold)

    def quantity(self, value: Decimal) -> str:
        """Return a value with this metric's unit, as people write it."""
        return f"{shown_number(value)}{self.suffix}"

    @property
    def suffix(self) -> str:
        """Return the unit as it follows a number."""
        return unit_suffix(self.unit)

    def is_measured_by(self, measurement: "Measurement") -> bool:
        """Tell whether a measurement is of this metric, in its unit, however its name was written then."""
        return is_same_name(measurement.metric, self.name) and measurement.unit == self.unit

    @property
    def target(self) -> str:
        """Return the comparison and the threshold, as in “>= 0.92”."""
        return f"{self.comparison.value} {self.quantity(self.threshold)}"

    @property
    def line(self) -> str:
        """Return the metric as one line, as digests and the history hold it; `stated_metric` reads it back."""
        now = f"{plain_number(self.baseline)}{self.suffix}" if self.baseline is not None else ""
        return self.with_numbers(f"{plain_number(self.threshold)}{self.suffix}", now)

    @property
    def typed(self) -> str:
        """Return the line a person would type for the metric, in which no number could mean another one."""
        if self.baseline is None:
            return self.with_numbers(f"{as_typed(self.threshold, unit=self.unit)}{self.suffix}", "")
        is_asked = not self.unit and other_meaning(replace(self, baseline=None), self.baseline) is not None
        exactly = "exactly " if is_asked else ""
        now = as_typed(self.baseline, [self.threshold], self.unit)
        threshold = as_typed(self.threshold, [self.baseline], self.unit)
        return self.with_numbers(f"{threshold}{self.suffix}", f"{exactly}{now}{self.suffix}")

    def with_numbers(self, threshold: str, now: str) -> str:
        """Return the line of the metric with its numbers as they are written here."""
        mark = "guardrail: " if self.guardrail else ""
        return f"{mark}{self.name} {self.comparison.value} {threshold}{f' (now {now})' if now else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measured value of one metric, in the metric's unit, at the time it was measured; `source` says where it
    came from unless `by` typed it. One set `aside` counts for nothing: docs/decisions/0025-values.md."""

    metric: str
    value: Decimal
    unit: str = ""
    by: str
    at: datetime
    source: str = ""
    aside: bool = False

    @property
    def quantity(self) -> str:
        """Return the value with its unit, as people write it."""
        return f"{shown_number(self.value)}{unit_suffix(self.unit)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """A value that was marked as wrong: by whom, when and why; it stays and counts no more."""

    value: Measurement
    by: str
    at: datetime
    reason: str


def read_metric(line: str) -> Metric:
    """Return the metric that a typed or pasted line like “accuracy >= 0.92 (now 0.88)” describes; refuse with a question
    what could mean two things."""
    metric = metric_of(split_pasted(line), UNKNOWN)
    now = metric.baseline
    if now not in (None, metric.threshold) and not metric.guardrail and metric.met_by(now):
        raise Refused(
            f"{metric.name} is {metric.quantity(now)} now, which is past its target {metric.target} already: is the sign or a"
            f" number wrong? What must only not get worse is written like: guardrail: {metric.name} {metric.target}"
        )
    return metric


def stated_metric(line: str) -> Metric:
    """Return the metric of a line that we wrote ourselves, in which every number means just what it says."""
    return metric_of(split_line(line), BY_PROGRAM)


def metric_of(parts: MetricLine, notation: Notation) -> Metric:
    """Return the metric that the parts of a line describe; nothing is asked about the scale of what we wrote ourselves."""
    threshold = read_quantity(parts.threshold, scales_in(parts.baseline), notation)
    metric = Metric(
        name=read_metric_name(parts.name),
        comparison=Comparison(parts.comparison),
        threshold=threshold.number,
        unit=threshold.unit,
        guardrail=parts.guardrail,
    )
    if not parts.baseline:
        return metric
    now = read_quantity(parts.baseline, [threshold.number], notation)
    now = replace(now, is_exact=now.is_exact or notation is BY_PROGRAM)
    return replace(metric, baseline=to_scale(metric, now))


def scales_in(text: str) -> tuple[Decimal, ...]:
    """Return the number of a text as what others are compared with; nothing where it has none, or two meanings."""
    try:
        return (read_quantity(text).number,) if text else ()
    except Refused:
        return ()


def read_metric_name(name: str) -> str:
    """Return the name of a metric; refuse one that is over-long or that nobody could type again."""
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name of a metric has at most {LONGEST_NAME} characters: “{shorten(name, 30)}”.")
    if not fold(name):
        raise Refused(f"“{shorten(name, 30)}” is no name for a metric. Use letters or digits.")
    return name


def read_metrics(text: str, standing: Iterable[Metric] = ()) -> tuple[Metric, ...]:
    """Return the metrics of a text with one on each line; refuse with every line that does not read.

    A line of one of the `standing` metrics is that metric: nobody is asked again what was understood before.
    """
    known = {metric.typed: metric for metric in standing}
    metrics: list[Metric] = []
    complaints: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            metrics.append(known.get(" ".join(line.split())) or read_metric(line))
        except Refused as refusal:
            complaints.append(f"Line {number}: {refusal}")
    complaints.extend(conflicts(metrics))
    if complaints:
        raise Refused(*complaints[:5])
    return tuple(metrics)


def conflicts(metrics: list[Metric]) -> Iterable[str]:
    """Yield what is wrong with these metrics taken together."""
    twice = list(twice_named(metric.name for metric in metrics))
    if twice:
        yield f"Each metric stands once; {listing(twice[:MOST_NAMED_TWICE])}."
    if len(metrics) > MOST_METRICS:
        yield f"At most {MOST_METRICS} metrics; these are {len(metrics)}."
    length = len("\n".join(metric.typed for metric in metrics))
    if length > LONGEST_METRICS:
        yield f"Together at most {LONGEST_METRICS:,} characters; these have {length:,}. Shorten names or numbers."


def find_metric(metrics: Iterable[Metric], name: str) -> Metric:
    """Return the metric of that name; refuse with the names there are and the nearest one."""
    known = tuple(metrics)
    for metric in known:
        if is_same_name(metric.name, name):
            return metric
    names = [metric.name for metric in known]
    there = f"Its metrics are: {listing(names)}." if names else "It has no metrics yet."
    raise Refused(f"There is no metric “{shorten(name, 40)}”. {there}{suggestion(name, names)}")


def read_value(metric: Metric, text: str, *, unit: str = "", by_program: bool = False) -> Decimal:
    """Return a value of a metric; `unit` is what was given beside it. A unit may be left out, but must not be another one."""
    scales = [one for one in (metric.threshold, metric.baseline) if one is not None]
    points_are_decimal = by_program or is_percent(unit or metric.unit)
    found = read_quantity(text, scales, BY_PROGRAM if points_are_decimal else UNKNOWN)
    if unit and found.unit and not is_same_unit(unit, found.unit):
        raise Refused(
            f"“{shorten(text, 40)}” has the unit {found.unit}, and beside it stands {shorten(unit, 20)}."
        )
    return to_scale(metric, replace(found, unit=found.unit or unit))
