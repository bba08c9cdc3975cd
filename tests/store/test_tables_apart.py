"""Two workspaces in one database never meet: whatever is asked of any table, and whatever is changed in it."""

import pytest
from sqlalchemy import func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, delete, select

from flows.desk import Desk
from store.database import Database
from store.experiments.experiment_tables import ExperimentRow, ReviewRow
from store.people import members
from store.people.member_tables import MemberRow
from store.tables import Bounded
from tests import stories
from tests.backends import contents
from tests.store.two_workspaces import TABLES, fill, rows_of


@pytest.fixture
def both(desk: Desk, other_desk: Desk) -> tuple[Desk, Desk]:
    """Return the desks of two workspaces with rows of the same numbers."""
    fill(desk, "ours")
    fill(other_desk, "theirs")
    return desk, other_desk


def test_every_table_carries_its_workspace() -> None:
    for table in SQLModel.metadata.sorted_tables:
        assert not table.c.workspace.nullable, table.name


def test_every_table_is_bounded() -> None:
    assert [table for table in TABLES if not issubclass(table, Bounded)] == []


def test_every_reference_stays_in_its_workspace() -> None:
    for table in SQLModel.metadata.sorted_tables:
        for reference in table.foreign_key_constraints:
            assert "workspace" in reference.column_keys, table.name


def test_every_row_of_a_table_is_found_by_its_workspace_first() -> None:
    for table in SQLModel.metadata.sorted_tables:
        key = [column.name for column in table.primary_key]
        leading = [key[0], *(index.columns.keys()[0] for index in table.indexes)]
        assert "workspace" in leading, table.name


def test_both_workspaces_have_rows_in_every_table(both: tuple[Desk, Desk]) -> None:
    for desk in both:
        empty = [name for name, rows in rows_of(desk.database, desk.workspace).items() if not rows]
        assert empty == []


def test_no_query_on_any_table_reads_another_workspace(both: tuple[Desk, Desk]) -> None:
    desk, _ = both
    ours = {name: len(rows) for name, rows in rows_of(desk.database, desk.workspace).items()}
    with desk.look() as session:
        for table in TABLES:
            rows = session.exec(select(table)).all()
            assert {row.workspace for row in rows} == {desk.workspace}, table
            assert len(rows) == ours[str(table.__tablename__)], table
            assert session.exec(select(func.count()).select_from(table)).one() == len(rows), table
            assert session.exec(select(func.count(col(table.workspace)))).one() == len(rows), table
            assert {row.workspace for row in session.exec(select(aliased(table)))} == {desk.workspace}, table
            inside = select(table).where(col(table.workspace).in_(select(table.workspace)))
            assert {row.workspace for row in session.exec(inside)} == {desk.workspace}, table


def test_no_change_of_any_table_touches_another_workspace(both: tuple[Desk, Desk]) -> None:
    desk, _ = both
    ours = {name: len(rows) for name, rows in rows_of(desk.database, desk.workspace).items()}
    with desk.begin() as session:
        changed = {
            str(table.__tablename__): session.exec(
                update(table).values(workspace=col(table.workspace))
            ).rowcount
            for table in TABLES
        }
    assert changed == ours


def test_no_removal_from_any_table_touches_another_workspace(both: tuple[Desk, Desk]) -> None:
    desk, other = both
    theirs = rows_of(desk.database, other.workspace)
    with desk.begin() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.exec(delete(next(one for one in TABLES if one.__tablename__ == table.name)))
    assert rows_of(desk.database, other.workspace) == theirs
    assert not any(rows_of(desk.database, desk.workspace).values())


def test_a_row_of_another_workspace_is_not_had_by_its_key(both: tuple[Desk, Desk]) -> None:
    desk, other = both
    with desk.look() as session:
        assert session.get(MemberRow, (other.workspace, stories.ANA)) is None
        assert session.get(MemberRow, (desk.workspace, stories.ANA)) is not None


def test_a_joined_table_is_bounded_too(both: tuple[Desk, Desk]) -> None:
    desk, _ = both
    with desk.look() as session:
        pairs = session.exec(
            select(ExperimentRow.workspace, ReviewRow.workspace).join(
                ReviewRow, col(ReviewRow.experiment) == col(ExperimentRow.number)
            )
        ).all()
    assert set(pairs) == {(desk.workspace, desk.workspace)}


def test_sessions_of_two_workspaces_take_turns_without_mixing(both: tuple[Desk, Desk]) -> None:
    for desk in (*both, *both):
        with desk.look() as session:
            assert {row.workspace for row in session.exec(select(ExperimentRow))} == {desk.workspace}


def test_a_session_without_a_workspace_refuses_to_read(database: Database) -> None:
    with Session(database.engine) as session, pytest.raises(KeyError, match="workspace"):
        session.exec(select(MemberRow)).all()


def test_a_session_without_a_workspace_refuses_to_write(database: Database) -> None:
    with Session(database.engine) as session:
        session.add(MemberRow(**members.values_of(stories.TEAM[0], "T0ASSAY")))
        with pytest.raises(KeyError, match="workspace"):
            session.flush()


def test_a_new_row_of_another_workspace_is_refused_at_flush(desk: Desk, other_desk: Desk) -> None:
    before = contents(desk.database)
    with (
        pytest.raises(ValueError, match="a row of workspace T0OTHER in a session of T0ASSAY"),
        desk.begin() as session,
    ):
        session.add(MemberRow(**members.values_of(stories.TEAM[0], other_desk.workspace)))
    assert contents(desk.database) == before


def test_a_row_that_moves_to_another_workspace_is_refused_at_flush(desk: Desk, other_desk: Desk) -> None:
    before = contents(desk.database)
    ana = select(MemberRow).where(MemberRow.id == stories.ANA)
    with pytest.raises(ValueError, match="a row of workspace T0OTHER"), desk.begin() as session:
        session.exec(ana).one().workspace = other_desk.workspace
    assert contents(desk.database) == before


def test_a_row_of_another_workspace_is_not_removed_by_hand(desk: Desk, other_desk: Desk) -> None:
    with other_desk.look() as session:
        theirs = session.exec(select(MemberRow).where(MemberRow.id == stories.ANA)).one()
        session.expunge(theirs)
    before = contents(desk.database)
    with pytest.raises(ValueError, match="a row of workspace T0OTHER"), desk.begin() as session:
        session.delete(theirs)
    assert contents(desk.database) == before
