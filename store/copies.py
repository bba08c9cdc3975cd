"""Copies of a whole database: of a running SQLite file into another one and back, and what must be known before one is
put in the place of what is there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import inspect, select, table, text

from store.database import Database
from store.learning import search_indexes

# Where Alembic notes which tables a database has.
VERSION_TABLE = "alembic_version"
WAIT_SECONDS = 5.0
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    # What the server itself does in a database has no user.
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
)


class CopyFailed(Exception):
    """A database could not be copied; says why in a sentence."""


class InUse(CopyFailed):
    """A database that somebody works with."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database, which may be written to meanwhile, as it was at one instant into a file that is there and empty."""
    with opened(source) as running, opened(target, "rw") as copy:
        running.backup(copy)
        # One plain file: what a write-ahead log needs beside it would be left behind when the copy is moved.
        copy.execute("PRAGMA journal_mode=DELETE")
        require_sound(copy)


def restore_sqlite(copy: Path, target: Path) -> None:
    """Put a copy in the place of a database in one transaction; raises `InUse` where anybody has that open."""
    with opened(copy) as source:
        require_sound(source)
        with opened(target, "rw") as database:
            own_alone(database)
            source.backup(database)


def look_over(file: Path) -> None:
    """Raise where a database is damaged, which may be written to meanwhile."""
    with opened(file) as database:
        require_sound(database)


def own_alone(database: sqlite3.Connection) -> None:
    """Keep everybody else out of a database for as long as it is open here."""
    try:
        database.execute("PRAGMA locking_mode=EXCLUSIVE")
        # With a write-ahead log, whoever has the file open keeps this from succeeding, also while they do nothing.
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")
    except sqlite3.OperationalError as problem:
        raise InUse("Another process works with this database.") from problem


def require_sound(database: sqlite3.Connection) -> None:
    """Refuse a database that is damaged, and one that is not Assay's."""
    (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise CopyFailed("the database is damaged.")
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [VERSION_TABLE]).fetchone():
        raise CopyFailed("it has no tables of Assay.")


@contextmanager
def opened(file: Path, mode: str = "ro") -> Iterator[sqlite3.Connection]:
    """Open a file that is there, without transactions of the driver's own; what SQLite refuses is said as a failure."""
    address = f"{file.resolve().as_uri()}?mode={mode}"
    try:
        with closing(
            sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
        ) as connection:
            yield connection
    except sqlite3.Error as problem:
        raise CopyFailed(f"{problem}.") from problem


def holds_something(database: Database) -> bool:
    """Tell whether any table has a row, beside the one that notes which tables there are."""
    with database.reading.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if not is_beside(name)]
        return any(connection.execute(select(1).select_from(table(name)).limit(1)).first() for name in names)


def is_beside(name: str) -> bool:
    """Tell whether a table says nothing that anybody did."""
    return name == VERSION_TABLE or search_indexes.is_ours(name)


def has_tables(database: Database) -> bool:
    """Tell whether a database has tables of Assay, of whatever version."""
    with database.reading.connect() as connection:
        return inspect(connection).has_table(VERSION_TABLE)


def others_connected(database: Database) -> int:
    """Return how many other connections to a database of PostgreSQL are open."""
    with database.reading.connect() as connection:
        return int(connection.execute(OTHERS).scalar_one())
