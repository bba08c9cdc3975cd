"""Tampering with each column of what is decided, one after another: a column that nobody thought of is named as well."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Column

from flows.desk import Desk
from flows.journal import sealing
from store.every_table import METADATA
from tests import stories
from tests.backends import on_sqlite
from tests.flows.journal.test_tampered_checks import checked
from tests.flows.journal.test_tampered_tables import altered, lay_hand_on, named
from tests.stories import NOW

__all__ = ("checked",)

# What is no decision: what Slack tells of a person, when somebody is reminded, when a workspace came, and what counts its numbers.
UNHELD: dict[str, set[str]] = {
    "experiments": set(),
    "reviews": set(),
    "overrides": set(),
    "plans": set(),
    "bias_checks": set(),
    "follow_ups": {"remind_at"},
    "projects": set(),
    "tokens": {"remind_at"},
    "members": {"name", "zone", "is_slack_admin"},
    "workspaces": {"name", "created_at", "experiments", "projects", "enterprise"},
}


@pytest.fixture
def everything(checked: Desk) -> Desk:
    """Return a desk with a row in every table of what is decided; all is sealed."""
    stories.in_production(checked)
    stories.confirm_override(checked, stories.ask_override(checked, stories.unrehearsed(checked)))
    sealing.seal(checked, NOW)
    return checked


@on_sqlite
@pytest.mark.parametrize("table", UNHELD)
def test_each_column_that_was_altered_is_named(everything: Desk, table: str) -> None:
    columns = [column for column in METADATA.tables[table].columns if not is_key(column)]
    unnamed = {column.name for column in columns if not is_named(everything, table, column)}
    assert unnamed == UNHELD[table]
    assert named(everything) == []


def is_named(desk: Desk, table: str, column: Column[Any]) -> bool:
    """Tell whether a verification names that one value of a column is another one; the value is put back."""
    row = f"rowid = (SELECT max(rowid) FROM {table} WHERE workspace = '{desk.workspace}')"
    put = f'UPDATE {table} SET "{column.name}" = ? WHERE {row}'
    # Past our own engine, which would refuse what refers to nothing.
    with closing(sqlite3.connect(str(desk.database.engine.url.database), isolation_level=None)) as by_hand:
        (kept,) = by_hand.execute(f'SELECT "{column.name}" FROM {table} WHERE {row}').fetchone()
        by_hand.execute(put, (another(kept),))
        found = named(desk)
        by_hand.execute(put, (kept,))
    return found != []


def is_key(column: Column[Any]) -> bool:
    """Tell whether a column says which row it is."""
    return column.primary_key or column.name == "workspace"


def another(kept: Any) -> Any:
    """Return another value of the same kind."""
    if isinstance(kept, str):
        return f"{kept[:-1]}{'2' if kept.endswith('1') else '1'}" if kept else "1"
    return 1 if kept is None else kept + 1 if kept > 1 else 1 - kept


@on_sqlite
@pytest.mark.parametrize("change", ["members SET role = 'king'", "experiments SET workstream = 'none'"])
def test_a_word_that_no_column_holds_is_named_and_hides_nothing_else(everything: Desk, change: str) -> None:
    mine = f"workspace = '{everything.workspace}'"
    lay_hand_on(
        everything,
        f"UPDATE {change} WHERE {mine} AND rowid = (SELECT max(rowid) FROM {change.split()[0]} WHERE {mine})",
        f"UPDATE experiments SET owner = 'U0IVAN' WHERE {mine} AND number = 1",
    )
    found = named(everything)
    assert altered("owner") in found
    assert len(found) == 2
