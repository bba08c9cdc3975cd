"""The table of runs of workflow steps that wait for a decision."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index

from rules.workflows.outcomes import Awaited
from store.columns import by_value, moment, words
from store.tables import EXPERIMENT_KEY, Bounded


class ExecutionRow(Bounded, table=True):
    """One run that waits for a decision on an experiment since that had so many facts; it is removed once it is told."""

    __tablename__ = "executions"
    __table_args__ = (
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("executions_by_experiment", "workspace", "experiment"),
    )

    execution: str = words(100, key=True)
    experiment: int
    awaited: Awaited = by_value(Awaited)
    facts: int
    since: datetime = moment()
