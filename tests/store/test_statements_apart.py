"""How a statement is found that goes over all workspaces: the fixture `database` fails every test that leads to one."""

import importlib
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select, update

from flows.desk import Desk
from store import outbox
from store.database import Database
from store.letters import backlogs
from store.tables import LetterRow
from tests import stories
from tests.statements_apart import OVER_ALL, unbounded, watching
from tests.store.test_prepared import heard

BOUNDED = (
    "SELECT members.id FROM members WHERE members.workspace = ? AND members.id = ?",
    "SELECT members.id \nFROM members \nWHERE members.workspace = %(workspace)s::VARCHAR",
    "SELECT id FROM members WHERE workspace = :workspace",
    "UPDATE letters SET state=? WHERE letters.id = ? AND letters.workspace = ?",
    "UPDATE letters SET state=? WHERE letters.id IN (?, ?) AND letters.workspace IN (?, ?)",
    "DELETE FROM receipts WHERE receipts.workspace = ?",
    "INSERT INTO receipts (request, workspace, at) VALUES (?, ?, ?)",
    "SELECT experiments.state FROM experiments LEFT OUTER JOIN members AS members_1 ON members_1.workspace ="
    " experiments.workspace WHERE experiments.workspace = ?",
    "PRAGMA query_only=ON",
    "SELECT 1",
)
UNBOUNDED = {
    "SELECT members.workspace, members.id FROM members WHERE members.id = ?": ("members",),
    "UPDATE letters SET state=? WHERE letters.id = ?": ("letters",),
    "UPDATE letters SET workspace = ? WHERE letters.id = ?": ("letters",),
    "DELETE FROM letters WHERE letters.closed_at < ?": ("letters",),
    "INSERT INTO receipts (request, at) VALUES (?, ?)": ("receipts",),
    "SELECT letters.id FROM letters WHERE letters.workspace = ? AND EXISTS (SELECT letters_1.id FROM letters AS letters_1"
    " WHERE letters_1.lane = letters.lane)": ("letters_1",),
    "SELECT members.id FROM members, experiments WHERE members.workspace = ?": ("experiments",),
    "SELECT count(*) FROM members WHERE members.workspace = ? UNION SELECT count(*) FROM members": (
        "members",
    ),
}


@pytest.mark.parametrize("statement", BOUNDED)
def test_a_statement_that_is_held_to_a_workspace_passes(statement: str) -> None:
    assert unbounded(statement) == ()


@pytest.mark.parametrize("statement", UNBOUNDED)
def test_a_statement_is_found_that_goes_over_all_workspaces(statement: str) -> None:
    assert unbounded(statement) == UNBOUNDED[statement]


def test_every_statement_over_all_workspaces_is_listed_under_a_function_that_exists() -> None:
    for name in OVER_ALL:
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function)), name


def test_what_a_function_of_ours_asks_over_all_workspaces_is_found(database: Database) -> None:
    with watching(database, listed=()) as found:
        with database.look_everywhere() as session:
            backlogs.counts(session)
        with database.look("T0ASSAY") as session:
            backlogs.counts(session)
            session.execute(text("SELECT count(*) FROM letters"))
    assert list(found) == ["store.letters.backlogs.counts"]


def test_a_row_with_a_number_of_the_database_s_own_is_changed_within_its_workspace(desk: Desk) -> None:
    stories.proposed(desk)
    with heard(desk.database) as statements, desk.begin() as session:
        session.exec(select(LetterRow).limit(1)).one().attempts = 7
    [changed] = [one for one in statements if one.startswith("UPDATE letters")]
    assert unbounded(changed) == ()


def test_the_postman_s_session_sees_the_workspaces_that_it_is_given(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        stories.proposed(one)
    with desk.database.begin_in([desk.workspace]) as session:
        every = session.exec(select(LetterRow.workspace)).all()
        outbox.close_sent(session, range(1, 99), stories.NOW)
    with other_desk.look() as session:
        states = set(session.exec(select(LetterRow.state)).all())
    assert (set(every), states) == ({desk.workspace}, {"waiting"})


def test_the_postman_s_session_refuses_a_row_of_another_workspace(desk: Desk, other_desk: Desk) -> None:
    stories.proposed(other_desk)
    with other_desk.look() as session:
        row = session.exec(select(LetterRow).limit(1)).one()
        session.expunge(row)
    with (
        pytest.raises(ValueError, match="T0OTHER"),
        desk.database.begin_in([desk.workspace]) as session,
    ):
        session.delete(row)


def test_what_is_forgotten_of_one_workspace_leaves_the_other_one(desk: Desk, other_desk: Desk) -> None:
    for one in (desk, other_desk):
        stories.proposed(one)
        with one.begin() as session:
            session.exec(update(LetterRow).values(state="sent", closed_at=stories.NOW))
    with desk.begin() as session:
        outbox.forget_sent(session, stories.NOW + timedelta(days=1))
    with other_desk.look() as session:
        assert session.exec(select(col(LetterRow.id))).all()
