"""The table of bias checks."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index

from rules.ceremony_names import Ceremony
from rules.experiments.bias_facts import GroupValue
from store.columns import bounded_id, by_value, document, moment, row_id, words
from store.tables import EXPERIMENT_KEY, HOLDING_KEY, Bounded


class BiasCheckRow(Bounded, table=True):
    """One bias check of one experiment, entered in one holding; `number` counts those of the experiment."""

    __tablename__ = "bias_checks"
    __mapper_args__ = bounded_id("id")
    __table_args__ = (
        ForeignKeyConstraint(*HOLDING_KEY),
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("bias_checks_by_experiment", "workspace", "experiment", "number", unique=True),
        Index("bias_checks_by_holding", "workspace", "channel", "ceremony", "day"),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    channel: str = words(20)
    ceremony: Ceremony = by_value(Ceremony)
    day: date
    experiment: int
    number: int
    metric: str = words(60)
    higher_is_better: bool = True
    groups: tuple[GroupValue, ...] = document(tuple[GroupValue, ...])
    threshold: float = 0.8
    by: str = words(20)
    at: datetime = moment()
