"""The tables of the HTTP API: its tokens, and the answers that are given again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from store.columns import document, moment, words
from store.tables import Bounded


class TokenRow(Bounded, table=True):
    """One token by its digest, never by its secret; `minute` and `requests` count how often it asks."""

    __tablename__ = "tokens"
    __table_args__ = (Index("tokens_by_digest", "digest", unique=True),)

    number: int = Field(primary_key=True)
    name: str = words(40)
    digest: str = words(64)
    hint: str = words(4)
    made_by: str = words(20)
    made_at: datetime = moment()
    last_used_at: datetime | None = moment(nullable=True)
    revoked_by: str = words(20, default="")
    revoked_at: datetime | None = moment(nullable=True)
    minute: datetime = moment()
    requests: int = 0


class ApiReceiptRow(Bounded, table=True):
    """What was answered to a request that named itself by a key; `key` and `body` are digests."""

    __tablename__ = "api_receipts"

    token: int = Field(primary_key=True)
    key: str = words(64, key=True)
    body: str = words(64)
    answer: dict[str, Any] = document(dict[str, Any])
    at: datetime = moment(index=True)
