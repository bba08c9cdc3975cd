"""Receipts: a request that was carried out leaves one, so that its repetition changes nothing."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete

from store.tables import ReceiptRow


def take(session: Session, request: str, now: datetime) -> bool:
    """Keep the receipt of a request; tell whether this is its first time."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {"workspace": session.info["workspace"], "request": request[:120], "at": now}
    kept = insert(ReceiptRow).values(values).on_conflict_do_nothing().returning(col(ReceiptRow.request))
    return session.connection().execute(kept).one_or_none() is not None


def forget(session: Session, before: datetime) -> None:
    """Remove receipts older than any repetition."""
    session.exec(delete(ReceiptRow).where(col(ReceiptRow.at) < before))
