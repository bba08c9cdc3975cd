"""The table of the audit journal."""

from datetime import datetime

from sqlalchemy import Index, text

from rules.experiments.staleness import FieldChange
from rules.journal.entries import Deed
from rules.journal.facts import Kind
from store.columns import bounded_id, by_value, document, moment, prose, row_id, words
from store.tables import Bounded

# What retrospectives count of all that was ever written; a click that is none of these pays for no entry in its index.
PASSAGE = text("deed IN ('passed_board', 'rejected', 'passed_gate')")


class JournalRow(Bounded, table=True):
    """One audit entry; rows are only ever added.

    `number` counts the entries of its subject, `kind` says of which kind of state its `fact` tells, which is the text of
    canonical JSON, or empty for what is only noted. Entries of version 1 are prose, written before facts were kept.
    """

    __tablename__ = "journal"
    __mapper_args__ = bounded_id("id")
    __table_args__ = (
        Index("journal_by_subject", "workspace", "subject", "number", unique=True),
        Index("journal_passages", "workspace", "at", sqlite_where=PASSAGE, postgresql_where=PASSAGE),
    )

    workspace: str = words(20)
    id: int | None = row_id()
    at: datetime = moment()
    by: str = words(20)
    deed: Deed = by_value(Deed)
    subject: str = words(80)
    detail: str = prose()
    changes: tuple[FieldChange, ...] = document(tuple[FieldChange, ...])
    version: int = 2
    number: int
    kind: Kind = by_value(Kind)
    fact: str = prose()


class HistoryRow(Bounded, table=True):
    """How many entries the history of a subject has, counted with each of them; an experiment counts its own."""

    __tablename__ = "histories"

    subject: str = words(80, key=True)
    entries: int
