"""What an earlier version asks and changes works beside a migration: its own statements, as it sent them, against the newest tables."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from flows.experiments import sheets
from flows.journal import verification
from flows.waiting import waits
from store import migrate
from store.database import Database
from tests import stories
from tests.backends import POSTGRESQL, SQLITE
from tests.store.migrations.statements import Sent, file_of, load, revisions

Answers = list[list[Any]]


@pytest.fixture
def another_url(request: pytest.FixtureRequest, backend: str, sqlite_folder: Path) -> Iterator[str]:
    """Yield the address of one more new database without any table."""
    if backend == SQLITE:
        yield f"sqlite:///{sqlite_folder / 'another.db'}"
    else:
        with request.getfixturevalue("postgresql").lent() as url:
            yield url


@contextmanager
def brought_to(url: str, revision: str) -> Iterator[Database]:
    """Yield a new database with the tables of a revision."""
    database = Database(url, pool_size=1)
    with database.writer, database.engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), revision)
    yield database
    database.close()


def sent(database: Database, parts: Iterable[Iterable[Sent]]) -> Answers:
    """Send statements, a transaction after the other, and return what was answered."""
    answers = []
    for part in parts:
        with database.engine.begin() as connection:
            answers.append([one.send(connection) for one in part])
    return answers


def differing(parts: Iterable[Iterable[Sent]], answers: Answers, expected: Answers) -> list[str]:
    """Return the statements that were answered otherwise."""
    return [
        one.text
        for part, was, should in zip(parts, answers, expected, strict=True)
        for one, said, wanted in zip(part, was, should, strict=True)
        if said != wanted
    ]


@pytest.mark.parametrize("revision", revisions())
def test_a_version_goes_on_while_the_tables_are_brought_up(
    revision: str, backend: str, empty_database_url: str, another_url: str
) -> None:
    recording = load(file_of(revision, backend))
    questions = [[one] for one in recording.questions.values()]
    half = len(recording.changes) // 2
    before, after = recording.changes[:half], recording.changes[half:]
    with brought_to(another_url, revision) as alone:
        sent(alone, before)
        found, expected = sent(alone, questions), sent(alone, [*after, *questions])
    with brought_to(empty_database_url, revision) as database:
        sent(database, before)
        migrate.upgrade(database)
        assert differing(questions, sent(database, questions), found) == []
        assert differing([*after, *questions], sent(database, [*after, *questions]), expected) == []
        look_at(database)


def look_at(database: Database) -> None:
    """Let this version read what the earlier one left."""
    desk = stories.desk_of(database, stories.WORKSPACE)
    assert verification.verify(desk).findings == ()
    assert sheets.sheet(desk, 5).experiment.number == 5
    assert waits.waits_for(desk, stories.BEN, stories.NOW)


def test_of_each_version_both_databases_are_recorded() -> None:
    assert revisions()
    assert [
        file_of(one, backend).name
        for one in revisions()
        for backend in (SQLITE, POSTGRESQL)
        if not file_of(one, backend).exists()
    ] == []
