"""What people type into the form of a submission, understood or refused field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from rules.complaints import Complaints
from rules.evidence.evidence_links import reference_objections
from rules.experiments.experiment import Artifact, ArtifactKind, Budget
from rules.numbers.typed_numbers import our_signs, read_number
from rules.refusals import Refused, refuse
from rules.words import clean

LONGEST_REFERENCE = 1000
NOTHING_SUBMITTED = (
    "Nothing is filled in, so there is nothing to judge. Fill in at least one of these fields."
)
LONGEST_AMOUNT = 100

# A day instead of a month is no part of it.
CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₹₩]|[A-Z]{3}|(?i:eur|usd|gbp|chf|euros?|dollars?|pounds?))"
MONTHLY = r"(?i:(?:/|a|per)\s*(?:month|mo)|monthly)"
AMOUNT = re.compile(rf"^{CURRENCY}?\s*(?P<number>\S.*?)\s*{CURRENCY}?\s*{MONTHLY}?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionDraft:
    """A submission as typed: references by kind, and the two amounts."""

    references: Mapping[ArtifactKind, str] = field(default_factory=dict)
    monthly_cost: str = ""
    monthly_budget: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission as understood."""

    references: Mapping[ArtifactKind, str]
    budget: Budget


def read_submission(draft: SubmissionDraft) -> Submission:
    """Return the submission that was typed; refuse one with nothing in it."""
    complaints = Complaints()
    references: dict[ArtifactKind, str] = {}
    for kind in ArtifactKind:
        reference = complaints.read(kind.value, partial(read_reference, draft, kind), "")
        if reference:
            references[kind] = reference
    budget = Budget(
        monthly_cost=complaints.read("monthly_cost", lambda: read_amount(draft.monthly_cost), None),
        monthly_budget=complaints.read("monthly_budget", lambda: read_amount(draft.monthly_budget), None),
    )
    complaints.done()
    if not references and budget == Budget():
        raise Refused(fields={ArtifactKind.MODEL.value: NOTHING_SUBMITTED})
    return Submission(references=references, budget=budget)


def read_reference(draft: SubmissionDraft, kind: ArtifactKind) -> str:
    """Return a link or reference; refuse an over-long one, and what leads nowhere."""
    kept = " ".join(clean(draft.references.get(kind, "")).split())
    if len(kept) > LONGEST_REFERENCE:
        raise Refused(f"At most {LONGEST_REFERENCE:,} characters; this has {len(kept):,}. A link is enough.")
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
