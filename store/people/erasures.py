"""One person's data, whatever table it stands in: gathered for them, and erased."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, MetaData, String, Table, false, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from store.insert_once import add_once
from store.people.erasure_tables import ErasureRow

# What is about nobody but one person, and nothing that was decided.
THEIRS = ("check_ins", "asks", "absences", "homes", "hours", "nudges", "pushes", "channel_people")
ERASED_TEXT = "(erased)"
# Secrets by which something is found, and states that tell of everybody who had a part.
LEFT_OUT = frozenset({"digest", "secret", "state", "body", "workspace"})


def erased_among(session: Session, users: Iterable[str]) -> frozenset[str]:
    """Return those of some people whose data was erased."""
    wanted = col(ErasureRow.user).in_(tuple(users))
    return frozenset(session.exec(select(ErasureRow.user).where(wanted)).all())


def keep_erasure(session: Session, user: str, by: str, now: datetime) -> bool:
    """Keep that somebody's data was erased; tell whether it was not before."""
    return add_once(session, ErasureRow(user=user, at=now, by=by))


def lift_erasure(session: Session, user: str) -> None:
    """Let Slack's word of somebody be kept again."""
    session.exec(delete(ErasureRow).where(col(ErasureRow.user) == user))


def erase_rows(session: Session, every: MetaData, user: str) -> None:
    """Remove the rows that are about nobody but a person, and what they wrote about what held them up."""
    tables, connection = every.tables, session.connection()
    for table in (tables[name] for name in THEIRS):
        connection.execute(table.delete().where(*of_person(session, table, user)))
    blockers = tables["blockers"]
    connection.execute(blockers.update().where(*of_person(session, blockers, user)).values(text=ERASED_TEXT))


def of_person(session: Session, table: Table, user: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row of a table is a person's own."""
    return table.c.workspace == session.info["workspace"], table.c.user == user


def rows_naming(session: Session, every: MetaData, user: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the workspace of which a column names a person, with its table; secrets and whole states are left out."""
    for table in every.sorted_tables:
        shown = [column for column in table.columns if column.name not in LEFT_OUT]
        named = or_(false(), *(column == user for column in table.columns if is_name(column)))
        mine = select_columns(*shown).where(table.c.workspace == session.info["workspace"], named)
        for row in session.connection().execute(mine):
            yield table.name, dict(row._mapping)


def is_name(column: Column[Any]) -> bool:
    """Tell whether a column may hold the id of a person: a short text that is no workspace."""
    is_short = type(column.type) is String and (column.type.length or 0) >= len("U0000")
    return is_short and column.name != "workspace"
