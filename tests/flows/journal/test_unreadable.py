"""Tampering with what verification itself rests on: what no column of its type holds is named, and stumbled over nowhere."""

from typing import Any

import pytest
from sqlalchemy import text

from flows.desk import Desk
from flows.journal import verification
from rules.journal.audit import Flaw
from store.every_table import METADATA
from store.journal import seals
from store.postings import Posting
from tests.backends import on_sqlite
from tests.flows.journal.test_tampered_checks import checked
from tests.flows.journal.test_tampered_columns import everything
from tests.flows.journal.test_tampered_tables import lay_hand_on, named
from tests.stories import NOW, WORKSPACE

__all__ = ("checked", "everything")

# What is no part of what is verified: up to where Slack was told, and where a head stands there.
UNHELD = {"journal_heads": {"told"}, "posted_heads": {"channel", "ts"}}
FORGED: tuple[Any, ...] = ("garbage", -1, b"\xff\xfe", '["zz"]', 10**15, "2026-13-45")


@pytest.fixture
def told(everything: Desk) -> Desk:
    """Return a desk with a row in every table of what is decided, of which Slack was told."""
    with everything.begin() as session:
        seals.keep_posted(session, seals.standing(session).head, Posting("C0REVIEWS", "1.1"), NOW)
    return everything


@on_sqlite
@pytest.mark.parametrize("table", ["seals", "subtrees", "journal_heads", "posted_heads", "histories"])
def test_what_no_column_holds_is_named_wherever_it_stands(told: Desk, table: str) -> None:
    columns = [column.name for column in METADATA.tables[table].columns if column.name != "workspace"]
    unnamed = {column for column in columns if not all(is_named(told, table, column, one) for one in FORGED)}
    assert unnamed == UNHELD.get(table, set())
    assert named(told) == []


@on_sqlite
@pytest.mark.parametrize("place", ["experiments.facts", "projects.name", "bias_checks.number"])
def test_what_no_column_of_a_record_holds_is_named(told: Desk, place: str) -> None:
    assert all(is_named(told, *place.split("."), forged) for forged in FORGED)


def is_named(desk: Desk, table: str, column: str, forged: Any) -> bool:
    """Tell whether a verification names what was written into a row; the row is put back."""
    last = f"SELECT max(rowid) FROM {table} WHERE workspace = '{WORKSPACE}'"
    with desk.database.engine.begin() as connection:
        query = text(f'SELECT rowid, "{column}" FROM {table} WHERE rowid = ({last})')
        number, kept = connection.execute(query).one()
    put = f'UPDATE {table} SET "{column}" = :value WHERE rowid = {number}'
    lay_hand_on(desk, put, value=forged)
    found = verification.verify(desk).findings
    lay_hand_on(desk, put, value=kept)
    return found != ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE journal_heads SET peaks = '[\"zz\"]'",
            "Where the journal stands cannot be read: it was altered.",
        ),
        (
            "UPDATE subtrees SET height = -1",
            "A hash kept over entries cannot be read: it was altered. Evidence packs rest on it.",
        ),
    ],
)
def test_what_both_databases_let_a_forger_write_is_named(everything: Desk, statement: str, said: str) -> None:
    lay_hand_on(everything, f"{statement} WHERE workspace = '{WORKSPACE}'")
    assert named(everything)[0] == said


def test_a_seal_that_names_another_subject_is_named(everything: Desk) -> None:
    changed = f"UPDATE seals SET subject = 'EXP-9' WHERE position = 20 AND workspace = '{WORKSPACE}'"
    lay_hand_on(everything, changed)
    [finding] = verification.verify(everything).findings
    assert (finding.flaw, finding.position) == (Flaw.ALTERED, 20)
    assert finding.words.startswith("The seal of entry 20 ")
    assert finding.words.endswith(" names another subject.")


@on_sqlite
def test_a_workspace_whose_own_row_was_removed_is_verified_and_misses_it(everything: Desk) -> None:
    gone = f"DELETE FROM workspaces WHERE workspace = '{WORKSPACE}'"
    lay_hand_on(everything, "PRAGMA foreign_keys = OFF", gone)
    assert WORKSPACE in verification.workspaces(everything.database)
    assert named(everything) == [f"The record of the workspace {WORKSPACE} was removed."]
