"""The tables of the two review ceremonies: what was discussed, noted, decided and checked."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from rules.ceremonies import Ceremony
from rules.groups import GroupValue
from store.ceremony_tables import OCCURRENCE_KEY
from store.columns import by_value, document, moment, prose, row_id, words
from store.tables import EXPERIMENT_KEY, Bounded


class DiscussedRow(Bounded, table=True):
    """One experiment that was marked as discussed in one holding."""

    __tablename__ = "discussed"
    __table_args__ = (ForeignKeyConstraint(*OCCURRENCE_KEY), ForeignKeyConstraint(*EXPERIMENT_KEY))

    channel: str = words(20, key=True)
    ceremony: Ceremony = by_value(Ceremony, key=True)
    day: date = Field(primary_key=True)
    experiment: int = Field(primary_key=True)
    by: str = words(20)
    at: datetime = moment()


class NoteRow(Bounded, table=True):
    """One note about an experiment, taken in one holding."""

    __tablename__ = "notes"
    __table_args__ = (
        ForeignKeyConstraint(*OCCURRENCE_KEY),
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("notes_by_holding", "workspace", "channel", "ceremony", "day"),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    channel: str = words(20)
    ceremony: Ceremony = by_value(Ceremony)
    day: date
    experiment: int
    text: str = prose()
    by: str = words(20)
    at: datetime = moment()


class FollowUpRow(Bounded, table=True):
    """One decision of an AI ethics review, with the follow-up it asks for; its owner is reminded at `remind_at`."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        ForeignKeyConstraint(*OCCURRENCE_KEY),
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("follow_ups_by_holding", "workspace", "channel", "ceremony", "day"),
        Index("follow_ups_by_experiment", "workspace", "experiment"),
        Index("follow_ups_by_time", "remind_at"),
    )

    workspace: str = words(20)
    number: int | None = row_id()
    channel: str = words(20)
    ceremony: Ceremony = by_value(Ceremony)
    day: date
    experiment: int | None = None
    decision: str = prose()
    reason: str = prose()
    task: str = prose()
    owner: str = words(20, default="")
    due: date | None = None
    holds: bool = False
    by: str = words(20)
    at: datetime = moment()
    done_by: str = words(20, default="")
    done_at: datetime | None = moment(nullable=True)
    remind_at: datetime | None = moment(nullable=True)


class BiasCheckRow(Bounded, table=True):
    """One bias check of one experiment, entered in one holding."""

    __tablename__ = "bias_checks"
    __table_args__ = (
        ForeignKeyConstraint(*OCCURRENCE_KEY),
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("bias_checks_by_experiment", "workspace", "experiment", "id"),
        Index("bias_checks_by_holding", "workspace", "channel", "ceremony", "day"),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    channel: str = words(20)
    ceremony: Ceremony = by_value(Ceremony)
    day: date
    experiment: int
    metric: str = words(60)
    higher_is_better: bool = True
    groups: tuple[GroupValue, ...] = document(tuple[GroupValue, ...])
    threshold: float = 0.8
    by: str = words(20)
    at: datetime = moment()
