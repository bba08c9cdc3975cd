"""Success metrics: one typed line each, and whether a measured value meets its threshold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from rules.names import is_same_name, twice_named
from rules.refusals import Refused
from rules.typed import plain_number, read_quantity
from rules.words import fold, listing, shorten, suggestion

MOST_METRICS = 20
# What a form's text input holds: the metrics must fit into it again when they are changed.
LONGEST_METRICS = 3000
LONGEST_NAME = 60
MOST_NAMED_TWICE = 3
EXAMPLE = "accuracy >= 0.92 (now 0.88)"
LINE = re.compile(
    r"^(?P<name>[^<>=≤≥()]+?)\s*(?P<comparison>>=|<=|≥|≤|>|<)\s*(?P<threshold>[^()<>=]+?)"
    r"\s*(?:\(\s*now\s+(?P<baseline>[^()]+?)\s*\))?\s*(?P<after>\(?\bguardrail\)?)?$",
    re.IGNORECASE,
)
GUARDRAIL = re.compile(r"^guardrail(?:\s*:\s*|\s+)(?=[^\s:<>=≤≥])", re.IGNORECASE)


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
        return f"{plain_number(value)}{self.suffix}"

    @property
    def suffix(self) -> str:
        """Return the unit as it follows a number."""
        return f"{'' if self.unit in ('', '%') else ' '}{self.unit}"

    def is_measured_by(self, measurement: "Measurement") -> bool:
        """Tell whether a measurement is of this metric, in its unit; capital letters do not make another metric."""
        is_same_name = measurement.metric.casefold() == self.name.casefold()
        return is_same_name and measurement.unit == self.unit

    @property
    def target(self) -> str:
        """Return the comparison and the threshold, as in “>= 0.92”."""
        return f"{self.comparison.value} {self.quantity(self.threshold)}"

    @property
    def line(self) -> str:
        """Return the metric as the line a person would type for it."""
        now = f" (now {self.quantity(self.baseline)})" if self.baseline is not None else ""
        return f"{'guardrail: ' if self.guardrail else ''}{self.name} {self.target}{now}"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """A value that was marked as wrong: by whom, when and why; it stays and counts no more."""

    value: Measurement
    by: str
    at: datetime
    reason: str


def read_metric(line: str) -> Metric:
    """Return the metric that a line like “accuracy >= 0.92 (now 0.88)” describes."""
    text = " ".join(line.split())
    bare = GUARDRAIL.sub("", text)
    match = LINE.match(bare)
    if not match:
        raise Refused(f"“{shorten(text, 60)}” does not read as a metric. Write it like: {EXAMPLE}")
    threshold, unit = read_quantity(match["threshold"])
    baseline, baseline_unit = read_quantity(match["baseline"]) if match["baseline"] else (None, unit)
    if baseline_unit not in ("", unit):
        raise Refused(f"“{shorten(text, 60)}” mixes the units “{unit or 'none'}” and “{baseline_unit}”.")
    return Metric(
        name=read_metric_name(match["name"]),
        comparison=Comparison(match["comparison"].replace("≥", ">=").replace("≤", "<=")),
        threshold=threshold,
        baseline=baseline,
        unit=unit,
        guardrail=bare != text or bool(match["after"]),
    )


def read_metric_name(name: str) -> str:
    """Return the name of a metric; refuse one that is over-long or that nobody could type again."""
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name of a metric has at most {LONGEST_NAME} characters: “{shorten(name, 30)}”.")
    if not fold(name):
        raise Refused(f"“{shorten(name, 30)}” is no name for a metric. Use letters or digits.")
    return name


def read_metrics(text: str) -> tuple[Metric, ...]:
    """Return the metrics of a text with one on each line; refuse with every line that does not read."""
    metrics: list[Metric] = []
    complaints: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            metrics.append(read_metric(line))
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
    length = len("\n".join(metric.line for metric in metrics))
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


def read_value(metric: Metric, text: str, *, unit_is_given: bool = False) -> Decimal:
    """Return a typed value of a metric; a unit may be left out, or be given elsewhere, but must not be another one."""
    value, unit = read_quantity(text)
    if unit not in ("", metric.unit):
        raise Refused(f"{metric.name} is measured in {metric.unit or 'plain numbers'}, not in {unit}.")
    if not unit and not unit_is_given and is_fraction(metric, value):
        percent = plain_number(value.scaleb(2))
        raise Refused(
            f"{metric.name} is measured in %: write {percent} or {percent}%;"
            f" if you mean {plain_number(value)} %, write {plain_number(value)}%."
        )
    return value


def is_fraction(metric: Metric, value: Decimal) -> bool:
    """Tell whether a bare number may well be a part of one where the metric is measured in percent."""
    return metric.unit == "%" and metric.threshold > 1 and 0 < value <= 1
