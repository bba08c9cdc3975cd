"""The table of overrides."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field

from rules.experiments.overrides import Item, OverrideOutcome
from store.columns import by_value, document, moment, prose, words
from store.tables import EXPERIMENT_KEY, Bounded

CONFIRMED = text("outcome = 'confirmed'")


class OverrideRow(Bounded, table=True):
    """One wish to override an item of the checklist; its answer is filled in once, all else is never changed."""

    __tablename__ = "overrides"
    __table_args__ = (
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index(
            "overrides_confirmed",
            "workspace",
            "settled_at",
            sqlite_where=CONFIRMED,
            postgresql_where=CONFIRMED,
        ),
    )

    experiment: int = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    item: Item = by_value(Item)
    lacks: tuple[str, ...] = document(tuple[str, ...])
    reason: str = prose()
    revision: int
    digest: str = words(64)
    asked_by: str = words(20)
    asked_at: datetime = moment()
    outcome: OverrideOutcome = by_value(OverrideOutcome)
    settled_by: str = words(20, default="")
    settled_at: datetime | None = moment(nullable=True)
