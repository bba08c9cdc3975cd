"""The alerts of a promotion: recorded metrics, and an alert on each approved threshold and on missing data.

Everything comes from the watches of the deployment plan; nothing is typed a second time, so nothing can drift apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.experiments.metrics import Metric
from rules.promotion.plans import HELD_MINUTES, MISSING_MINUTES, DeploymentPlan, Watch
from rules.typed import plain_number

RECORD = "assay:experiment_metric"
# They stand in no typed text: control characters are left out of it.
VALUE = "\0"
NAME = "\1"
# The labels that our rules set, of what is recorded and of an alert.
RECORDED = ("experiment", "metric", "revision", "service")
WATCHED = ("severity",)
TEMPLATE_OF = {VALUE: '{{ printf "%.6g" $value }}', NAME: "{{ $labels.metric }}"}


Labels = Mapping[str, str]


class Severity(StrEnum):
    """How loud an alert is."""

    CRITICAL = "critical"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A rule that keeps one metric under our name; `expression` is what a person typed."""

    labels: Labels
    expression: str
    unit: str

    @property
    def selector(self) -> str:
        """Return how the recorded metric is found."""
        return f"{RECORD}{{{', '.join(f'{name}={quoted(text)}' for name, text in self.labels.items())}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert; its annotations hold `VALUE` and `NAME` where Prometheus is to fill them in."""

    name: str
    expression: str
    held_minutes: int
    severity: Severity
    annotations: Labels

    @property
    def templates(self) -> Labels:
        """Return the annotations as Prometheus expands them; braces that somebody typed stay text."""
        return {name: templated(text) for name, text in self.annotations.items()}


def recording(plan: DeploymentPlan, watch: Watch) -> Recording:
    """Return the rule that keeps a metric, apart from those of other experiments, revisions and services."""
    values = (plan.experiment, watch.metric.name, str(plan.revision), plan.service)
    labels = dict(zip(RECORDED, values, strict=True))
    return Recording(labels=labels, expression=watch.query, unit=watch.metric.unit)


def threshold_alert(plan: DeploymentPlan, watch: Watch, owner: str) -> Alert:
    """Return the alert that sounds exactly when the approved threshold is not met."""
    metric = watch.metric
    return Alert(
        name=watch.alert,
        expression=f"{recording(plan, watch).selector} {condition(metric)}",
        held_minutes=HELD_MINUTES,
        severity=Severity.CRITICAL if metric.guardrail else Severity.WARNING,
        annotations={
            "summary": f"{plan.experiment}: {metric.name} is {VALUE}{metric.suffix}; approved is {metric.target}",
            **annotations(plan, watch.alarm, owner),
        },
    )


def condition(metric: Metric) -> str:
    """Return the condition of an alert: the approved threshold turned round."""
    return f"{metric.comparison.opposite.value} {plain_number(metric.threshold)}"


def missing_alert(plan: DeploymentPlan, owner: str) -> Alert:
    """Return the alert that sounds when any metric is away; each one that is away sounds by its own name."""
    selectors = (recording(plan, watch).selector for watch in plan.watches)
    return Alert(
        name=plan.missing_data_alert,
        expression="\nor ".join(f"absent({selector})" for selector in selectors),
        held_minutes=MISSING_MINUTES,
        severity=Severity.CRITICAL,
        annotations={
            "summary": f"{plan.experiment}: {NAME} has reported nothing for {MISSING_MINUTES} minutes",
            **annotations(plan, plan.missing_data_alarm, owner),
        },
    )


def annotations(plan: DeploymentPlan, alarm: str, owner: str) -> Labels:
    """Return what every alert tells: which rollout stops, why, and what its rollback owner does."""
    steps = " ".join(f"{at}. {step}" for at, step in enumerate(plan.rollback_steps, start=1))
    return {
        "description": f"Stop the rollout of {plan.experiment}, revision {plan.revision} ({plan.title}), "
        f"on {plan.service}: {alarm}.",
        "runbook": f"Rollback owner: {owner}. {steps}",
    }


def templated(text: str) -> str:
    """Return an annotation as a template, in which braces that somebody typed stay text."""
    return replaced(text.replace("{", '{{ "{" }}'), TEMPLATE_OF)


def replaced(text: str, known: Mapping[str, str]) -> str:
    """Return text with its marks filled in."""
    for mark, what in known.items():
        text = text.replace(mark, what)
    return text


def unit_words(unit: str) -> str:
    """Return in what unit an expression must return its metric."""
    if unit == "%":
        return "in percent, so 15 and not 0.15"
    return f"in {unit}" if unit else "as a plain number"


def quoted(text: str) -> str:
    """Return text as PromQL quotes it, with the signs hidden in which Grafana would see a variable."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("$", "\\x24").replace("[", "\\x5b") + '"'
