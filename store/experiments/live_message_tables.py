"""The table of messages whose buttons are to go once nothing is left to press."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from store.columns import document, moment, words
from store.tables import Bounded


class LiveMessageRow(Bounded, table=True):
    """One message with buttons that is about an experiment, among others; `facts` are those of the letter of a `kind` of
    which it was drawn, and `shown` is the digest of its buttons."""

    __tablename__ = "live_messages"

    experiment: int = Field(primary_key=True)
    channel: str = words(20, key=True)
    ts: str = words(32, key=True)
    kind: str = words(40)
    facts: dict[str, Any] = document(dict[str, Any])
    shown: str = words(64)
    at: datetime = moment(index=True)
