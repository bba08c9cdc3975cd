"""Which change makes which review stale, by a digest of the fields that the review judged."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rules.experiments.experiment import Artifact, ArtifactKind, Budget, Experiment, Review, ReviewKind
from rules.experiments.metrics import Metric
from rules.people.projects import Workstream
from rules.placeholders import Worth, worth_of
from rules.typed import plain_number


class Field(StrEnum):
    """A field of an experiment that a person can change, in the words of the card."""

    TITLE = "title"
    HYPOTHESIS = "hypothesis"
    WORKSTREAM = "workstream"
    METRICS = "success metrics"
    MODEL = "model"
    PROMPT = "prompt"
    DATASET = "dataset or index"
    EVALUATION_REPORT = "evaluation report"
    SAFETY_EVALUATION = "safety evaluation"
    COST_PROJECTION = "cost projection"
    DOCUMENTATION = "documentation"
    ROLLBACK_PLAN = "rollback plan"


EVERY = frozenset(ReviewKind)
TOUCHES: dict[Field, frozenset[ReviewKind]] = {
    Field.TITLE: frozenset(),
    Field.HYPOTHESIS: EVERY,
    Field.WORKSTREAM: EVERY,
    Field.METRICS: frozenset({ReviewKind.TECHNICAL, ReviewKind.BUSINESS}),
    Field.MODEL: frozenset({ReviewKind.TECHNICAL, ReviewKind.ETHICS}),
    Field.PROMPT: frozenset({ReviewKind.TECHNICAL, ReviewKind.ETHICS}),
    Field.DATASET: frozenset({ReviewKind.TECHNICAL, ReviewKind.ETHICS}),
    Field.EVALUATION_REPORT: frozenset(),
    Field.SAFETY_EVALUATION: frozenset({ReviewKind.ETHICS}),
    Field.COST_PROJECTION: frozenset({ReviewKind.BUSINESS}),
    Field.DOCUMENTATION: frozenset(),
    Field.ROLLBACK_PLAN: frozenset(),
}
# What a review of each kind judges.
JUDGES = {kind: frozenset(field for field in Field if kind in TOUCHES[field]) for kind in ReviewKind}
# What stands before the comparison in the line of a metric.
METRIC_NAME = re.compile(r"^[^<>=\n]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One changed field with its text before and after, and the reviews it makes stale."""

    field: Field
    before: str
    after: str
    resets: tuple[ReviewKind, ...]


def content(experiment: "Experiment | Judged") -> dict[Field, str]:
    """Return every changeable field as canonical text: runs of blanks count as one, the order of metrics not at all."""
    return {
        Field.TITLE: experiment.title,
        Field.HYPOTHESIS: " ".join(experiment.hypothesis.split()),
        Field.WORKSTREAM: experiment.workstream.words,
        Field.METRICS: "\n".join(sorted((metric.line for metric in experiment.metrics), key=str.casefold)),
        **{Field(kind.words): reference(experiment.artifact(kind)) for kind in ArtifactKind},
        Field.COST_PROJECTION: cost(experiment),
    }


def reference(artifact: Artifact | None) -> str:
    """Return what an artifact points to, or nothing."""
    return artifact.reference if artifact else ""


def cost(experiment: "Experiment | Judged") -> str:
    """Return the cost projection with the figures that belong to it."""
    budget = experiment.budget
    parts = [reference(experiment.artifact(ArtifactKind.COST_PROJECTION))]
    if budget.monthly_cost is not None:
        parts.append(f"cost {plain_number(budget.monthly_cost)} a month")
    if budget.monthly_budget is not None:
        parts.append(f"budget {plain_number(budget.monthly_budget)} a month")
    return ", ".join(part for part in parts if part)


def meaning(field: Field, text: str) -> str:
    """Return the text of a field as a review judges it: capital letters in a hypothesis or in the name of a metric mean
    nothing, those of a link or of a unit do."""
    if field is Field.HYPOTHESIS:
        return text.casefold()
    return METRIC_NAME.sub(lambda name: name[0].casefold(), text) if field is Field.METRICS else text


def digest(experiment: Experiment, kind: ReviewKind) -> str:
    """Return the SHA-256, in hexadecimal, of all that a review of this kind judges."""
    return digest_of(experiment, JUDGES[kind])


def digest_of(experiment: Experiment, fields: frozenset[Field]) -> str:
    """Return the SHA-256, in hexadecimal, of what some fields of an experiment mean."""
    return sealed_part(Judged(*(getattr(experiment, name) for name in Judged._fields)), fields)


class Judged(NamedTuple):
    """The fields of an experiment that any review judges."""

    title: str
    hypothesis: str
    workstream: Workstream
    metrics: tuple[Metric, ...]
    artifacts: tuple[Artifact, ...]
    budget: Budget

    def artifact(self, kind: ArtifactKind) -> Artifact | None:
        """Return the artifact of a kind, if there is one."""
        return next((artifact for artifact in self.artifacts if artifact.kind is kind), None)


# One click asks for the same digests a dozen times.
@lru_cache(maxsize=4096)
def sealed_part(judged: Judged, fields: frozenset[Field]) -> str:
    """Return the digest of what some of the judged fields mean."""
    texts = meanings(judged)
    return sealed({field.name: texts[field] for field in fields})


@lru_cache(maxsize=1024)
def meanings(judged: Judged) -> dict[Field, str]:
    """Return what each of the judged fields means."""
    return {field: meaning(field, text) for field, text in content(judged).items()}


def sealed(texts: dict[str, str]) -> str:
    """Return the SHA-256 of texts by name, in hexadecimal."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_fresh(experiment: Experiment, review: Review) -> bool:
    """Tell whether a review still speaks of the experiment as it is now."""
    return review.digest == digest(experiment, review.kind)


def changes(before: Experiment, after: Experiment) -> Iterator[FieldChange]:
    """Yield each field that differs between two states of an experiment."""
    old, new = content(before), content(after)
    for field in Field:
        if old[field] != new[field]:
            yield changed(field, old[field], new[field])


def changed(field: Field, before: str, after: str) -> FieldChange:
    """Return a change with what it resets; the same thing written otherwise resets nothing."""
    is_material = meaning(field, before) != meaning(field, after)
    resets = tuple(kind for kind in ReviewKind if kind in touched(field, after) and is_material)
    return FieldChange(field, before, after, resets)


def touched(field: Field, after: str) -> frozenset[ReviewKind]:
    """Return the reviews that a change of a field touches: a way back in words alone is confirmed by name, anew."""
    is_stated = field is Field.ROLLBACK_PLAN and bool(after) and worth_of(after) is Worth.WORDS
    return TOUCHES[field] | ({ReviewKind.TECHNICAL} if is_stated else set())


def merged(changes: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """Return one change for each field, from its first text to its last; what came back to where it was is none."""
    by_field: dict[Field, FieldChange] = {}
    for change in changes:
        first = by_field.get(change.field)
        before = first.before if first else change.before
        by_field[change.field] = changed(change.field, before, change.after)
    return tuple(change for change in by_field.values() if change.before != change.after)
