"""The audit journal: entries are added and read, never changed."""

from collections.abc import Iterable
from dataclasses import fields

from sqlalchemy import func
from sqlmodel import Session, col, select

from rules.sheets import Deed, Entry
from rules.staleness import Change, merged
from store.tables import JournalRow

NAMES = tuple(field.name for field in fields(Entry))


def add(session: Session, entry: Entry, changes: Iterable[Change] = ()) -> None:
    """Add an entry, with the changes of material fields it brought."""
    session.add(JournalRow(**{name: getattr(entry, name) for name in NAMES}, changes=tuple(changes)))


def of_subject(session: Session, subject: str, limit: int) -> tuple[tuple[Entry, ...], int]:
    """Return the newest entries about a subject, oldest first, and how many there are in all."""
    about = col(JournalRow.subject) == subject
    rows = session.exec(
        select(JournalRow).where(about).order_by(col(JournalRow.id).desc()).limit(limit)
    ).all()
    total = session.exec(select(func.count()).select_from(JournalRow).where(about)).one()
    return tuple(Entry(**{name: getattr(row, name) for name in NAMES}) for row in reversed(rows)), total


def changes(session: Session, subject: str, *, with_submission: bool) -> tuple[Change, ...]:
    """Return what was changed after the last submission and, if asked, what that submission itself changed."""
    submitted = (JournalRow.subject == subject, JournalRow.deed == Deed.SUBMITTED)
    last = session.exec(select(func.max(col(JournalRow.id))).where(*submitted)).one()
    if last is None:
        return ()
    since = col(JournalRow.id) >= last if with_submission else col(JournalRow.id) > last
    about = select(JournalRow).where(JournalRow.subject == subject, since).order_by(col(JournalRow.id))
    return merged(change for row in session.exec(about) for change in row.changes)
