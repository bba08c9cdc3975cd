"""Receipts: a request that was carried out leaves one, so that its repetition changes nothing."""

from datetime import datetime

from sqlmodel import Session, col, delete

from store.insert_once import add_once
from store.tables import ReceiptRow


def is_first(session: Session, request: str, now: datetime) -> bool:
    """Keep the receipt of a request; tell whether this is its first time."""
    return add_once(session, ReceiptRow(request=request[:120], at=now))


def forget(session: Session, before: datetime) -> None:
    """Remove receipts older than any repetition."""
    session.exec(delete(ReceiptRow).where(col(ReceiptRow.at) < before))
