"""What people type into the forms of an experiment, understood or refused field by field."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TypeVar

from rules.cycles import Risk
from rules.experiments import Artifact, ArtifactKind, Budget, Query, Rollout, Workstream
from rules.metrics import Metric, read_metrics, read_quantity
from rules.references import reference_objections
from rules.refusals import Refused, refuse
from rules.rollouts import query_field, read_query
from rules.words import clean, printable

LONGEST_TITLE = 120
LONGEST_HYPOTHESIS = 2000
LONGEST_REFERENCE = 1000
LONGEST_SERVICE = 80
# A multiplier such as “k”, or a day instead of a month, is no part of it: 1.2k must not read as 1.2.
CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₹₩]|[A-Z]{3}|(?i:eur|usd|gbp|chf|euros?|dollars?|pounds?))"
MONTHLY = r"(?i:(?:/|a|per)\s*(?:month|mo)|monthly)"
# 1.200 is one and a fifth to some and twelve hundred to others.
AMBIGUOUS = re.compile(r"^\+?[1-9]\d{0,2}\.\d{3}$")
NUMBER = re.compile(r"^[0-9]{1,9}\Z")
AMOUNT = re.compile(rf"^{CURRENCY}?\s*(?P<number>\+?[\d.][\d.,]*(?:[eE]\+?\d+)?)\s*{CURRENCY}?\s*{MONTHLY}?$")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """A proposal as typed; `target` is an ISO date or empty, `project` a project's number or empty."""

    title: str = ""
    hypothesis: str = ""
    workstream: str = ""
    owner: str = ""
    project: str = ""
    metrics: str = ""
    target: str = ""
    risk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal as understood."""

    title: str
    hypothesis: str
    workstream: Workstream
    owner: str
    project: int | None = None
    metrics: tuple[Metric, ...] = ()
    target: date | None = None
    risk: Risk = Risk.MEDIUM


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutDraft:
    """The rollout questions as typed; `queries` by their fields, `faults` is what Prometheus said of some of them."""

    service: str = ""
    traffic_steps: str = ""
    bake_hours: str = ""
    rollback_owner: str = ""
    queries: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


class Complaints:
    """Collects what is wrong, field by field, so that a person hears of everything at once."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    def read(self, name: str, reader: Callable[[], T], fallback: T) -> T:
        """Return what the reader understands; keep its refusal for this field otherwise."""
        try:
            return reader()
        except Refused as refusal:
            self.fields[name] = "\n".join(refusal.reasons)
            return fallback

    def done(self) -> None:
        """Refuse, if anything was wrong."""
        if self.fields:
            raise Refused(fields=self.fields)


def read_proposal(draft: ProposalDraft, today: date, *, kept_target: date | None = None) -> Proposal:
    """Return the proposal that was typed; `kept_target` is a target date that may stay although it has passed."""
    complaints = Complaints()
    proposal = Proposal(
        title=complaints.read("title", lambda: read_text(draft.title, "title", LONGEST_TITLE), ""),
        hypothesis=complaints.read("hypothesis", lambda: read_hypothesis(draft.hypothesis), ""),
        workstream=complaints.read(
            "workstream", lambda: Workstream.read(draft.workstream), Workstream.EXPERIMENTATION
        ),
        owner=draft.owner,
        project=int(draft.project) if NUMBER.match(draft.project) else None,
        metrics=complaints.read("metrics", lambda: read_metrics(printable(draft.metrics)), ()),
        target=complaints.read("target", lambda: read_target(draft.target, today, kept_target), None),
        risk=complaints.read("risk", lambda: Risk.read(draft.risk or Risk.MEDIUM.value), Risk.MEDIUM),
    )
    complaints.done()
    return proposal


def read_text(text: str, name: str, longest: int) -> str:
    """Return a typed text, on one line; refuse an empty or over-long one."""
    kept = " ".join(clean(text).split())
    if not kept:
        raise Refused(f"Give a {name}.")
    if len(kept) > longest:
        raise Refused(f"At most {longest:,} characters; this has {len(kept):,}.")
    return kept


def read_hypothesis(text: str) -> str:
    """Return a typed hypothesis with its line ends; refuse an empty or over-long one."""
    kept = clean(text)
    if not kept:
        raise Refused("Say what you expect to happen, and why: “If we …, then …, because …”.")
    if len(kept) > LONGEST_HYPOTHESIS:
        raise Refused(f"At most {LONGEST_HYPOTHESIS:,} characters; this has {len(kept):,}.")
    return kept


def read_target(text: str, today: date, kept: date | None) -> date | None:
    """Return a target date, or None for an empty one; refuse a day that has passed."""
    if not text:
        return None
    try:
        target = date.fromisoformat(text)
    except ValueError:
        raise Refused("Give the date as year, month and day, like 2030-01-31.") from None
    if target < today and target != kept:
        raise Refused(f"{target:%d %B %Y} has passed. Pick today or a later day.")
    return target


def read_submission(draft: SubmissionDraft) -> Submission:
    """Return the submission that was typed."""
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
    kept = " ".join(clean(text).split())
    if not kept:
        return None
    match = AMOUNT.match(kept)
    if not match:
        raise Refused("Give an amount a month as a number of 0 or more, like 1200 or 1,200.50.")
    if AMBIGUOUS.match(match["number"]):
        raise Refused("Is the point a decimal point? Write it like 1200 or 1,200.50.")
    return read_quantity(match["number"])[0]


def artifacts_of(
    submission: Submission, by: str, before: tuple[Artifact, ...], now: datetime
) -> tuple[Artifact, ...]:
    """Return the artifacts of a submission; one that stays as it was stays its contributor's."""
    known = {(artifact.kind, artifact.reference): artifact for artifact in before}
    return tuple(
        known.get((kind, reference)) or Artifact(kind=kind, reference=reference, added_by=by, added_at=now)
        for kind, reference in submission.references.items()
    )


def read_rollout(draft: RolloutDraft, metrics: Iterable[Metric]) -> Rollout:
    """Return the rollout that was typed, with an expression for each of the metrics."""
    complaints = Complaints()
    rollout = Rollout(
        service=complaints.read("service", lambda: read_service(draft.service), ""),
        traffic_steps=complaints.read("traffic_steps", lambda: read_steps(draft.traffic_steps), ()),
        bake_hours=complaints.read("bake_hours", lambda: read_hours(draft.bake_hours), 0),
        rollback_owner=draft.rollback_owner,
        queries=tuple(read_query_of(metric, draft, complaints) for metric in metrics),
    )
    complaints.done()
    return rollout


def read_query_of(metric: Metric, draft: RolloutDraft, complaints: Complaints) -> Query:
    """Return the expression that was typed for a metric."""
    name = query_field(metric.name)
    typed, fault = draft.queries.get(name, ""), draft.faults.get(name, "")
    return Query(
        metric=metric.name, expression=complaints.read(name, lambda: read_query(metric, typed, fault), "")
    )


def read_service(text: str) -> str:
    """Return the name of the service."""
    if not clean(text):
        raise Refused("Give the name of the service that changes.")
    return read_text(text, "name", LONGEST_SERVICE)


def read_steps(text: str) -> tuple[int, ...]:
    """Return traffic steps in percent: rising, between 1 and 100, the last one 100."""
    parts = re.split(r"[\s,;>→]+", clean(text).replace("%", " ").strip())
    steps = tuple(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 3)
    rising = all(low < high for low, high in pairwise(steps))
    if len(steps) != len(parts) or not rising or steps[0] < 1 or steps[-1] != 100:
        raise Refused("Give rising steps in percent that end at 100, like 5, 25, 50, 100.")
    return steps


def read_hours(text: str) -> int:
    """Return the hours each step bakes, 1 to 720."""
    kept = clean(text)
    if not (kept.isascii() and kept.isdigit() and len(kept) <= 6 and 1 <= int(kept) <= 720):
        raise Refused("Give the hours to wait at each step as a whole number from 1 to 720.")
    return int(kept)
