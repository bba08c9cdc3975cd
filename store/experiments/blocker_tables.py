"""The table of blockers."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index

from store.columns import bounded_id, document, moment, row_id, words
from store.tables import EXPERIMENT_KEY, Bounded


class BlockerRow(Bounded, table=True):
    """One blocker; the standups that name it lie between `first_day` and `last_day`. At `ages_at` it is a day older."""

    __tablename__ = "blockers"
    __mapper_args__ = bounded_id("number")
    __table_args__ = (
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("blockers_by_experiment", "workspace", "experiment", "solved_at"),
        Index("blockers_by_user", "workspace", "channel", "user", "solved_at"),
        Index("blockers_by_day", "workspace", "channel", "last_day"),
        Index("blockers_by_time", "ages_at"),
    )

    workspace: str = words(20)
    number: int | None = row_id()
    channel: str = words(20)
    user: str = words(20)
    text: str = words(400)
    experiment: int | None = None
    since: datetime = moment()
    seen: tuple[date, ...] = document(tuple[date, ...])
    first_day: date
    last_day: date
    days: int = 0
    ages_at: datetime | None = moment(nullable=True)
    called_on: date | None = None
    owner: str = words(20, default="")
    solved_by: str = words(20, default="")
    solved_at: datetime | None = moment(nullable=True)
