"""The tables of experiments, and of what is decided about them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from rules.experiments.experiment import (
    ApprovalKind,
    Artifact,
    Budget,
    Requirements,
    ReviewKind,
    Rollout,
    Stage,
    Verdict,
)
from rules.experiments.forecast_facts import Forecast, Risk
from rules.experiments.makers import Handover, Part
from rules.experiments.metrics import Metric
from rules.people.projects import Workstream
from store.columns import by_value, document, exact, moment, prose, words
from store.tables import EXPERIMENT_KEY, Bounded


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
    parts: tuple[Part, ...] = document(tuple[Part, ...])
    handovers: tuple[Handover, ...] = document(tuple[Handover, ...])


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
