"""Rows in bulk, past the mapper: many at once on SQLite, by COPY on PostgreSQL; read and written as each database keeps them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, inspect, text

from store.database import Database

NEXT_ENTRY = text("SELECT setval(pg_get_serial_sequence('journal', 'id'), max(id)) FROM journal")


def raw_rows(connection: Connection, table: str, column: str, value: object) -> list[dict[str, Any]]:
    """Return rows as the database keeps them: on PostgreSQL as the texts that COPY takes."""
    names = [str(one["name"]) for one in inspect(connection).get_columns(table)]
    cast = "" if connection.dialect.name == "sqlite" else "::text"
    listed = ", ".join(f'"{name}"{cast}' for name in names)
    query = text(f'SELECT {listed} FROM {table} WHERE "{column}" = :value')  # noqa: S608  (our own names)
    found = connection.execute(query, {"value": value})
    return [dict(zip(names, row, strict=True)) for row in found]


class Bulk:
    """One transaction for many rows, each of a workspace."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self.workspace = workspace
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.driver: Any = connection.connection.dbapi_connection

    def add(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows, all with the columns of the first."""
        if not rows:
            return
        names = list({**rows[0], "workspace": self.workspace})
        values = [[self.workspace if name == "workspace" else row[name] for name in names] for row in rows]
        listed, cursor = ", ".join(f'"{name}"' for name in names), self.driver.cursor()
        if self.is_sqlite:
            holders = ", ".join("?" * len(names))
            cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({holders})", values)  # noqa: S608
            return
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)


@contextmanager
def bulk(database: Database, workspace: str) -> Iterator[Bulk]:
    """Write many rows; whoever leaves this well has kept them."""
    with database.engine.begin() as connection:
        yield Bulk(connection, workspace)
        if not database.is_sqlite:
            connection.execute(NEXT_ENTRY)


def analyze(database: Database) -> None:
    """Let the database see how its rows are spread, once all are there: by old figures it would read whole tables."""
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
