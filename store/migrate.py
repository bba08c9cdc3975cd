"""Bringing a database to the newest tables, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
# Two processes that start at once must not migrate at once; any number that only we use will do.
MIGRATION_LOCK = 4_172_025


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Bring the database to the newest tables."""
    with database.writer, database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        command.upgrade(configuration(connection), "head")


def is_current(database: Database) -> bool:
    """Tell whether the database has the newest tables."""
    return revisions_of(database) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())


def is_newer(database: Database) -> bool:
    """Tell whether the database has tables of which this version knows nothing."""
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    return not revisions_of(database) <= known


def is_without_version(database: Database) -> bool:
    """Tell whether a database has tables, and none that says to which revision they were brought."""
    with database.reading.connect() as connection:
        names = set(inspect(connection).get_table_names())
    return bool(names) and not revisions_of(database)


def revisions_of(database: Database) -> set[str]:
    """Return to which revisions the tables of a database were brought."""
    with database.reading.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())
