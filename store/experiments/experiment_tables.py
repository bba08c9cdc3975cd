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
# What the agendas look for is little of all there is, and has an index of its own for each of its days.
REVIEW_INDEXES: dict[str, tuple[str, ...]] = {
    "late": ("late_from",),
    "safe": ("is_live", "safe_since"),
    "unchecked": ("unchecked_since",),
    "checked": ("checked_at",),
    "failed": ("failed_at",),
}


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
        Index("experiments_by_target", "workspace", "stage", "target", "number"),
        *(
            Index(
                f"experiments_{name}",
                "workspace",
                *columns,
                "number",
                sqlite_where=text(f"{columns[-1]} IS NOT NULL"),
                postgresql_where=text(f"{columns[-1]} IS NOT NULL"),
            )
            for name, columns in REVIEW_INDEXES.items()
        ),
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
    late_from: date | None = None
    is_live: bool = False
    safe_since: datetime | None = moment(nullable=True)
    unchecked_since: datetime | None = moment(nullable=True)
    checked_at: datetime | None = moment(nullable=True)
    failed_at: datetime | None = moment(nullable=True)
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
