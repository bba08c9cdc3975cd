"""The sealed journal in and out of its tables, read as plain text, so that a forger's row is judged and not stumbled over."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Integer, Select, String, delete, exists, func, type_coerce
from sqlalchemy import select as select_columns
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, col, select

from rules.journal.audit import Sealed
from rules.journal.heads import Head
from rules.journal.lines import Line, instant
from rules.journal.merkle import Tree
from store.insert_once import add_once
from store.journal.journal_tables import JournalRow
from store.journal.seal_tables import JournalHeadRow, PostedHeadRow, SealRow, UnsealedRow
from store.postings import Posting

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class JournalStanding:
    """Where a journal stands: its tree, up to which entry Slack was told, and the day of the last daily head."""

    tree: Tree
    told: int = 0
    told_on: date | None = None

    @property
    def head(self) -> Head:
        """Return the head of the journal."""
        return Head(self.tree.size, self.tree.root.hex())


def due(session: Session) -> tuple[str, ...]:
    """Return the workspaces with entries that wait to be sealed or told of, in a session over all of them."""
    waiting = select(col(UnsealedRow.workspace)).distinct()
    untold = select(col(JournalHeadRow.workspace)).where(col(JournalHeadRow.told) < col(JournalHeadRow.size))
    return tuple(sorted({*session.exec(waiting), *session.exec(untold)}))


def lock(session: Session, today: date) -> JournalStanding:
    """Return where the journal stands, which nobody else can change until this transaction ends."""
    add_once(session, JournalHeadRow(peaks=(), told_on=today))
    return standing_of(session.exec(select(JournalHeadRow).with_for_update()).one())


def standing(session: Session) -> JournalStanding:
    """Return where the journal stands."""
    row = session.exec(select(JournalHeadRow)).one_or_none()
    return standing_of(row) if row else JournalStanding(Tree())


def standing_of(row: JournalHeadRow) -> JournalStanding:
    """Return the standing of a row."""
    return JournalStanding(
        Tree(int(row.size), tuple(bytes.fromhex(peak) for peak in row.peaks)), row.told, row.told_on
    )


def save(session: Session, after: JournalStanding) -> None:
    """Keep where the journal stands."""
    row = session.exec(select(JournalHeadRow)).one()
    row.size, row.peaks = after.tree.size, tuple(peak.hex() for peak in after.tree.peaks)
    row.told, row.told_on = after.told, after.told_on
    session.add(row)
    session.flush()


def waiting(session: Session, limit: int) -> list[tuple[int, Line]]:
    """Return the entries that wait to be sealed, by id, the oldest first; their places are yet to come."""
    mine = select_columns(col(JournalRow.id), *plain_columns(session)).join(
        UnsealedRow, col(UnsealedRow.entry) == col(JournalRow.id)
    )
    rows = session.execute(mine.order_by(col(JournalRow.id)).limit(limit))
    return [(row[0], line_of(row[1:], 0, 0)) for row in rows]


def last_about(session: Session, subjects: Collection[str]) -> dict[str, int]:
    """Return the place of the last sealed entry about each of these subjects that has one."""
    last = select(col(SealRow.subject), func.max(col(SealRow.position))).group_by(col(SealRow.subject))
    return dict(session.exec(last.where(col(SealRow.subject).in_(subjects))).all())


def add(session: Session, entry: int, line: Line, leaf: bytes, head: bytes) -> None:
    """Keep the seal of an entry, which waits no more."""
    session.add(
        SealRow(
            position=line.position,
            entry=entry,
            before=line.before,
            subject=line.subject,
            leaf=leaf.hex(),
            head=head.hex(),
        )
    )


def wait_no_more(session: Session, entries: Sequence[int]) -> None:
    """Take entries out of those that wait."""
    session.flush()
    session.execute(delete(UnsealedRow).where(col(UnsealedRow.entry).in_(entries)))


def every(session: Session) -> Iterator[Sealed]:
    """Yield every seal with its entry, by place."""
    rows = session.execute(seals_and_entries(session).execution_options(yield_per=AT_ONCE))
    return (sealed_of(row) for row in rows)


def about(session: Session, subject: str) -> tuple[Sealed, ...]:
    """Return the seals of a subject with their entries, by place."""
    rows = session.execute(seals_and_entries(session).where(col(SealRow.subject) == subject))
    return tuple(sealed_of(row) for row in rows)


def seals_and_entries(session: Session) -> Select[Any]:
    """Return the query of seals with their entries, by place."""
    columns = (*(col(column) for column in SEAL_COLUMNS), col(JournalRow.id), *plain_columns(session))
    joined = select_columns(*columns).outerjoin(JournalRow, col(JournalRow.id) == col(SealRow.entry))
    return joined.order_by(col(SealRow.position))


def last(session: Session) -> int:
    """Return the place of the last seal, 0 where there is none."""
    return session.exec(select(func.max(col(SealRow.position)))).one() or 0


def strangers(session: Session) -> tuple[Line, ...]:
    """Return the entries that are neither sealed nor wait to be."""
    is_sealed = exists().where(col(SealRow.entry) == col(JournalRow.id), same_workspace(SealRow))
    is_waiting = exists().where(col(UnsealedRow.entry) == col(JournalRow.id), same_workspace(UnsealedRow))
    query = select_columns(*plain_columns(session)).select_from(JournalRow).where(~is_sealed, ~is_waiting)
    return tuple(line_of(row, 0, 0) for row in session.execute(query.order_by(col(JournalRow.id))))


def beyond(session: Session, subject: str, number: int) -> tuple[Line, ...]:
    """Return the entries about a subject that have higher numbers than one."""
    mine = (col(JournalRow.subject) == subject, col(JournalRow.number) > number)
    query = select_columns(*plain_columns(session)).select_from(JournalRow).where(*mine)
    return tuple(line_of(row, 0, 0) for row in session.execute(query.order_by(col(JournalRow.number))))


def same_workspace(table: type[SealRow] | type[UnsealedRow]) -> ColumnElement[bool]:
    """Return the condition that a row belongs to the workspace of a journal entry."""
    return col(table.workspace) == col(JournalRow.workspace)


def unsealed(session: Session) -> tuple[int, int]:
    """Return how many entries wait to be sealed, and how many of those are gone."""
    count = select(func.count()).select_from(UnsealedRow)
    there = count.join(JournalRow, col(JournalRow.id) == col(UnsealedRow.entry))
    number = session.exec(count).one()
    return number, number - session.exec(there).one()


def is_waiting(session: Session, subject: str) -> bool:
    """Tell whether an entry about a subject waits to be sealed."""
    mine = select(UnsealedRow.entry).join(JournalRow, col(JournalRow.id) == col(UnsealedRow.entry))
    return session.exec(mine.where(JournalRow.subject == subject).limit(1)).first() is not None


def keep_posted(session: Session, head: Head, posting: Posting, now: datetime) -> None:
    """Keep that a head was posted."""
    add_once(
        session,
        PostedHeadRow(
            position=head.position, head=head.digest, channel=posting.channel, ts=posting.ts, at=now
        ),
    )


def posted(session: Session) -> tuple[Head, ...]:
    """Return the heads that Slack was told, by place."""
    rows = session.exec(select(PostedHeadRow).order_by(col(PostedHeadRow.position)))
    return tuple(Head(int(row.position), str(row.head), row.at, row.channel) for row in rows)


def last_posted(session: Session) -> Head | None:
    """Return the last head that Slack was told, if it was told any."""
    newest = select(PostedHeadRow).order_by(col(PostedHeadRow.position).desc()).limit(1)
    row = session.exec(newest).one_or_none()
    return Head(row.position, row.head, row.at, row.channel) if row else None


SEAL_COLUMNS: tuple[Any, ...] = (
    SealRow.position,
    SealRow.before,
    SealRow.subject,
    SealRow.leaf,
    SealRow.head,
)


# Which of the columns below is the fact.
FACT = 8


def plain_columns(session: Session) -> tuple[ColumnElement[Any], ...]:
    """Return an entry's columns as the database holds them, untouched by the types that would refuse what is forged."""
    at = String() if session.get_bind().dialect.name == "sqlite" else DateTime(timezone=True)
    texts = ("by", "deed", "subject", "detail", "changes", "kind", "fact")
    kinds: dict[str, TypeEngine[Any]] = {"workspace": String(), "at": at}
    kinds |= {name: String() for name in texts} | {name: Integer() for name in ("version", "number")}
    # Labelled: seals have columns of the same names.
    return tuple(
        type_coerce(getattr(JournalRow, name), kind).label(f"entry_{name}") for name, kind in kinds.items()
    )


def sealed_of(row: Sequence[Any]) -> Sealed:
    """Return the seal of a row of `SEAL_COLUMNS`, an id and `plain_columns`."""
    position, before, subject, leaf, head, entry, *plain = row
    line = line_of(plain, position, before) if entry is not None else None
    text = plain[FACT] if isinstance(plain[FACT], str) else None
    return Sealed(position=position, subject=subject, leaf=leaf, head=head, line=line, fact_text=text)


def line_of(plain: Sequence[Any], position: int, before: int) -> Line:
    """Return the entry of `plain_columns`."""
    workspace, at, by, deed, subject, detail, changes, kind, fact, version, number = plain
    return Line(
        workspace=workspace,
        position=position,
        before=before,
        at=at_of(at),
        by=str(by),
        deed=str(deed),
        subject=str(subject),
        detail=str(detail),
        changes=json_of(changes),
        version=version,
        number=0 if version == 1 else number,
        kind=str(kind),
        fact=json_of(fact) if fact else None,
    )


def at_of(kept: datetime | str) -> str:
    """Return a time as it is sealed; what is no time stays as it is."""
    if isinstance(kept, datetime):
        return instant(kept)
    try:
        return instant(datetime.fromisoformat(kept).replace(tzinfo=UTC))
    except (TypeError, ValueError):
        return str(kept)


def json_of(kept: Any) -> Any:
    """Return what was kept as JSON; what is no JSON stays as it is."""
    if not isinstance(kept, str):
        return kept
    try:
        return json.loads(kept)
    except ValueError:
        return kept
