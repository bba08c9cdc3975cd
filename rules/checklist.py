"""The review checklist of the brief: five items, each met by evidence and never by a tick."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.experiments import ArtifactKind, Experiment
from rules.metrics import Metric, plain


class Item(StrEnum):
    """The five items, in the brief's words."""

    PERFORMANCE = "Model performance meets threshold"
    SAFETY = "Safety evaluation passed"
    COST = "Cost projection acceptable"
    DOCUMENTATION = "Documentation complete"
    ROLLBACK = "Rollback plan defined"


@dataclass(frozen=True, slots=True)
class Finding:
    """One item, the sentences that say what its evidence lacks, and the evidence that is there."""

    item: Item
    lacks: tuple[str, ...]
    evidence: str = ""

    @property
    def met(self) -> bool:
        """Tell whether nothing is lacking."""
        return not self.lacks


def checklist(experiment: Experiment) -> tuple[Finding, ...]:
    """Return what the evidence says about each of the five items."""
    return tuple(
        Finding(item, tuple(lacks(experiment)), evidence(experiment)) for item, lacks, evidence in RULES
    )


def is_complete(experiment: Experiment) -> bool:
    """Tell whether every item is met."""
    return all(finding.met for finding in checklist(experiment))


def performance_lacks(experiment: Experiment) -> Iterator[str]:
    """Yield every metric that has no value or is on the wrong side of its threshold."""
    if not any(not metric.guardrail for metric in experiment.metrics):
        yield "no success metric is stated"
    for metric in experiment.metrics:
        latest = experiment.latest(metric)
        if latest is None:
            yield f"{metric.name} has no value yet"
        elif not metric.met_by(latest.value):
            yield f"{metric.name} is {metric.quantity(latest.value)}, not {metric.target}"


def performance_evidence(experiment: Experiment) -> str:
    """Return the latest values."""
    return ", ".join(
        value_words(experiment, metric) for metric in experiment.metrics if experiment.latest(metric)
    )


def value_words(experiment: Experiment, metric: Metric) -> str:
    """Return a metric with its latest value."""
    latest = experiment.latest(metric)
    return f"{metric.name} {metric.quantity(latest.value)}" if latest else metric.name


def cost_lacks(experiment: Experiment) -> Iterator[str]:
    """Yield what keeps the cost projection from being acceptable."""
    budget = experiment.budget
    yield from absent(ArtifactKind.COST_PROJECTION)(experiment)
    if budget.monthly_cost is None:
        yield "no monthly cost is stated"
    if budget.monthly_budget is None:
        yield "no monthly budget is stated"
    if budget.monthly_cost is not None and budget.monthly_budget is not None:
        over = budget.monthly_cost - budget.monthly_budget
        if over > 0:
            yield f"the monthly cost is {plain(over)} over the budget of {plain(budget.monthly_budget)}"


def cost_evidence(experiment: Experiment) -> str:
    """Return cost and budget."""
    budget = experiment.budget
    if budget.monthly_cost is None or budget.monthly_budget is None:
        return ""
    return f"{plain(budget.monthly_cost)} of {plain(budget.monthly_budget)} a month"


def absent(kind: ArtifactKind) -> Callable[[Experiment], Iterator[str]]:
    """Return the rule that an artifact of this kind must be there."""

    def lacks(experiment: Experiment) -> Iterator[str]:
        if experiment.artifact(kind) is None:
            yield f"no {kind.words} is attached"

    return lacks


def present(kind: ArtifactKind) -> Callable[[Experiment], str]:
    """Return the evidence that an artifact of this kind is."""

    def evidence(experiment: Experiment) -> str:
        artifact = experiment.artifact(kind)
        return artifact.reference if artifact else ""

    return evidence


RULES = (
    (Item.PERFORMANCE, performance_lacks, performance_evidence),
    (Item.SAFETY, absent(ArtifactKind.SAFETY_EVALUATION), present(ArtifactKind.SAFETY_EVALUATION)),
    (Item.COST, cost_lacks, cost_evidence),
    (Item.DOCUMENTATION, absent(ArtifactKind.DOCUMENTATION), present(ArtifactKind.DOCUMENTATION)),
    (Item.ROLLBACK, absent(ArtifactKind.ROLLBACK_PLAN), present(ArtifactKind.ROLLBACK_PLAN)),
)
