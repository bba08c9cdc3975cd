"""A database of the first version keeps its ceremonies when their tables are renamed, forth and back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, inspect, text
from sqlalchemy.exc import IntegrityError

from rules.ceremonies.ceremonies import Holding, Options, Phase, Standing
from rules.ceremony_names import Ceremony, HoldingKey
from store import migrate
from store.ceremonies import holdings
from store.ceremonies.retro import retro_actions
from store.ceremonies.review import agendas
from store.database import Database

WORKSPACE = "T0OLD"
KEY = HoldingKey("C0LAB", Ceremony.RETRO, date(2026, 3, 6))
NAMED = {"workspace": WORKSPACE, "channel": KEY.channel, "ceremony": "retro", "day": KEY.day}
AT = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
HELD = {
    "starts_at": AT,
    "standing": "open",
    "next_phase": "vote",
    "due_at": AT.replace(minute=25),
    "late": True,
    "facilitator": "U0ANA",
    "options": {"anonymous": False, "votes": 5, "safety_age_days": 90, "fairness_ratio": 0.8},
}
EXPERIMENT = {"workspace": WORKSPACE, "number": 1, "metrics": []}
ACTION = {"text": "Pair", "owner": "U0BEN", "due": KEY.day, "by": "U0ANA", "at": AT, "done_by": ""}


@pytest.fixture
def old(empty_database_url: str) -> Iterator[Database]:
    """Yield a database of the first version with a retrospective, its ballot, its action and a marked experiment."""
    database = Database(empty_database_url)
    with database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
        tables = MetaData()

        def insert(name: str, **values: Any) -> None:
            table = Table(name, tables, autoload_with=connection)
            absent = {
                column.name: filler(column.type.python_type)
                for column in table.columns
                if not column.nullable and column.name not in values and column.autoincrement is not True
            }
            connection.execute(table.insert().values({**absent, **values}))

        insert("workspaces", workspace=WORKSPACE, experiments=1)
        insert("experiments", **EXPERIMENT)
        insert("occurrences", **NAMED, **HELD)
        insert("ballots", **NAMED, voter="U0BEN", choices=["a"])
        insert("actions", **NAMED, **ACTION, number=7)
        insert("discussed", **NAMED, experiment=1, by="U0ANA", at=AT)
    yield database
    database.close()


def filler(kind: type) -> Any:
    """Return a value for a column that these tests say nothing of."""
    return {str: "", int: 0, bool: False, datetime: AT, date: KEY.day, dict: []}.get(kind, 0)


def names_of(database: Database) -> list[str]:
    """Return the name of each table with its indexes, keys and what it refers to, in order."""
    with database.reading.connect() as connection:
        found = inspect(connection)
        return sorted(
            f"{name} {found.get_indexes(name)} {found.get_pk_constraint(name)} {found.get_foreign_keys(name)}"
            for name in found.get_table_names()
        )


def test_what_was_held_is_there_after_the_upgrade(old: Database) -> None:
    migrate.upgrade(old)
    with old.begin(WORKSPACE) as session:
        assert holdings.get(session, KEY) == Holding(
            channel=KEY.channel,
            ceremony=KEY.ceremony,
            day=KEY.day,
            starts_at=AT,
            standing=Standing.OPEN,
            next_phase=Phase.VOTE,
            due_at=AT.replace(minute=25),
            late=True,
            facilitator="U0ANA",
            options=Options(anonymous=False, votes=5),
        )
        assert [action.text for action in retro_actions.actions_of(session, KEY)] == ["Pair"]
        assert agendas.discussed(session, KEY) == {1}


def test_the_old_name_is_nowhere_any_more(old: Database) -> None:
    migrate.upgrade(old)
    names = "\n".join(names_of(old))
    assert "occurrences" not in names
    assert "holdings_by_time" in names


def test_what_refers_to_a_holding_still_holds_it(old: Database) -> None:
    migrate.upgrade(old)
    with pytest.raises(IntegrityError), old.engine.begin() as connection:
        connection.execute(text("DELETE FROM holdings"))
    with pytest.raises(IntegrityError), old.engine.begin() as connection:
        connection.execute(text("UPDATE ballots SET channel = 'C0NONE'"))


def test_a_downgrade_brings_the_old_table_back_with_its_rows(old: Database) -> None:
    renaming = ScriptDirectory(str(migrate.MIGRATIONS)).get_revision("0003")
    before = str(renaming.down_revision)
    with old.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), before)
    names = names_of(old)
    with old.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), renaming.revision)
        command.downgrade(migrate.configuration(connection), before)
        kept = connection.execute(text("SELECT channel, facilitator FROM occurrences")).all()
    assert [tuple(row) for row in kept] == [(KEY.channel, "U0ANA")]
    assert names_of(old) == names
