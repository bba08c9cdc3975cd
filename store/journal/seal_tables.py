"""The tables of the sealed journal: what waits, the seals, where the journal stands, and what Slack was told."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from store.columns import RowId, document, moment, words
from store.tables import Bounded


class UnsealedRow(Bounded, table=True):
    """One entry that waits to be sealed, written by the database with the entry: ids may commit out of order, this loses none."""

    __tablename__ = "unsealed"

    entry: int = Field(primary_key=True, sa_type=RowId)


class SealRow(Bounded, table=True):
    """The seal of one entry: its place, its hash, and the head of the journal up to it; rows are only ever added."""

    __tablename__ = "seals"
    __table_args__ = (
        Index("seals_by_entry", "workspace", "entry", unique=True),
        Index("seals_by_subject", "workspace", "subject", "position"),
    )

    position: int = Field(primary_key=True)
    entry: int = Field(sa_type=RowId)
    before: int
    subject: str = words(80)
    leaf: str = words(64)
    head: str = words(64)


class SubtreeRow(Bounded, table=True):
    """The root of a full subtree over the seals, by its last entry and its height; made of them, so it can be made anew."""

    __tablename__ = "subtrees"

    last: int = Field(primary_key=True)
    height: int = Field(primary_key=True)
    digest: str = words(64)


class JournalHeadRow(Bounded, table=True):
    """Where a workspace's journal stands: how many entries are sealed, and from what the next head is made; `told` is
    the entry up to which Slack was told, `told_on` the day of the last daily head."""

    __tablename__ = "journal_heads"

    size: int = 0
    peaks: tuple[str, ...] = document(tuple[str, ...])
    told: int = 0
    told_on: date | None = None


class PostedHeadRow(Bounded, table=True):
    """One head that was posted to Slack."""

    __tablename__ = "posted_heads"

    position: int = Field(primary_key=True)
    head: str = words(64)
    channel: str = words(20)
    ts: str = words(32)
    at: datetime = moment()
