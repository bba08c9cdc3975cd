"""The audit journal: entries are added and read, never changed; each waits to be sealed from its first moment."""

from collections.abc import Iterable
from typing import Any, NoReturn

from sqlalchemy import event, func
from sqlmodel import Session, col, select

from rules.experiments.staleness import FieldChange, merged
from rules.journal.entries import Deed, Entry
from store.journal.journal_tables import JournalRow
from store.journal.seal_tables import SealRow, UnsealedRow
from store.mapping import columns_of, fact_of


def add(session: Session, entry: Entry, changes: Iterable[FieldChange] = ()) -> None:
    """Add an entry, with the changes of material fields it brought."""
    row = JournalRow(**columns_of(entry), changes=tuple(changes))
    session.add(row)
    session.flush()
    session.add(UnsealedRow(entry=int(row.id or 0)))


def of_subject(session: Session, subject: str, limit: int) -> tuple[tuple[Entry, ...], int]:
    """Return the newest entries about a subject, oldest first, and how many there are in all."""
    about = col(JournalRow.subject) == subject
    rows = session.exec(
        select(JournalRow).where(about).order_by(col(JournalRow.id).desc()).limit(limit)
    ).all()
    total = session.exec(select(func.count()).select_from(JournalRow).where(about)).one()
    return tuple(fact_of(Entry, row) for row in reversed(rows)), total


def changes(session: Session, subject: str, *, with_submission: bool) -> tuple[FieldChange, ...]:
    """Return what was changed after the last submission and, if asked, what that submission itself changed."""
    submitted = (JournalRow.subject == subject, JournalRow.deed == Deed.SUBMITTED)
    last = session.exec(select(func.max(col(JournalRow.id))).where(*submitted)).one()
    if last is None:
        return ()
    since = col(JournalRow.id) >= last if with_submission else col(JournalRow.id) > last
    about = select(JournalRow).where(JournalRow.subject == subject, since).order_by(col(JournalRow.id))
    return merged(change for row in session.exec(about) for change in row.changes)


@event.listens_for(JournalRow, "before_update")
@event.listens_for(JournalRow, "before_delete")
@event.listens_for(SealRow, "before_update")
@event.listens_for(SealRow, "before_delete")
def refuse_to_change(_mapper: Any, _connection: Any, row: JournalRow | SealRow) -> NoReturn:
    """Refuse to change what the journal holds: it would be a fault of ours, and found at the next verification."""
    raise ValueError(f"{type(row).__name__}: what the journal holds is never changed")
