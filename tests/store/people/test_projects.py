"""Names of projects: unique by the signs that tell them apart, also those that were there before."""

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rules.people.projects import Project, Workstream
from store import migrate
from store.database import Database
from store.people import projects
from tests import stories


def named(number: int, name: str) -> Project:
    """Return a project of a name."""
    return Project(number=number, name=name, workstream=Workstream.PRODUCTION)


def test_projects_stand_side_by_side_whose_names_differ_in_a_sign(database: Database) -> None:
    with database.begin(stories.WORKSPACE) as session:
        for number, name in enumerate(("C parser", "C# parser", "C++ parser"), start=1):
            projects.save(session, named(number, name))
        assert [one.name for one in projects.every(session)] == ["C parser", "C# parser", "C++ parser"]
    with pytest.raises(IntegrityError), database.begin(stories.WORKSPACE) as session:
        projects.save(session, named(4, "c++_parser"))


def test_what_was_compared_without_signs_is_compared_with_them_after_the_upgrade(database: Database) -> None:
    with database.begin(stories.WORKSPACE) as session:
        projects.save(session, named(1, "C# parser"))
        projects.save(session, named(2, "C parser"))
    with database.engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "0008")
        before = connection.execute(text("SELECT folded_name FROM projects ORDER BY number")).scalars().all()
    assert before == ["c parser", "c parser 2"]
    migrate.upgrade(database)
    with database.begin(stories.WORKSPACE) as session:
        projects.save(session, named(3, "C++ parser"))
        assert len(projects.every(session)) == 3
