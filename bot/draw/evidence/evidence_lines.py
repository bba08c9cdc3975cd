"""What an experiment is judged by: metrics against thresholds and over time, artifacts, cost."""

from collections.abc import Iterator
from decimal import Decimal

from bot.draw.learning.forecast_lines import forecast_fact
from bot.draw.text import day, folded, link, moment, names, one_line
from rules.evidence.evidence_links import CHECKED
from rules.evidence.trends import Trend, trend
from rules.experiments.experiment import ArtifactKind, Experiment
from rules.experiments.metrics import Metric
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.handing_over import awaited
from rules.placeholders import Worth, worth_of
from rules.typed import shown_number
from rules.words import shorten

LONGEST_LINE = 240
# One for each of the levels of a trend.
BARS = "▁▂▃▅▇"


def metric_line(experiment: Experiment, metric: Metric) -> str:
    """Return one metric on one line: its latest value, its threshold with the better direction, how it has come along."""
    latest = experiment.latest(metric)
    sign, value = "○", "no value yet"
    if latest:
        value = metric.quantity(latest.value)
        sign = "✓" if metric.met_by(latest.value) else "✗"
    missed = "guardrail crossed" if metric.guardrail else "not met"
    parts = (
        f"{metric.name}: {value}, {missed}" if sign == "✗" else f"{metric.name}: {value}",
        f"target {metric.target} {direction(metric)}",
        "guardrail" if metric.guardrail else "",
        trend_words(metric, trend(experiment, metric)),
        f"from {shorten(latest.source, 40)}" if latest and latest.source else "",
    )
    return f"{sign} {one_line(' · '.join(part for part in parts if part), LONGEST_LINE)}"


def direction(metric: Metric) -> str:
    """Return where a metric should go, as an arrow."""
    return "↑" if metric.comparison.wants_more else "↓"


def trend_words(metric: Metric, trend: Trend) -> str:
    """Return how a metric has come along, in words, and with two values or more as a small curve."""
    if trend.start is None:
        return ""
    origin = f"{'baseline' if trend.from_baseline else 'first value'} {metric.quantity(trend.start)}"
    if trend.change is None:
        return origin
    curve = f" {''.join(BARS[level] for level in trend.levels)}" if len(trend.points) > 1 else ""
    if not trend.change:
        return f"unchanged from {origin}{curve}"
    moved = "up" if trend.change > 0 else "down"
    return f"{moved} {difference(metric, abs(trend.change))} from {origin}{curve}"


def difference(metric: Metric, by: Decimal) -> str:
    """Return by how much two values of a metric differ: 31% and 16% are 15 points apart, not 15%."""
    if metric.unit != "%":
        return metric.quantity(by)
    return f"{shown_number(by)} {'point' if by == 1 else 'points'}"


def metric_lines(experiment: Experiment) -> tuple[str, ...]:
    """Return every metric as a line, or that there are none."""
    lines = tuple(metric_line(experiment, metric) for metric in experiment.metrics)
    return lines or ("○ No success metric is stated yet.",)


def artifact_lines(experiment: Experiment) -> Iterator[str]:
    """Yield every artifact as a line, in the order of their kinds."""
    for kind in ArtifactKind:
        artifact = experiment.artifact(kind)
        if artifact:
            is_stated = kind in CHECKED and worth_of(artifact.reference) is Worth.WORDS
            yield f"*{kind.label}:* {link(artifact.reference)}{' · stated, not linked' if is_stated else ''}"


def cost_line(experiment: Experiment) -> str:
    """Return cost and budget a month, as far as they are stated."""
    budget = experiment.budget
    parts = []
    if budget.monthly_cost is not None:
        parts.append(f"*Monthly cost:* {shown_number(budget.monthly_cost)}")
    if budget.monthly_budget is not None:
        parts.append(f"*Monthly budget:* {shown_number(budget.monthly_budget)}")
    return " · ".join(parts)


def value_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield where the latest value of each metric comes from, and when it was measured."""
    for metric in sheet.experiment.metrics:
        latest = sheet.experiment.latest(metric)
        if latest:
            source = f" · from {link(latest.source, 250)}" if latest.source else ""
            value = one_line(f"{metric.name} {metric.quantity(latest.value)}", 120)
            yield f"{value} · measured {moment(latest.at)} · {names((latest.by,), sheet.team)}{source}"


def uncounted_lines(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield the values that do not count, the last one first: struck out with the reason, or set aside."""
    experiment = sheet.experiment
    for one in reversed(experiment.measurements):
        strike = experiment.strike_of(one)
        unit = f" {one.unit}" if one.unit else ""
        value = one_line(f"{one.metric} {shown_number(one.value)}{unit}", 120).replace("~", "∼")
        said = f"measured {moment(one.at)} · {names((one.by,), sheet.team)}"
        if strike:
            by = names((strike.by,), sheet.team)
            yield f"~{value}~ · {said} · marked as wrong by {by}: “{folded(strike.reason, 200)}”"
        elif one.aside:
            yield (
                f"{value} · {said}, who has no part in it · set aside: it counts once somebody with a part in it"
                " records it too"
            )


def facts(sheet: ExperimentSheet, owner: str) -> tuple[str, ...]:
    """Return the short facts of an experiment; `owner` is the owner as this place shows people."""
    experiment = sheet.experiment
    found = [
        f"*Owner*\n{owner}{asked_owner(sheet)}",
        f"*Workstream*\n{experiment.workstream.words.capitalize()}",
    ]
    if sheet.project:
        found.append(f"*Project*\n{one_line(sheet.project, 100)}")
    if experiment.target:
        found.append(f"*Target date*\n{day(experiment.target)}")
    found.extend(filter(None, [forecast_fact(experiment)]))
    return tuple(found)


def asked_owner(sheet: ExperimentSheet) -> str:
    """Return who is asked to own an experiment, without pinging them; nothing where nobody is."""
    standing = awaited(sheet.experiment)
    return f"\n{names((standing.to,), sheet.team)} is asked to take over" if standing else ""
