"""The migrations lead from nothing to the tables of `store.tables`, and back."""

import os
import subprocess
import sys
from contextlib import ExitStack

import pytest
from alembic import command
from sqlalchemy import event, inspect
from sqlmodel import SQLModel

from store import migrate
from store.database import Database
from store.learning import search_indexes
from tests import stories
from tests.children import ROOT, child, said, tell

ALL_TABLES = {table.name for table in SQLModel.metadata.sorted_tables} | {"alembic_version"}


def tables(database: Database) -> set[str]:
    """Return the names of the tables that are there, without those of SQLite's full-text index."""
    with database.reading.connect() as connection:
        names = inspect(connection).get_table_names()
    return {name for name in names if not search_indexes.is_ours(name)}


def test_upgrading_from_nothing_makes_every_table(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert not migrate.is_current(database)
    migrate.upgrade(database)
    assert migrate.is_current(database)
    assert tables(database) == ALL_TABLES
    database.close()


def test_upgrading_again_changes_nothing(database: Database) -> None:
    stories.proposed(stories.open_desk(database, stories.WORKSPACE))
    migrate.upgrade(database)
    assert migrate.is_current(database)
    assert stories.proposed(stories.desk_of(database, stories.WORKSPACE)).number == 2


def test_the_tables_and_the_migrations_agree(database: Database) -> None:
    with database.engine.begin() as connection:
        command.check(migrate.configuration(connection))


def test_downgrading_takes_every_table_away(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "base")
    assert tables(database) == {"alembic_version"}
    assert not migrate.is_current(database)


def test_a_downgraded_database_can_be_upgraded(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "base")
    migrate.upgrade(database)
    assert tables(database) == ALL_TABLES


def test_a_migration_that_fails_at_its_last_table_leaves_none(empty_database_url: str) -> None:
    database = Database(empty_database_url)

    def fill_disk(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "CREATE TABLE reviews" in statement:
            raise OSError("no space left on device")

    event.listen(database.engine, "before_cursor_execute", fill_disk)
    with pytest.raises(OSError, match="no space left"):
        migrate.upgrade(database)
    event.remove(database.engine, "before_cursor_execute", fill_disk)
    assert tables(database) == set()
    migrate.upgrade(database)
    assert tables(database) == ALL_TABLES
    database.close()


def test_two_processes_that_upgrade_at_once_both_succeed(empty_database_url: str) -> None:
    with ExitStack() as stack:
        pair = [stack.enter_context(child("tests.store.upgrading", empty_database_url)) for _ in range(2)]
        assert [said(process) for process in pair] == ["ready", "ready"]
        for process in pair:
            tell(process, "go")
        assert [said(process) for process in pair] == ["upgraded", "upgraded"]
    database = Database(empty_database_url)
    assert migrate.is_current(database)
    database.close()


def test_alembic_by_hand_upgrades_the_database_of_the_environment(empty_database_url: str) -> None:
    alembic = [sys.executable, "-m", "alembic", "upgrade", "head"]
    environment = {**os.environ, "DATABASE_URL": empty_database_url}
    subprocess.run(alembic, cwd=ROOT, env=environment, check=True, capture_output=True)
    database = Database(empty_database_url)
    assert migrate.is_current(database)
    assert tables(database) == ALL_TABLES
    database.close()
