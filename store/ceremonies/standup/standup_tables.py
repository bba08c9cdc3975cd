"""The tables of the daily standup: check-ins, and whom to ask when."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from store.columns import moment, prose, words
from store.tables import Bounded


class CheckInRow(Bounded, table=True):
    """One person's answer to the standup of a day, which need not have opened yet; a later answer takes its place."""

    __tablename__ = "check_ins"
    __table_args__ = (Index("check_ins_by_user", "workspace", "channel", "user", "day"),)

    channel: str = words(20, key=True)
    day: date = Field(primary_key=True)
    user: str = words(20, key=True)
    at: datetime = moment()
    edited_at: datetime | None = moment(nullable=True)
    progress: str = prose()
    next: str = prose()
    blockers: str = prose()
    help: str = prose()
    experiment: int | None = None


class AskRow(Bounded, table=True):
    """One person to be asked by message for one standup; `due_at` is empty once that is done."""

    __tablename__ = "asks"
    __table_args__ = (Index("asks_by_time", "due_at"),)

    channel: str = words(20, key=True)
    day: date = Field(primary_key=True)
    user: str = words(20, key=True)
    due_at: datetime | None = moment(nullable=True)
