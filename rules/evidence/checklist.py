"""The review checklist of the brief: five items, each met by evidence and never by a tick, or overridden by two people.

Evidence that is words and no link never meets its item: it is stated, and who approves the review that judges it
confirms it by name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.evidence.evidence_links import CHECKED
from rules.evidence.trends import standing_since
from rules.experiments.experiment import Artifact, ArtifactKind, Experiment, ReviewKind, Stage
from rules.experiments.metrics import Metric
from rules.experiments.overrides import Item, Override
from rules.experiments.staleness import Field, digest, digest_of
from rules.placeholders import Worth, worth_of
from rules.typed import plain_number
from rules.words import shorten

# An override stands while what its item is about is what it was: the idea, what goes live where the item depends on it,
# and the item's own evidence. What belongs to another item alone touches none but that one.
IDEA = frozenset({Field.HYPOTHESIS, Field.WORKSTREAM})
GOES_LIVE = frozenset({Field.MODEL, Field.PROMPT, Field.DATASET})
RESTS_ON = {
    Item.PERFORMANCE: IDEA | GOES_LIVE | {Field.METRICS},
    Item.SAFETY: IDEA | GOES_LIVE | {Field.SAFETY_EVALUATION},
    Item.COST: IDEA | {Field.COST_PROJECTION},
    Item.DOCUMENTATION: IDEA | {Field.DOCUMENTATION},
    Item.ROLLBACK: IDEA | GOES_LIVE | {Field.ROLLBACK_PLAN},
}
# Overrides from before this rested on all that a review of this kind judges; they keep standing as long as that does.
JUDGED_LIKE = {
    Item.PERFORMANCE: ReviewKind.TECHNICAL,
    Item.SAFETY: ReviewKind.ETHICS,
    Item.COST: ReviewKind.BUSINESS,
    Item.DOCUMENTATION: ReviewKind.TECHNICAL,
    Item.ROLLBACK: ReviewKind.TECHNICAL,
}


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """One item: the sentences that say what its evidence lacks, the evidence that is there, since when it is so where
    that is known, the overrides that cover what it lacks, and the artifact of which the words are all there is."""

    item: Item
    lacks: tuple[str, ...]
    evidence: str = ""
    since: datetime | None = None
    overrides: tuple[Override, ...] = ()
    stated: Artifact | None = None

    @property
    def met(self) -> bool:
        """Tell whether nothing is lacking, and there is more than words."""
        return not self.lacks and self.stated is None

    @property
    def name(self) -> str:
        """Return the item as it is headed; where its evidence is words, nothing has passed."""
        return self.stated.kind.label if self.stated else self.item.value

    @property
    def open_lacks(self) -> tuple[str, ...]:
        """Return what is lacking and not covered by an override."""
        covered = {lack for override in self.overrides for lack in override.lacks}
        return tuple(lack for lack in self.lacks if lack not in covered)

    @property
    def is_open(self) -> bool:
        """Tell whether this item keeps the experiment from being approved."""
        return bool(self.open_lacks)


def checklist(experiment: Experiment) -> tuple[ItemFinding, ...]:
    """Return what the evidence says about each of the five items."""
    return tuple(finding(experiment, item) for item in Item)


def finding(experiment: Experiment, item: Item) -> ItemFinding:
    """Return what the evidence says about one item."""
    lacks, evidence, since = RULES[item]
    lacking = tuple(lacks(experiment))
    covering = (one for one in experiment.overrides if one.item is item and stands(experiment, one))
    return ItemFinding(
        item,
        lacking,
        evidence(experiment),
        since(experiment) or (asked_since(experiment) if lacking else None),
        tuple(override for override in covering if set(override.lacks) & set(lacking)),
        stated(experiment, item),
    )


def stated(experiment: Experiment, item: Item) -> Artifact | None:
    """Return the artifact of an item whose evidence is words, whether they say something or only fill in for it."""
    artifacts = (one for one in experiment.artifacts if CHECKED.get(one.kind) is item)
    return next((one for one in artifacts if worth_of(one.reference) is not Worth.REFERENCE), None)


def stated_for(experiment: Experiment, kind: ReviewKind) -> tuple[Artifact, ...]:
    """Return the evidence in words that who approves a review confirms by name."""
    return tuple(
        one
        for one in experiment.artifacts
        if one.kind in CHECKED
        and JUDGED_LIKE[CHECKED[one.kind]] is kind
        and worth_of(one.reference) is Worth.WORDS
    )


def asked_since(experiment: Experiment) -> datetime | None:
    """Return since when the board asks for what is not there: since it sits."""
    return experiment.stage_since if experiment.stage is Stage.IN_REVIEW else None


def stands(experiment: Experiment, override: Override) -> bool:
    """Tell whether an override counts now: confirmed, of this board, by somebody who is no maker, and nothing that it
    judged has changed since."""
    is_of_this_board = override.revision >= experiment.board_since
    is_by_a_second = override.settled_by not in experiment.makers
    return override.is_confirmed and is_of_this_board and is_by_a_second and is_current(experiment, override)


def is_current(experiment: Experiment, override: Override) -> bool:
    """Tell whether the experiment is what it was when the override was asked for."""
    item = override.item
    return override.digest in (judged_digest(experiment, item), digest(experiment, JUDGED_LIKE[item]))


def judged_digest(experiment: Experiment, item: Item) -> str:
    """Return the digest of what an override of this item rests on."""
    return digest_of(experiment, RESTS_ON[item])


def is_complete(experiment: Experiment) -> bool:
    """Tell whether no item is open."""
    return not any(one.is_open for one in checklist(experiment))


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
            yield f"the monthly cost is {plain_number(over)} over the budget of {plain_number(budget.monthly_budget)}"


def cost_evidence(experiment: Experiment) -> str:
    """Return cost and budget."""
    budget = experiment.budget
    if budget.monthly_cost is None or budget.monthly_budget is None:
        return ""
    return f"{plain_number(budget.monthly_cost)} of {plain_number(budget.monthly_budget)} a month"


def performance_since(experiment: Experiment) -> datetime | None:
    """Return when the last metric came to be met, or the first one came to be missed; a value that is missing is missed
    since the board asks for it."""
    missed = [metric for metric in experiment.metrics if not is_met(experiment, metric)]
    asked = asked_since(experiment)
    times = [standing_since(experiment, metric) or asked for metric in missed or experiment.metrics]
    known = [time for time in times if time]
    if not known or len(known) < len(times):
        return None
    return min(known) if missed else max(known)


def is_met(experiment: Experiment, metric: Metric) -> bool:
    """Tell whether a metric has a value on the right side of its threshold."""
    latest = experiment.latest(metric)
    return latest is not None and metric.met_by(latest.value)


def cost_since(experiment: Experiment) -> datetime | None:
    """Return when the projection and its amounts were last changed."""
    times = (added(ArtifactKind.COST_PROJECTION)(experiment), experiment.budget.stated_at)
    return max((time for time in times if time), default=None)


def absent(kind: ArtifactKind) -> Callable[[Experiment], Iterator[str]]:
    """Return the rule that an artifact of this kind must be there, and say more than that it is not."""

    def lacks(experiment: Experiment) -> Iterator[str]:
        artifact = experiment.artifact(kind)
        if artifact is None:
            yield f"no {kind.words} is attached"
        elif worth_of(artifact.reference) is Worth.PLACEHOLDER:
            yield f"the {kind.words} only says “{shorten(artifact.reference, 40)}”"

    return lacks


def present(kind: ArtifactKind) -> Callable[[Experiment], str]:
    """Return the evidence that an artifact of this kind is."""

    def evidence(experiment: Experiment) -> str:
        artifact = experiment.artifact(kind)
        return artifact.reference if artifact else ""

    return evidence


def added(kind: ArtifactKind) -> Callable[[Experiment], datetime | None]:
    """Return since when an artifact of this kind is what it is."""

    def since(experiment: Experiment) -> datetime | None:
        artifact = experiment.artifact(kind)
        return artifact.added_at if artifact else None

    return since


Rule = tuple[
    Callable[[Experiment], Iterator[str]],
    Callable[[Experiment], str],
    Callable[[Experiment], datetime | None],
]


def attached(kind: ArtifactKind) -> Rule:
    """Return the rule of an item that an artifact meets by being there."""
    return absent(kind), present(kind), added(kind)


RULES: dict[Item, Rule] = {
    Item.PERFORMANCE: (performance_lacks, performance_evidence, performance_since),
    Item.SAFETY: attached(ArtifactKind.SAFETY_EVALUATION),
    Item.COST: (cost_lacks, cost_evidence, cost_since),
    Item.DOCUMENTATION: attached(ArtifactKind.DOCUMENTATION),
    Item.ROLLBACK: attached(ArtifactKind.ROLLBACK_PLAN),
}
