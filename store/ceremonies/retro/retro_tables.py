"""The tables of the retrospective: what each one holds, who has voted, and the actions that were agreed on."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from rules.ceremonies.retro.retro_figures import Figures
from rules.ceremonies.retro.retros import Card, Group
from rules.ceremony_names import Ceremony
from store.columns import bounded_id, by_value, document, moment, prose, row_id, words
from store.tables import HOLDING_KEY, Bounded


class RetroRow(Bounded, table=True):
    """One retrospective with all its cards in one document, sorted by their random ids.

    Rows of their own would tell the order in which cards came (SQLite's rowid, PostgreSQL's ctid and xmin), and so
    would a time or a receipt of each: docs/decisions/0010-anonymous-cards.md.
    """

    __tablename__ = "retros"
    __table_args__ = (ForeignKeyConstraint(*HOLDING_KEY),)

    channel: str = words(20, key=True)
    ceremony: Ceremony = by_value(Ceremony, key=True)
    day: date = Field(primary_key=True)
    cards: tuple[Card, ...] = document(tuple[Card, ...])
    groups: tuple[Group, ...] = document(tuple[Group, ...])
    figures: Figures = document(Figures)
    tally: Mapping[str, int] | None = document(dict[str, int] | None)
    secret: str = words(64, default="")


class BallotRow(Bounded, table=True):
    """What one person votes for, kept until the votes are counted: it holds the limit, and lets them change it."""

    __tablename__ = "ballots"
    __table_args__ = (ForeignKeyConstraint(*HOLDING_KEY),)

    channel: str = words(20, key=True)
    ceremony: Ceremony = by_value(Ceremony, key=True)
    day: date = Field(primary_key=True)
    voter: str = words(20, key=True)
    choices: tuple[str, ...] = document(tuple[str, ...])


TO_DO = text("done_at IS NULL")


class ActionRow(Bounded, table=True):
    """One action of a retrospective; its owner is reminded at `remind_at`, which is empty once that is done."""

    __tablename__ = "actions"
    __mapper_args__ = bounded_id("number")
    __table_args__ = (
        ForeignKeyConstraint(*HOLDING_KEY),
        Index("actions_by_channel", "workspace", "channel", "done_at"),
        Index("actions_by_holding", "workspace", "channel", "ceremony", "day"),
        Index("actions_by_owner", "workspace", "owner", "done_at"),
        Index("actions_by_time", "remind_at"),
        Index("actions_open", "workspace", "due", sqlite_where=TO_DO, postgresql_where=TO_DO),
    )

    workspace: str = words(20)
    number: int | None = row_id()
    channel: str = words(20)
    ceremony: Ceremony = by_value(Ceremony)
    day: date
    text: str = prose()
    owner: str = words(20)
    due: date
    by: str = words(20)
    at: datetime = moment()
    done_by: str = words(20, default="")
    done_at: datetime | None = moment(nullable=True)
    remind_at: datetime | None = moment(nullable=True)
