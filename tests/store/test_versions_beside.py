"""Migrations are safe while the version before still runs: it reads what it read, and writes as it wrote, in its own columns."""

from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect, select

from store import migrate
from store.database import Database
from store.learning import search_indexes
from tests import stories
from tests.store.test_workspaces_apart import fill

# Before it, nothing was in use anywhere.
FIRST = "0018"
SCRIPTS = ScriptDirectory(str(migrate.MIGRATIONS))
REVISIONS = [one.revision for one in SCRIPTS.walk_revisions() if one.revision >= FIRST]
Rows = dict[str, list[tuple[Any, ...]]]


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables as they are now, those first to which others refer."""
    names = [name for name in inspect(connection).get_table_names() if not search_indexes.is_ours(name)]
    metadata = MetaData()
    metadata.reflect(connection, only=[name for name in names if name != "alembic_version"])
    return list(metadata.sorted_tables)


def rows_of(connection: Connection, tables: list[Table]) -> Rows:
    """Return all rows, by the columns that a version knows."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(select(*table.columns))), key=repr)
        for table in tables
    }


def written(table: Table, row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a row as it is written, without what the database works out itself."""
    found = zip(table.columns, row, strict=True)
    return {column.name: value for column, value in found if column.computed is None}


def go(database: Database, way: Any, revision: str) -> None:
    """Bring the tables to a revision."""
    with database.engine.begin() as connection:
        way(migrate.configuration(connection), revision)


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_version_before_goes_on_beside_a_migration(empty_database_url: str, revision: str) -> None:
    database = Database(empty_database_url)
    migrate.upgrade(database)
    fill(stories.open_desk(database, stories.WORKSPACE), "A")
    before = SCRIPTS.get_revision(revision).down_revision
    assert isinstance(before, str)
    go(database, command.downgrade, before)
    with database.engine.begin() as connection:
        tables = tables_of(connection)
        known = rows_of(connection, tables)
    assert any(known.values())
    go(database, command.upgrade, revision)
    with database.engine.begin() as connection:
        assert rows_of(connection, tables) == known
        # As the version before writes: in the columns that it knows, and no others.
        for table in reversed(tables):
            connection.execute(table.delete())
        for table in tables:
            if known[table.name]:
                connection.execute(table.insert(), [written(table, row) for row in known[table.name]])
        # What is written to the journal waits to be sealed once more.
        kept = rows_of(connection, tables)
    assert {name: [row for row in rows if row not in kept[name]] for name, rows in known.items()} == {
        name: [] for name in known
    }
    go(database, command.upgrade, "head")
    database.close()
