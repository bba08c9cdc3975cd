"""The facts of an experiment: what was proposed, submitted, measured and decided."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from rules.experiments.bias_facts import BiasAcceptance, BiasCheck
from rules.experiments.forecast_facts import Forecast, Risk
from rules.experiments.makers import Handover, PastPart
from rules.experiments.metrics import Measurement, Metric, Strike
from rules.experiments.overrides import Override
from rules.names import is_same_name
from rules.people.people import Duty
from rules.people.projects import Workstream
from rules.people.seat_facts import PassedSeat, Question
from rules.words import Worded


class Stage(Worded):
    """Where an experiment stands in its life."""

    PROPOSED = "proposed"
    RUNNING = "running"
    IN_REVIEW = "in_review"
    CHANGES_ASKED = "changes_asked"
    APPROVED = "approved"
    PROMOTING = "promoting"
    DECLINED = "declined"
    IN_PRODUCTION = "in_production"
    ROLLED_BACK = "rolled_back"
    RETIRED = "retired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"


class ReviewKind(Worded):
    """The reviews that every experiment requires."""

    TECHNICAL = "technical"
    ETHICS = "ethics"
    BUSINESS = "business"

    @property
    def duty(self) -> Duty:
        """Return the duty that lets a member decide this review."""
        return Duty(self.value)


class ApprovalKind(Worded):
    """The approvals that a promotion requires."""

    TECHNICAL_LEAD = "technical_lead"
    PRODUCT_OWNER = "product_owner"
    SECURITY = "security"

    @property
    def duty(self) -> Duty:
        """Return the duty that lets a member give this approval."""
        return Duty(self.value)


class ArtifactKind(Worded):
    """What a submission may bring."""

    MODEL = "model"
    PROMPT = "prompt"
    DATASET = "dataset", "dataset or index"
    EVALUATION_REPORT = "evaluation_report"
    SAFETY_EVALUATION = "safety_evaluation"
    COST_PROJECTION = "cost_projection"
    DOCUMENTATION = "documentation"
    ROLLBACK_PLAN = "rollback_plan"

    @property
    def label(self) -> str:
        """Return the words with a capital letter, as a form labels them."""
        return self.words.capitalize()


class Verdict(StrEnum):
    """What a reviewer or an approver can say."""

    APPROVE = "approve"
    ASK_FOR_CHANGES = "ask_for_changes"
    REJECT = "reject"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One link or reference, with its kind and who brought it."""

    kind: ArtifactKind
    reference: str
    added_by: str
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What running the experiment in production costs a month, and what it may cost; `stated_at` is no part of it."""

    monthly_cost: Decimal | None = None
    monthly_budget: Decimal | None = None
    stated_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What is required of one revision, frozen when it was submitted."""

    reviews: tuple[ReviewKind, ...] = tuple(ReviewKind)
    approvals: tuple[ApprovalKind, ...] = tuple(ApprovalKind)
    one_seat_each: bool = True

    def __post_init__(self) -> None:
        """Refuse to require less than the brief does; a workspace may only add."""
        if not set(self.reviews) >= set(ReviewKind) or not set(self.approvals) >= set(ApprovalKind):
            raise ValueError("every review and every approval of the brief is required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One verdict of one kind on one revision, bound to the digest of what it judged; an approval `confirms` by name the
    evidence that was words and no link, each by its text."""

    kind: ReviewKind
    revision: int
    verdict: Verdict
    by: str
    at: datetime
    digest: str
    reason: str = ""
    confirms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One word of one approver in one round of promotion."""

    kind: ApprovalKind
    revision: int
    round: int
    verdict: Verdict
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """An approval that ended because its giver no longer held the duty, or had left, when the next one was given; `place`
    is its place among the approvals."""

    place: int
    kind: ApprovalKind
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The PromQL expression that returns a metric in production, in the unit of its threshold."""

    metric: str
    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """What only people know about going to production; `bake_hours` is the time at each step."""

    service: str = ""
    traffic_steps: tuple[int, ...] = (5, 25, 50, 100)
    bake_hours: int = 24
    rollback_owner: str = ""
    queries: tuple[Query, ...] = ()

    def query(self, metric: Metric) -> str:
        """Return the expression of a metric, or nothing; correcting how its name is written loses nothing."""
        mine = (query for query in self.queries if is_same_name(query.metric, metric.name))
        return next((query.expression for query in mine), "")


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps an experiment from promotion: a follow-up, by its number, that its owner is to do until a day, and that
    awaits a finding once it is `done_by` somebody; `decision` is what `by` recorded in the review of the day `decided_on`."""

    task: str
    owner: str
    due: date | None
    number: int = 0
    decision: str = ""
    decided_on: date | None = None
    by: str = ""
    done_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One experiment; `revision` counts submissions, `round` counts promotions, `board_since` is the first
    revision whose reviews may still count; `finished_at` is when the first result came; `deputy` acts in the owner's
    place while that is no person of this workspace, or is empty; `parts` and `handovers` keep
    for good who had a part in it; `bias_checks` are the newest of each metric; `board_reset_at` is when a change last
    took reviews back."""

    number: int
    title: str
    hypothesis: str
    owner: str
    proposer: str
    workstream: Workstream
    proposed_at: datetime
    channel: str = ""
    project: int | None = None
    target: date | None = None
    risk: Risk = Risk.MEDIUM
    forecast: Forecast | None = None
    finished_at: datetime | None = None
    metrics: tuple[Metric, ...] = ()
    stage: Stage = Stage.PROPOSED
    stage_since: datetime
    revision: int = 0
    board_since: int = 1
    round: int = 0
    artifacts: tuple[Artifact, ...] = ()
    budget: Budget = Budget()
    requirements: Requirements = Requirements()
    rollout: Rollout = Rollout()
    reviews: tuple[Review, ...] = ()
    approvals: tuple[Approval, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    strikes: tuple[Strike, ...] = ()
    overrides: tuple[Override, ...] = ()
    closing_note: str = ""
    learning: str = ""
    closed_by: str = ""
    holds: tuple[Hold, ...] = ()
    parts: tuple[PastPart, ...] = ()
    handovers: tuple[Handover, ...] = ()
    bias_checks: tuple[BiasCheck, ...] = ()
    bias_acceptances: tuple[BiasAcceptance, ...] = ()
    questions: tuple[Question, ...] = ()
    passed_seats: tuple[PassedSeat, ...] = ()
    board_reset_at: datetime | None = None
    # Known of the people of now, and no part of the state that is kept.
    deputy: str = field(default="", compare=False)
    # How many facts made this state; it says nothing of the experiment.
    facts: int = field(default=0, compare=False)

    @property
    def key(self) -> str:
        """Return the name people use, as in EXP-12."""
        return f"EXP-{self.number}"

    @property
    def asked(self) -> str:
        """Return who is asked to own it and has not answered, or nobody."""
        last = self.handovers[-1] if self.handovers else None
        return last.to if last and last.is_awaited else ""

    @property
    def makers(self) -> frozenset[str]:
        """Return whoever ever owned, proposed or contributed, and so decides nothing about it."""
        return self.makers_for_good | {artifact.added_by for artifact in self.artifacts}

    @property
    def makers_for_good(self) -> frozenset[str]:
        """Return the makers who stay makers whatever the next revision brings."""
        owned = {handover.of for handover in self.handovers if handover.is_accepted}
        return frozenset({self.owner, self.proposer} | owned | {part.by for part in self.parts})

    def artifact(self, kind: ArtifactKind) -> Artifact | None:
        """Return the artifact of a kind, if there is one."""
        return next((artifact for artifact in self.artifacts if artifact.kind is kind), None)

    def strike_of(self, measurement: Measurement) -> Strike | None:
        """Return what marked a value as wrong, if anything did."""
        return next((one for one in self.strikes if one.value == measurement), None)

    def counts(self, measurement: Measurement) -> bool:
        """Tell whether a value counts: it is neither marked as wrong nor set aside."""
        return not measurement.aside and self.strike_of(measurement) is None

    def latest(self, metric: Metric) -> Measurement | None:
        """Return the newest measurement of a metric in its unit that counts, by the time it was measured; of two at once
        the later entry."""
        mine = (one for one in reversed(self.measurements) if metric.is_measured_by(one))
        taken = [one for one in mine if self.counts(one)]
        return max(taken, key=lambda measurement: measurement.at, default=None)
