"""The tables. Each carries its workspace, and `store.database` bounds every query by it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, text
from sqlmodel import Field, SQLModel

from rules.recorders import Recorders
from store.columns import bounded_id, by_value, document, moment, prose, row_id, words

# How rows of an experiment and of a holding name what they belong to.
EXPERIMENT_KEY = ["workspace", "experiment"], ["experiments.workspace", "experiments.number"]
HOLDING_KEY = (
    ["workspace", "channel", "ceremony", "day"],
    ["holdings.workspace", "holdings.channel", "holdings.ceremony", "holdings.day"],
)


class LetterState(StrEnum):
    """Where a letter is on its way."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"


class Bounded(SQLModel):
    """What belongs to one workspace."""

    workspace: str = words(20, key=True)


class WorkspaceRow(Bounded, table=True):
    """One Slack team, with its settings and its counters."""

    __tablename__ = "workspaces"
    __table_args__ = (Index("workspaces_by_enterprise", "enterprise"),)

    name: str = words(255, default="")
    # The organisation whose installation serves it, where it has none of its own.
    enterprise: str = words(20, default="")
    one_seat_each: bool = True
    recorders: Recorders = by_value(Recorders, default=Recorders.PART)
    answers_named: bool = True
    review_channel: str = words(20, default="")
    answers_days: int = 0
    letters_days: int = 7
    experiments: int = 0
    projects: int = 0
    created_at: datetime = moment()
    ticked_at: datetime | None = moment(nullable=True)


# Which letters may be taken on, and which of them the next one alike can rely on.
WAITS = text("state = 'waiting'")
WAITS_ALONE = text("state = 'waiting' AND claimed_until IS NULL")
IS_REFUSED = text("refused_in <> ''")
# A letter that waits pays for no entry in their index, and is not looked for by it.
IS_CLOSED = text("closed_at IS NOT NULL")


class LetterRow(Bounded, table=True):
    """One message or edit owed to Slack; letters of a lane are delivered in the order of their ids.

    Where one of a kind is enough, `alike` is the digest of what it says: of those that wait and that nobody has taken on
    there is one. `lost_answers` is how often Slack was asked and what became of it is not known, `lost_since` since when.
    `refused_in` is the channel that lets nothing in of ours, where a letter is set aside for that.
    """

    __tablename__ = "letters"
    __mapper_args__ = bounded_id("id")
    __table_args__ = (
        Index("letters_waiting", "workspace", "lane", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("letters_due", "due_at", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("letters_closed", "state", "closed_at", sqlite_where=IS_CLOSED, postgresql_where=IS_CLOSED),
        Index(
            "letters_refused",
            "workspace",
            "lane",
            "refused_in",
            sqlite_where=IS_REFUSED,
            postgresql_where=IS_REFUSED,
        ),
        Index(
            "letters_alike",
            "workspace",
            "lane",
            "kind",
            "alike",
            unique=True,
            sqlite_where=WAITS_ALONE,
            postgresql_where=WAITS_ALONE,
        ),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    lane: str = words(80)
    kind: str = words(40)
    facts: dict[str, Any] = document(dict[str, Any])
    alike: str | None = Field(default=None, sa_type=String(64))
    state: LetterState = by_value(LetterState)
    attempts: int = 0
    # The version before this column writes letters without it.
    lost_answers: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    lost_since: datetime | None = moment(nullable=True)
    due_at: datetime = moment()
    claimed_until: datetime | None = moment(nullable=True)
    created_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)
    problem: str = prose()
    # The version before this column writes letters without it.
    refused_in: str = Field(default="", sa_type=String(20), sa_column_kwargs={"server_default": ""})


class MessageRow(Bounded, table=True):
    """Where one of our messages stands in Slack; `subject` and `part` name it."""

    __tablename__ = "messages"
    __table_args__ = (Index("messages_by_place", "workspace", "channel", "ts"),)

    subject: str = words(80, key=True)
    part: str = words(40, key=True)
    channel: str = words(20)
    ts: str = words(32)
    link: str = words(500, default="")


class ReceiptRow(Bounded, table=True):
    """One request that was carried out, so that its repetition changes nothing."""

    __tablename__ = "receipts"

    request: str = words(120, key=True)
    at: datetime = moment(index=True)
