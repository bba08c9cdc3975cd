"""The table that is looked through: the words of each experiment, beside which each database keeps its own index."""

from sqlalchemy import ForeignKeyConstraint, Index

from store.columns import bounded_id, prose, row_id, words
from store.tables import EXPERIMENT_KEY, Bounded


class SearchRow(Bounded, table=True):
    """The folded words of one experiment; its `id` is what the index of SQLite knows it by."""

    __tablename__ = "search_texts"
    __mapper_args__ = bounded_id("id")
    __table_args__ = (
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("search_texts_by_experiment", "workspace", "experiment", unique=True),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    experiment: int
    title: str = prose()
    hypothesis: str = prose()
    learning: str = prose()
    metrics: str = prose()
