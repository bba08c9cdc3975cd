"""The tables. Each carries its workspace, and `store.database` bounds every query by it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from rules.cycles import Forecast, Risk
from rules.experiments import (
    ApprovalKind,
    Artifact,
    Budget,
    Requirements,
    ReviewKind,
    Rollout,
    Stage,
    Verdict,
    Workstream,
)
from rules.metrics import Metric
from rules.people import Duty, Role
from rules.plans import DeploymentPlan
from rules.projects import Milestone
from rules.sheets import Deed
from rules.staleness import Change
from store.columns import by_value, document, exact, moment, prose, row_id, words

EXPERIMENT_KEY = ["workspace", "experiment"], ["experiments.workspace", "experiments.number"]


class LetterState(StrEnum):
    """Where a letter is on its way."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"


class PostingKind(StrEnum):
    """Which message of an experiment was posted."""

    CARD = "card"
    BOARD = "board"
    GATE = "gate"


class Bounded(SQLModel):
    """What belongs to one workspace."""

    workspace: str = words(20, key=True)


class WorkspaceRow(Bounded, table=True):
    """One Slack team, with its settings and its counters."""

    __tablename__ = "workspaces"

    name: str = words(255, default="")
    one_seat_each: bool = True
    experiments: int = 0
    projects: int = 0
    created_at: datetime = moment()


class MemberRow(Bounded, table=True):
    """One person of a workspace."""

    __tablename__ = "members"

    id: str = words(20, key=True)
    name: str = words(255, default="")
    role: Role | None = by_value(Role, nullable=True)
    duties: tuple[Duty, ...] = document(tuple[Duty, ...])
    is_slack_admin: bool = False
    is_active: bool = True
    zone: str = words(64, default="UTC")


class ProjectRow(Bounded, table=True):
    """One project; `folded_name` is the name as it is compared: folding makes up to three letters of one."""

    __tablename__ = "projects"
    __table_args__ = (Index("projects_by_name", "workspace", "folded_name", unique=True),)

    number: int = Field(primary_key=True)
    name: str = words(60)
    folded_name: str = words(180)
    workstream: Workstream = by_value(Workstream)
    members: tuple[str, ...] = document(tuple[str, ...])
    milestones: tuple[Milestone, ...] = document(tuple[Milestone, ...])
    channel: str = words(20)
    created_by: str = words(20)


class ExperimentRow(Bounded, table=True):
    """One experiment; what is decided about it stands in rows of its own."""

    __tablename__ = "experiments"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "project"], ["projects.workspace", "projects.number"]),
        Index("experiments_by_stage", "workspace", "stage", "number"),
        Index("experiments_by_time", "workspace", "stage", "stage_since"),
        Index("experiments_by_owner", "workspace", "owner", "number"),
        Index("experiments_by_project", "workspace", "project", "number"),
        Index("experiments_by_kind", "workspace", "workstream", "risk", "number"),
        Index("experiments_by_workstream", "workspace", "workstream", "number"),
    )

    number: int = Field(primary_key=True)
    title: str = words(120)
    hypothesis: str = prose()
    owner: str = words(20)
    proposer: str = words(20)
    workstream: Workstream = by_value(Workstream)
    project: int | None = None
    target: date | None = None
    channel: str = words(20)
    proposed_at: datetime = moment()
    stage: Stage = by_value(Stage)
    stage_since: datetime = moment()
    revision: int = 0
    board_since: int = 1
    round: int = 0
    risk: Risk = by_value(Risk)
    forecast: Forecast | None = document(Forecast | None)
    finished_at: datetime | None = moment(nullable=True)
    metrics: tuple[Metric, ...] = document(tuple[Metric, ...])
    artifacts: tuple[Artifact, ...] = document(tuple[Artifact, ...])
    budget: Budget = document(Budget)
    requirements: Requirements = document(Requirements)
    rollout: Rollout = document(Rollout)
    closing_note: str = prose()
    learning: str = prose()
    closed_by: str = words(20, default="")


class ReviewRow(Bounded, table=True):
    """One verdict of the board; `ordinal` counts an experiment's verdicts, so that two cannot share a place."""

    __tablename__ = "reviews"
    __table_args__ = (ForeignKeyConstraint(*EXPERIMENT_KEY),)

    experiment: int = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    kind: ReviewKind = by_value(ReviewKind)
    revision: int
    verdict: Verdict = by_value(Verdict)
    by: str = words(20)
    at: datetime = moment()
    digest: str = words(64)
    reason: str = prose()


class ApprovalRow(Bounded, table=True):
    """One word of an approver in one round of promotion."""

    __tablename__ = "approvals"
    __table_args__ = (ForeignKeyConstraint(*EXPERIMENT_KEY),)

    experiment: int = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    kind: ApprovalKind = by_value(ApprovalKind)
    revision: int
    round: int
    verdict: Verdict = by_value(Verdict)
    by: str = words(20)
    at: datetime = moment()
    reason: str = prose()


class MeasurementRow(Bounded, table=True):
    """One measured value."""

    __tablename__ = "measurements"
    __table_args__ = (ForeignKeyConstraint(*EXPERIMENT_KEY),)

    experiment: int = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    metric: str = words(60)
    value: Decimal = exact()
    unit: str = words(15, default="")
    by: str = words(20)
    at: datetime = moment()
    source: str = words(200, default="")


class PlanRow(Bounded, table=True):
    """The deployment plan that one round of promotion produced."""

    __tablename__ = "plans"
    __table_args__ = (ForeignKeyConstraint(*EXPERIMENT_KEY),)

    experiment: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    plan: DeploymentPlan = document(DeploymentPlan)


class JournalRow(Bounded, table=True):
    """One audit entry; rows are only ever added."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_by_subject", "workspace", "subject", "id"),)

    workspace: str = words(20)
    id: int | None = row_id()
    at: datetime = moment()
    by: str = words(20)
    deed: Deed = by_value(Deed)
    subject: str = words(80)
    detail: str = prose()
    changes: tuple[Change, ...] = document(tuple[Change, ...])


class LetterRow(Bounded, table=True):
    """One message or edit owed to Slack; letters of a lane are delivered in the order of their ids."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("letters_by_lane", "workspace", "lane", "state", "id"),
        Index("letters_by_time", "state", "due_at", "id"),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    lane: str = words(80)
    kind: str = words(40)
    facts: dict[str, Any] = document(dict[str, Any])
    state: LetterState = by_value(LetterState)
    attempts: int = 0
    due_at: datetime = moment()
    claimed_until: datetime | None = moment(nullable=True)
    created_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)
    problem: str = prose()


class PostingRow(Bounded, table=True):
    """Where a message of an experiment stands in Slack; `ordinal` is its revision or its round."""

    __tablename__ = "postings"
    __table_args__ = (ForeignKeyConstraint(*EXPERIMENT_KEY),)

    experiment: int = Field(primary_key=True)
    kind: PostingKind = by_value(PostingKind, key=True)
    ordinal: int = Field(primary_key=True)
    channel: str = words(20)
    ts: str = words(32)
    link: str = words(500, default="")


class ReceiptRow(Bounded, table=True):
    """One request that was carried out, so that its repetition changes nothing."""

    __tablename__ = "receipts"

    request: str = words(120, key=True)
    at: datetime = moment(index=True)
