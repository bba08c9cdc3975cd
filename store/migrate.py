"""Bringing a database to the newest tables, and telling whether it is there.

Most starts find the newest tables: they are told by one question, and Alembic is imported where there is something to bring up.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from store.database import Database
from store.learning import search_indexes

MIGRATIONS = Path(__file__).parent / "migrations"
# Two processes that start at once must not migrate at once; any number that only we use will do.
MIGRATION_LOCK = 4_172_025


class CannotUpgrade(Exception):
    """The tables cannot be brought to this version, as those of a newer one."""


def quietly(_words: str) -> None:
    """Tell nobody how far it is."""


def configuration(connection: Connection, tell: Callable[[str], None] = quietly) -> Any:
    """Return Alembic's configuration for a connection; `tell` hears of each revision that the tables were brought to, and how
    far a long one is."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["tell"] = tell
    return config


def upgrade(database: Database, tell: Callable[[str], None] = quietly) -> None:
    """Bring the database to the newest tables; where they are there with their indexes, nothing is done."""
    if is_current(database) and is_indexed(database):
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        with database.writer, database.engine.begin() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            command.upgrade(configuration(connection, tell), "head")
    except CommandError as problem:
        raise CannotUpgrade(str(problem)) from None


def is_current(database: Database) -> bool:
    """Tell whether the database has the newest tables."""
    return revisions_of(database) == {max(known_revisions())}


def is_indexed(database: Database) -> bool:
    """Tell whether the full-text index is there, which Alembic does not know."""
    with database.reading.connect() as connection:
        return search_indexes.are_there(connection)


def is_newer(database: Database) -> bool:
    """Tell whether the database has tables of which this version knows nothing."""
    return not revisions_of(database) <= known_revisions()


@cache
def known_revisions() -> frozenset[str]:
    """Return all revisions of the tables, which the names of their files begin with, in their order."""
    return frozenset(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_without_version(database: Database) -> bool:
    """Tell whether a database has tables, and none that says to which revision they were brought."""
    with database.reading.connect() as connection:
        names = set(inspect(connection).get_table_names())
    return bool(names) and not revisions_of(database)


def revisions_of(database: Database) -> set[str]:
    """Return to which revisions the tables of a database were brought."""
    with database.reading.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return set()
        return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
