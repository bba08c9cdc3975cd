"""Adding a row that two processes may add at the same instant."""

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from store.tables import Bounded


def add_once(session: Session, row: Bounded) -> bool:
    """Add a row unless one of its key is there; tell whether it was added.

    A row of the same key that another transaction has not committed yet is waited for.
    """
    table = type(row)
    row.workspace = session.info["workspace"]
    values = {column.key: getattr(row, column.key) for column in inspect(table).column_attrs}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    added = insert(table).values(values).on_conflict_do_nothing().returning(inspect(table).primary_key[0])
    return session.connection().execute(added).one_or_none() is not None
