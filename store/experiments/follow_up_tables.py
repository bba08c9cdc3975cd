"""The table of decisions and their follow-ups."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, text

from rules.ceremony_names import Ceremony
from store.columns import bounded_id, by_value, moment, prose, row_id, words
from store.tables import EXPERIMENT_KEY, HOLDING_KEY, Bounded

# What is still to be done, or still holds its experiment: few of all that were ever decided.
OPEN = text("task <> '' AND (done_at IS NULL OR (holds AND lifted_at IS NULL))")


class FollowUpRow(Bounded, table=True):
    """One decision of an AI ethics review, with the follow-up it asks for; its owner is reminded at `remind_at`."""

    __tablename__ = "follow_ups"
    __mapper_args__ = bounded_id("number")
    __table_args__ = (
        ForeignKeyConstraint(*HOLDING_KEY),
        ForeignKeyConstraint(*EXPERIMENT_KEY),
        Index("follow_ups_by_holding", "workspace", "channel", "ceremony", "day"),
        Index("follow_ups_by_experiment", "workspace", "experiment"),
        Index("follow_ups_by_owner", "workspace", "done_at", "owner"),
        Index("follow_ups_by_time", "remind_at"),
        Index("follow_ups_open", "workspace", "number", sqlite_where=OPEN, postgresql_where=OPEN),
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
    accepts: str = prose()
    by: str = words(20)
    at: datetime = moment()
    done_by: str = words(20, default="")
    done_at: datetime | None = moment(nullable=True)
    finding: str = prose()
    lifted_by: str = words(20, default="")
    lifted_at: datetime | None = moment(nullable=True)
    remind_at: datetime | None = moment(nullable=True)
