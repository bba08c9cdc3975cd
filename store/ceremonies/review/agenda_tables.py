"""The tables of the two review ceremonies: what was discussed, noted, decided and checked."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from rules.ceremony_names import Ceremony
from store.columns import bounded_id, by_value, moment, prose, row_id, words
from store.tables import EXPERIMENT_KEY, HOLDING_KEY, Bounded


class DiscussedRow(Bounded, table=True):
    """One experiment that was marked as discussed in one holding."""

    __tablename__ = "discussed"
    __table_args__ = (ForeignKeyConstraint(*HOLDING_KEY), ForeignKeyConstraint(*EXPERIMENT_KEY))

    channel: str = words(20, key=True)
    ceremony: Ceremony = by_value(Ceremony, key=True)
    day: date = Field(primary_key=True)
    experiment: int = Field(primary_key=True)
    by: str = words(20)
    at: datetime = moment()


class NoteRow(Bounded, table=True):
    """One note about an experiment, taken in one holding."""

    __tablename__ = "notes"
    __mapper_args__ = bounded_id("id")
    __table_args__ = (
        ForeignKeyConstraint(*HOLDING_KEY),
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
