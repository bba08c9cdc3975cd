"""The tables of experiments, and of what is decided about them."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from rules.experiments.experiment import Experiment, ReviewKind, Stage, Verdict
from rules.experiments.forecast_facts import Risk
from rules.people.projects import Workstream
from store.columns import by_value, moment, prose, words, written
from store.tables import EXPERIMENT_KEY, Bounded

# A click pays for no entry in the index of those few that somebody is asked to own.
SOMEBODY_ASKED = text("asked <> ''")


class ExperimentRow(Bounded, table=True):
    """One experiment: a snapshot of what its facts give, and the columns that lists and agendas ask for."""

    __tablename__ = "experiments"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "project"], ["projects.workspace", "projects.number"]),
        Index("experiments_by_stage", "workspace", "stage", "number"),
        Index("experiments_by_time", "workspace", "stage", "stage_since"),
        Index("experiments_by_owner", "workspace", "owner", "number"),
        Index("experiments_by_project", "workspace", "project", "number"),
        Index("experiments_by_kind", "workspace", "workstream", "risk", "number"),
        Index("experiments_by_workstream", "workspace", "workstream", "number"),
        Index(
            "experiments_asked",
            "workspace",
            "asked",
            sqlite_where=SOMEBODY_ASKED,
            postgresql_where=SOMEBODY_ASKED,
        ),
        Index("experiments_by_target", "workspace", "target", "stage"),
    )

    number: int = Field(primary_key=True)
    title: str = words(120)
    owner: str = words(20)
    proposer: str = words(20)
    workstream: Workstream = by_value(Workstream)
    project: int | None = None
    channel: str = words(20)
    proposed_at: datetime = moment()
    stage: Stage = by_value(Stage)
    stage_since: datetime = moment()
    round: int = 0
    risk: Risk = by_value(Risk)
    finished_at: datetime | None = moment(nullable=True)
    asked: str = words(20, default="")
    target: date | None = None
    facts: int = 0
    state: Experiment = written(Experiment)


class ReviewRow(Bounded, table=True):
    """One verdict of the board, written from its fact for those who ask over many experiments; `ordinal` counts them."""

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
