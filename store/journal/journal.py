"""The audit journal: entries are added and read, never changed; the database lets each wait to be sealed from its first moment."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, bindparam, column, event, func, insert, table, text, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from rules.experiments.staleness import FieldChange, merged
from rules.journal.entries import Deed, Entry
from rules.journal.facts import Fact, Kind
from rules.lifecycle.fact_words import entry_of
from rules.typed_keys import read_key
from store.database import connection_of
from store.journal.fact_json import payload_of, told_in
from store.journal.journal_tables import HistoryRow, JournalRow
from store.journal.seal_tables import SealRow
from store.prepared import Prepared

ADDED = Prepared(
    insert(JournalRow),
    (
        *("workspace", "at", "by", "deed", "subject", "detail"),
        *("changes", "version", "number", "kind", "fact"),
    ),
)
# An experiment's row counts its entries, whoever adds one: that is all that the journal knows of experiments.
COUNTING = table("experiments", column("workspace"), column("number"), column("facts"))
COUNTED = (
    update(COUNTING)
    .where(COUNTING.c.workspace == bindparam("of_workspace"), COUNTING.c.number == bindparam("of_number"))
    .values(facts=COUNTING.c.facts + 1)
    .returning(COUNTING.c.facts)
)
# Anything else is counted beside the journal; two at once wait here for each other.
COUNTED_BESIDE = text(
    "INSERT INTO histories (workspace, subject, entries) VALUES (:of_workspace, :of_subject, 1)"
    " ON CONFLICT (workspace, subject) DO UPDATE SET entries = histories.entries + 1 RETURNING entries"
)
# A verification reads every entry: no object is made of the row.
TOLD = tuple(
    col(getattr(JournalRow, name))
    for name in ("deed", "by", "at", "subject", "detail", "kind", "fact", "number")
)
AT_ONCE = 1000
SUBJECTS_AT_ONCE = 500
NOTHING: Mapping[int, Sequence[FieldChange]] = MappingProxyType({})


def add(session: Session, entry: Entry) -> None:
    """Add what is only noted, which tells of no state."""
    add_fact(
        session, Fact(deed=entry.deed, by=entry.by, at=entry.at, subject=entry.subject, said=entry.detail)
    )


def add_fact(session: Session, fact: Fact) -> None:
    """Add a fact about a subject that does not count its facts itself; two at once wait for each other."""
    add_facts(session, [replace(fact, number=next_number(session, fact.subject))])


def next_number(session: Session, subject: str) -> int:
    """Return the next number in the history of a subject; an experiment counts its own, whoever adds to it."""
    if is_key(subject):
        mine = {"of_workspace": session.info["workspace"], "of_number": read_key(subject)}
        counted = connection_of(session).execute(COUNTED, mine).scalar_one_or_none()
        if counted is not None:
            return int(counted)
    beside = {"of_workspace": session.info["workspace"], "of_subject": subject}
    return int(connection_of(session).execute(COUNTED_BESIDE, beside).scalar_one())


def is_key(subject: str) -> bool:
    """Tell whether a subject is an experiment."""
    return subject.startswith("EXP-") and subject.removeprefix("EXP-").isdigit()


def add_facts(
    session: Session, facts: Sequence[Fact], brought: Mapping[int, Sequence[FieldChange]] = NOTHING
) -> None:
    """Add facts on one subject, which have their numbers; by these, some of them brought changes of material fields."""
    workspace = session.info["workspace"]
    rows = [
        {
            "workspace": workspace,
            "at": fact.at,
            "by": fact.by,
            "deed": fact.deed,
            "subject": fact.subject,
            "detail": fact.said,
            "changes": tuple(brought.get(fact.number, ())),
            "version": 2,
            "number": fact.number,
            "kind": fact.kind,
            "fact": payload_of(fact),
        }
        for fact in facts
    ]
    ADDED.execute(session, *rows)


def told_by(row: Any) -> Fact:
    """Return the fact of a row; one of version 1 tells of no state."""
    replaced, added = told_in(row.kind, row.fact)
    return Fact(
        deed=row.deed,
        by=row.by,
        at=row.at,
        subject=row.subject,
        said=row.detail,
        kind=row.kind,
        replaced=replaced,
        added=added,
        number=row.number,
    )


def of_subject(session: Session, subject: str, limit: int) -> tuple[tuple[Entry, ...], int]:
    """Return the newest entries about a subject, oldest first, and how many there are in all."""
    about = col(JournalRow.subject) == subject
    rows = session.exec(
        select(JournalRow).where(about).order_by(col(JournalRow.number).desc()).limit(limit)
    ).all()
    total = session.exec(select(func.count()).select_from(JournalRow).where(about)).one()
    return tuple(entry_of(told_by(row)) for row in reversed(rows)), total


def at_number(session: Session, subject: str, number: int) -> tuple[Fact, int] | None:
    """Return an entry of a subject's history with the version in which it was written, if there is one."""
    mine = (JournalRow.subject == subject, JournalRow.number == number)
    row = session.exec(select(JournalRow).where(*mine)).one_or_none()
    return (told_by(row), row.version) if row else None


def newest(session: Session) -> Fact | None:
    """Return the fact that was written last, about whatever it is."""
    row = session.exec(select(JournalRow).order_by(col(JournalRow.id).desc()).limit(1)).one_or_none()
    return told_by(row) if row else None


def was_done_since(session: Session, subject: str, deed: Deed, at: datetime) -> bool:
    """Tell whether a deed was done about a subject after a time."""
    mine = (JournalRow.subject == subject, JournalRow.deed == deed, JournalRow.at > at)
    return session.exec(select(JournalRow.id).where(*mine).limit(1)).first() is not None


def last_at(session: Session) -> datetime | None:
    """Return when the entry that was written last says it was made; None where there is none."""
    return session.exec(select(JournalRow.at).order_by(col(JournalRow.id).desc()).limit(1)).one_or_none()


def facts_of(session: Session, subject: str, up_to: int | None = None) -> Iterator[Fact]:
    """Yield the facts of a subject in their order, up to one of them where that is asked."""
    mine = select(JournalRow).where(JournalRow.subject == subject, JournalRow.kind != Kind.NOTE)
    if up_to is not None:
        mine = mine.where(JournalRow.number <= up_to)
    for row in session.exec(mine.order_by(col(JournalRow.number))):
        yield told_by(row)


def other_facts(session: Session) -> Iterator[Fact]:
    """Yield all facts that tell of another state than an experiment's, in the order in which they were written."""
    told = select(JournalRow).where(col(JournalRow.kind).not_in((Kind.NOTE, Kind.EXPERIMENT)))
    rows = session.exec(told.order_by(col(JournalRow.id)).execution_options(yield_per=AT_ONCE))
    with closing(rows):
        for row in rows:
            yield told_by(row)


def facts_about(session: Session, subjects: Sequence[str], kind: Kind) -> Iterator[Fact]:
    """Yield the facts of a kind about some subjects, those of each in their order."""
    mine = select_columns(*TOLD).where(col(JournalRow.subject).in_(subjects), col(JournalRow.kind) == kind)
    for row in session.execute(mine.order_by(col(JournalRow.subject), col(JournalRow.number))):
        yield told_by(row)


def subjects(session: Session, kind: Kind) -> Iterator[str]:
    """Yield the subjects of a kind of facts, each once."""
    found = select(JournalRow.subject).where(JournalRow.kind == kind).distinct()
    yield from session.exec(found.order_by(col(JournalRow.subject)).execution_options(yield_per=AT_ONCE))


def counted_beside(session: Session, subjects: Sequence[str]) -> dict[str, int]:
    """Return how many entries those of some subjects count that are no experiments."""
    mine = select(HistoryRow).where(col(HistoryRow.subject).in_(subjects))
    return {row.subject: row.entries for row in session.exec(mine)}


def counts(session: Session) -> Iterator[dict[str, tuple[int, int]]]:
    """Yield how many entries the history of each subject has, and the number of the last one, some subjects at a time."""
    counted = select(JournalRow.subject, func.count(), func.max(col(JournalRow.number)))
    query = counted.group_by(JournalRow.subject).order_by(col(JournalRow.subject)).limit(SUBJECTS_AT_ONCE)
    last = ""
    while some := session.exec(query.where(col(JournalRow.subject) > last)).all():
        yield {subject: (count, number) for subject, count, number in some}
        last = some[-1][0]


def changes(
    session: Session, subject: str, *, with_submission: bool, up_to: int | None = None
) -> tuple[FieldChange, ...]:
    """Return what was changed after the last submission and, if asked, what that submission itself changed; up to one
    entry of the history where that is asked."""
    about: list[ColumnElement[bool]] = [col(JournalRow.subject) == subject]
    if up_to is not None:
        about.append(col(JournalRow.number) <= up_to)
    # Without any submission nothing is behind it.
    submitted = select(func.max(col(JournalRow.id))).where(*about, JournalRow.deed == Deed.SUBMITTED)
    last = submitted.scalar_subquery()
    since = col(JournalRow.id) >= last if with_submission else col(JournalRow.id) > last
    found = select(JournalRow).where(*about, since).order_by(col(JournalRow.id))
    return merged(change for row in session.exec(found) for change in row.changes)


@event.listens_for(JournalRow, "before_update")
@event.listens_for(JournalRow, "before_delete")
@event.listens_for(SealRow, "before_update")
@event.listens_for(SealRow, "before_delete")
def refuse_to_change(_mapper: Any, _connection: Any, row: JournalRow | SealRow) -> NoReturn:
    """Refuse to change what the journal holds: it would be a fault of ours, and found at the next verification."""
    raise ValueError(f"{type(row).__name__}: what the journal holds is never changed")


def workspaces(session: Session) -> tuple[str, ...]:
    """Return the ids of all workspaces that have a journal, in a session over all of them."""
    return tuple(session.exec(select(JournalRow.workspace).distinct().order_by(JournalRow.workspace)))
