"""Adding a row that two processes may add at the same instant."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Dialect, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from store.prepared import Parameters, Prepared
from store.tables import Bounded

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def add_once(session: Session, row: Bounded) -> bool:
    """Add a row unless one of its key is there; tell whether it was added.

    A row of the same key that another transaction has not committed yet is waited for.
    """
    table = type(row)
    row.workspace = session.info["workspace"]
    insert = insert_of(session.get_bind().dialect)
    added = insert(table).values(values_of(row)).on_conflict_do_nothing()
    added = added.returning(inspect(table).primary_key[0])
    return session.connection().execute(added).one_or_none() is not None


def add_all_once(session: Session, table: type[Bounded], rows: Sequence[dict[str, Any]]) -> None:
    """Add those of some rows of a table, each by its columns, whose key is not there yet, in one statement."""
    if rows:
        added = insert_of(session.get_bind().dialect)(table).on_conflict_do_nothing()
        session.connection().execute(added, rows)


def values_of(row: Bounded) -> dict[str, Any]:
    """Return the columns of a new row."""
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def insert_of(dialect: Dialect) -> Any:
    """Return a database's own way to insert, which knows what to do with a key that is there."""
    return INSERTS[dialect.name]


class PreparedInsert:
    """An INSERT that knows what to do with a key that is there, prepared for each database in its own words; `names` are the
    columns that it gives."""

    def __init__(self, write: Callable[[Any], Any], names: Sequence[str]) -> None:
        self.of = {name: Prepared(write(insert), names) for name, insert in INSERTS.items()}

    def execute(self, session: Session, *rows: Parameters) -> None:
        """Execute it with each of some rows."""
        self.of[session.get_bind().dialect.name].execute(session, *rows)

    def one(self, session: Session, row: Parameters) -> Any:
        """Return what it returns for a row, or None where that was not put in."""
        return self.of[session.get_bind().dialect.name].one(session, row)


def taking_the_place(table: type[Bounded], names: Sequence[str]) -> PreparedInsert:
    """Return what puts rows of a table, with their key and the columns of these names, in the place of those of the same key."""
    key = tuple(column.key for column in inspect(table).primary_key)

    def write(insert: Any) -> Any:
        new = insert(table)
        values = {name: getattr(new.excluded, name) for name in names}
        return new.on_conflict_do_update(index_elements=key, set_=values)

    return PreparedInsert(write, (*key, *names))
