"""What people type into the form of a submission, understood or refused field by field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from rules.complaints import Complaints
from rules.evidence.evidence_links import reference_objections
from rules.experiments.experiment import Artifact, ArtifactKind, Budget, Experiment
from rules.numbers.typed_numbers import as_typed, our_signs, read_number
from rules.refusals import Refused, refuse
from rules.words import clean, within

LONGEST_REFERENCE = 1000
NOTHING_SUBMITTED = (
    "Nothing is filled in, so there is nothing to judge. Fill in at least one of these fields."
)
LONGEST_AMOUNT = 100
LONGEST_CHANGED = 2000
# What one experiment of a project and the next may well share. An evaluation or a projection is of one experiment alone.
LIKELY_THE_SAME = (ArtifactKind.DATASET, ArtifactKind.ROLLBACK_PLAN)

# A day instead of a month is no part of it.
CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₹₩]|[A-Z]{3}|(?i:eur|usd|gbp|chf|euros?|dollars?|pounds?))"
MONTHLY = r"(?i:(?:/|a|per)\s*(?:month|mo)|monthly)"
AMOUNT = re.compile(rf"^{CURRENCY}?\s*(?P<number>\S.*?)\s*{CURRENCY}?\s*{MONTHLY}?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionDraft:
    """A submission as typed: references by kind, the two amounts, and what changed; what is `unasked` was not asked for, and
    stays as the revision before has it."""

    references: Mapping[ArtifactKind, str] = field(default_factory=dict)
    monthly_cost: str = ""
    monthly_budget: str = ""
    changed: str = ""
    unasked: frozenset[ArtifactKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission as understood."""

    references: Mapping[ArtifactKind, str]
    budget: Budget
    changed: str = ""


def read_submission(draft: SubmissionDraft, before: Iterable[Artifact] = ()) -> Submission:
    """Return the submission that was typed, with what the revision `before` has of what was not asked for; refuse one with
    nothing in it."""
    complaints = Complaints()
    submission = understood(draft, before, complaints)
    complaints.done()
    if not submission.references and submission.budget == Budget():
        raise Refused(fields={ArtifactKind.SAFETY_EVALUATION.value: NOTHING_SUBMITTED})
    return submission


def understood(draft: SubmissionDraft, before: Iterable[Artifact], complaints: Complaints) -> Submission:
    """Return what can be understood of a submission, as it stands while it is typed; what is wrong is complained of."""
    references = {one.kind: one.reference for one in before if one.kind in draft.unasked}
    for kind in (kind for kind in ArtifactKind if kind not in draft.unasked):
        reference = complaints.read(kind.value, partial(read_reference, draft, kind), "")
        if reference:
            references[kind] = reference
    budget = Budget(
        monthly_cost=complaints.read("monthly_cost", lambda: read_amount(draft.monthly_cost), None),
        monthly_budget=complaints.read("monthly_budget", lambda: read_amount(draft.monthly_budget), None),
    )
    changed = complaints.read("changed", lambda: read_changed(draft.changed), "")
    return Submission(references=references, budget=budget, changed=changed)


def read_changed(text: str) -> str:
    """Return what somebody says has changed; refuse an over-long one."""
    return within(clean(text), LONGEST_CHANGED)


def as_submitted(experiment: Experiment, draft: SubmissionDraft, by: str, now: datetime) -> Experiment:
    """Return what an experiment would be with what is typed so far: what its checklist says of it then can be told."""
    submission = understood(draft, experiment.artifacts, Complaints())
    artifacts = artifacts_of(submission, by, experiment.artifacts, now)
    return replace(experiment, artifacts=artifacts, budget=submission.budget)


def prepared(experiment: Experiment, earlier: Experiment | None) -> SubmissionDraft:
    """Return what the form of a submission opens with: the revision before, or for the first one what the project has
    used last, as far as it could be the same."""
    source = experiment if experiment.revision or earlier is None else earlier
    kinds = ArtifactKind if source is experiment else LIKELY_THE_SAME
    budget = experiment.budget if source is experiment else replace(source.budget, monthly_cost=None)
    found = {kind: source.artifact(kind) for kind in kinds}
    return SubmissionDraft(
        references={kind: artifact.reference for kind, artifact in found.items() if artifact},
        monthly_cost=amount_typed(budget.monthly_cost),
        monthly_budget=amount_typed(budget.monthly_budget),
    )


def amount_typed(amount: Decimal | None) -> str:
    """Return an amount as it would be typed."""
    return as_typed(amount) if amount is not None else ""


def read_reference(draft: SubmissionDraft, kind: ArtifactKind) -> str:
    """Return a link or reference; refuse an over-long one, and what leads nowhere."""
    kept = " ".join(clean(draft.references.get(kind, "")).split())
    kept = within(kept, LONGEST_REFERENCE, hint=" A link is enough.")
    if kept:
        refuse(reference_objections(kept, kind))
    return kept


def read_amount(text: str) -> Decimal | None:
    """Return an amount of money a month, or None for an empty one; a currency and “a month” are let go."""
    kept = our_signs(clean(text))
    if not kept:
        return None
    match = AMOUNT.match(kept) if len(kept) <= LONGEST_AMOUNT else None
    if not match or not re.match(r"\+?[.,]?\d", match["number"]):
        raise Refused("Give an amount a month as a number of 0 or more, like 1200 or 1200.50.")
    return read_number(match["number"])


def artifacts_of(
    submission: Submission, by: str, before: tuple[Artifact, ...], now: datetime
) -> tuple[Artifact, ...]:
    """Return the artifacts of a submission; one that stays as it was stays its contributor's."""
    known = {(artifact.kind, artifact.reference): artifact for artifact in before}
    return tuple(
        known.get((kind, reference)) or Artifact(kind=kind, reference=reference, added_by=by, added_at=now)
        for kind, reference in submission.references.items()
    )
