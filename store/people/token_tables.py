"""The tables of the HTTP API: its tokens, and the answers that are given again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from rules.people.tokens import Ending
from store.columns import by_value, document, moment, words
from store.tables import Bounded


class TokenRow(Bounded, table=True):
    """One token by its digest, never by its secret; `requests` are the times of its requests in the last minute, and
    `remind_at` is when people are told that it expires, until they were."""

    __tablename__ = "tokens"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "project"], ["projects.workspace", "projects.number"]),
        Index("tokens_by_digest", "digest", unique=True),
    )

    number: int = Field(primary_key=True)
    name: str = words(40)
    digest: str = words(64)
    hint: str = words(4)
    made_by: str = words(20)
    made_at: datetime = moment()
    expires_at: datetime = moment()
    remind_at: datetime | None = moment(nullable=True)
    project: int | None = None
    last_used_at: datetime | None = moment(nullable=True)
    revoked_by: str = words(20, default="")
    revoked_at: datetime | None = moment(nullable=True)
    ending: Ending | None = by_value(Ending, nullable=True)
    requests: tuple[datetime, ...] = document(tuple[datetime, ...])


class ApiReceiptRow(Bounded, table=True):
    """What was answered to a request that named itself by a key; `key` and `body` are digests."""

    __tablename__ = "api_receipts"

    token: int = Field(primary_key=True)
    key: str = words(64, key=True)
    body: str = words(64)
    answer: dict[str, Any] = document(dict[str, Any])
    at: datetime = moment(index=True)
