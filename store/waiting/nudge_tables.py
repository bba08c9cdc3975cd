"""The tables of reminders: the terms, the mornings that were gone through, and what was told to whom of what waits."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from rules.waiting.clock import Nudge
from store.columns import by_value, moment, words
from store.tables import Bounded


class TermRow(Bounded, table=True):
    """In how many working days what waits is due: in a workstream, or, where that is empty, in all others."""

    __tablename__ = "terms"

    workstream: str = words(40, key=True)
    days: int


class MorningRow(Bounded, table=True):
    """The last local day in whose morning those were reminded who live in a zone, so that each morning comes once; who works
    in other hours than the usual has a row of theirs, which names the hours beside the zone."""

    __tablename__ = "mornings"

    zone: str = words(64, key=True)
    day: date


class NudgeRow(Bounded, table=True):
    """The last word that somebody was told of one thing that waits since a moment, or none where it was only listed; `day` is
    their own day."""

    __tablename__ = "nudges"
    __table_args__ = (Index("nudges_by_experiment", "workspace", "experiment", "day"),)

    user: str = words(20, key=True)
    item: str = words(120, key=True)
    since: datetime = moment()
    nudge: Nudge | None = by_value(Nudge, nullable=True)
    experiment: int = 0
    day: date
    at: datetime = moment()


class PushRow(Bounded, table=True):
    """That an owner reminds somebody of an experiment: told to those who were not at work then in their next morning."""

    __tablename__ = "pushes"

    user: str = words(20, key=True)
    experiment: int = Field(primary_key=True)
    by: str = words(20)
    at: datetime = moment()


class RemindedRow(Bounded, table=True):
    """When the owner of an experiment reminded those of whom it is awaited last."""

    __tablename__ = "reminded"

    experiment: int = Field(primary_key=True)
    by: str = words(20)
    at: datetime = moment()
