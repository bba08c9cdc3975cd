"""`python -m bot backup` and `restore` as an operator types them: on both databases, while somebody writes, and typed wrongly."""

import os
import signal
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import text

from bot.outside import postgresql_programs
from flows.desk import Desk
from flows.journal import sealing
from store import copies
from store.database import Database, sqlite_file
from tests import stories
from tests.backends import POSTGRESQL, contents, on_postgresql, on_sqlite
from tests.bot.commands.terminal import Terminal
from tests.stories import NOW

# How many experiments a test waits for while a copy is made.
A_FEW = 5
PATIENCE_SECONDS = 60


@pytest.fixture
def at_work(
    request: pytest.FixtureRequest, terminal: Terminal, desk: Desk, backend: str, database_url: str
) -> Terminal:
    """Return a terminal on a database with a sealed journal, beside the server's own programs."""
    stories.in_production(desk)
    sealing.seal(desk, NOW)
    terminal.connect(database_url)
    if backend == POSTGRESQL:
        terminal.patch.setenv("PATH", str(request.getfixturevalue("postgresql").programs), prepend=":")
    return terminal


@pytest.fixture
def backed_up(at_work: Terminal, desk: Desk) -> Terminal:
    """Return a terminal with a copy in its folder, `one.backup`, and nobody at work in the database."""
    back_up(at_work, "one.backup")
    desk.database.close()
    return at_work


def back_up(terminal: Terminal, name: str) -> None:
    """Write a copy, which must come about."""
    status, said = terminal.run("backup", name)
    assert (status, f"{name}: a whole copy of the database" in said) == (0, True), said


def held(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return all that a database holds."""
    database = Database(url, pool_size=1)
    try:
        return contents(database)
    finally:
        database.close()


@contextmanager
def somebody_proposes(desk: Desk) -> Iterator[Queue[int]]:
    """Propose experiments meanwhile, without a pause; the queue has the numbers of those that were acknowledged."""
    numbers: Queue[int] = Queue()
    stop = threading.Event()

    def propose() -> None:
        while not stop.is_set():
            numbers.put(stories.proposed(desk).number)

    writer = threading.Thread(target=propose)
    writer.start()
    try:
        yield numbers
    finally:
        stop.set()
        writer.join(PATIENCE_SECONDS)


def test_a_copy_of_a_database_in_use_has_all_that_was_acknowledged_and_verifies(
    at_work: Terminal, replica: Desk, empty_database_url: str
) -> None:
    acknowledged: set[int] = set()
    kept = []
    with somebody_proposes(replica) as numbers:
        for copy in range(3):
            acknowledged |= {numbers.get(timeout=PATIENCE_SECONDS) for _ in range(A_FEW)}
            kept.append(frozenset(acknowledged))
            back_up(at_work, f"{copy}.backup")
    replica.database.close()
    at_work.connect(empty_database_url)
    for copy, wanted in enumerate(kept):
        status, said = at_work.run("restore", f"{copy}.backup", "--over")
        assert (status, f"now holds what {copy}.backup holds" in said) == (0, True), said
        assert wanted <= set(rows(empty_database_url, "SELECT number FROM experiments"))
        status, said = at_work.run("audit", "verify")
        assert (status, "The last one is of 2026-" in said) == (0, True), said


def rows(url: str, query: str) -> list[object]:
    """Return the first column of a query."""
    database = Database(url, pool_size=1)
    try:
        with database.reading.connect() as connection:
            return list(connection.scalars(text(query)))
    finally:
        database.close()


def test_its_owner_alone_can_read_a_copy_and_what_is_restored_from_it(
    backed_up: Terminal, empty_database_url: str
) -> None:
    assert [path.name for path in backed_up.folder.iterdir()] == ["one.backup"]
    backed_up.connect(empty_database_url)
    assert backed_up.run("restore", "one.backup")[0] == 0
    files = [backed_up.folder / "one.backup", *map(Path, filter(None, [sqlite_file(empty_database_url)]))]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_copy_is_brought_back_row_by_row_and_says_up_to_when_it_reaches(
    backed_up: Terminal, database_url: str, empty_database_url: str
) -> None:
    before = held(database_url)
    backed_up.connect(empty_database_url)
    status, said = backed_up.run("restore", "one.backup")
    assert (status, held(empty_database_url)) == (0, before)
    first, *reach = said.splitlines()
    assert first == "The database of DATABASE_URL now holds what one.backup holds."
    assert f"  Workspace {stories.WORKSPACE}: its last entry is of {NOW:%Y-%m-%d %H:%M:%S} UTC." in reach


def test_what_a_database_holds_is_replaced_only_where_that_was_asked_for(
    backed_up: Terminal, desk: Desk, database_url: str
) -> None:
    before = held(database_url)
    stories.proposed(desk)
    with desk.database.engine.begin() as connection:
        # A newer version has tables of which this one knows nothing.
        connection.execute(text("CREATE TABLE of_a_newer_version (id INTEGER)"))
    desk.database.close()
    after = held(database_url)
    status, said = backed_up.run("restore", "one.backup")
    assert (status, "Add --over" in said, held(database_url)) == (1, True, after)
    status, said = backed_up.run("restore", "one.backup", "--over")
    assert (status, "in place of what it held before" in said, held(database_url)) == (0, True, before)
    with pytest.raises(Exception, match="of_a_newer_version"):
        rows(database_url, "SELECT * FROM of_a_newer_version")


def test_nothing_is_restored_under_a_process_that_works(
    at_work: Terminal, desk: Desk, database_url: str
) -> None:
    back_up(at_work, "one.backup")
    before = contents(desk.database)
    status, said = at_work.run("restore", "one.backup", "--over")
    assert (status, "Stop every process of Assay" in said) == (1, True), said
    assert contents(desk.database) == before


def test_a_damaged_copy_changes_nothing(backed_up: Terminal, database_url: str) -> None:
    before = held(database_url)
    copy = backed_up.folder / "one.backup"
    whole = copy.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:40], b"", b"no copy"):
        copy.write_bytes(damaged)
        status, said = backed_up.run("restore", "one.backup", "--over")
        assert (status, len(said.splitlines())) == (1, 1), said
        assert held(database_url) == before


@on_sqlite
def test_a_damaged_copy_leaves_no_database_where_there_was_none(
    backed_up: Terminal, empty_database_url: str
) -> None:
    copy = backed_up.folder / "one.backup"
    copy.write_bytes(copy.read_bytes()[:8192])
    backed_up.connect(empty_database_url)
    assert backed_up.run("restore", "one.backup")[0] == 1
    assert not Path(sqlite_file(empty_database_url)).exists()


@on_sqlite
def test_a_damaged_database_is_not_copied_and_not_replaced(backed_up: Terminal, database_url: str) -> None:
    file = Path(sqlite_file(database_url))
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    status, said = backed_up.run("backup", "two.backup")
    assert (status, len(said.splitlines())) == (1, 1), said
    assert [path.name for path in backed_up.folder.iterdir()] == ["one.backup"]
    file.write_bytes(b"what a broken disk gives back")
    status, said = backed_up.run("restore", "one.backup", "--over")
    assert (status, "Move it away" in said) == (1, True)
    assert file.read_bytes() == b"what a broken disk gives back"


@on_sqlite
def test_a_copy_of_a_database_of_the_version_before_says_so_when_it_is_back(
    backed_up: Terminal, empty_database_url: str
) -> None:
    with sqlite3.connect(backed_up.folder / "one.backup") as copy:
        copy.execute("UPDATE alembic_version SET version_num = '0001'")
    copy.close()
    backed_up.connect(empty_database_url)
    status, said = backed_up.run("restore", "one.backup")
    assert (status, "`python -m bot migrate`" in said) == (0, True)


@on_sqlite
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("backup", "one.backup"), "one.backup is there already, and no copy is written over."),
        (("backup", "no/folder"), "no/folder cannot be written: No such file or directory."),
        (("restore", "missing"), "missing cannot be read: No such file or directory."),
        (("restore", "."), ". cannot be read: Is a directory."),
        (
            ("restore", "dump"),
            "dump is a copy of a PostgreSQL database, and DATABASE_URL names an SQLite one.",
        ),
        (("restore", "notes"), "notes is no copy that `python -m bot backup` wrote, or it is damaged."),
    ],
)
def test_what_is_typed_wrongly_gets_one_sentence(
    backed_up: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    (backed_up.folder / "dump").write_bytes(b"PGDMP...")
    (backed_up.folder / "notes").write_text("no copy")
    status, said = backed_up.run(*words)
    assert (status, sentence in said, len(said.splitlines())) == (1, True, 1), said


def test_where_nobody_may_look_no_copy_is_written(at_work: Terminal) -> None:
    status, said = at_work.run("backup", "a" * 300)
    assert (status, said.endswith(" cannot be written: File name too long.\n")) == (1, True), said


def test_a_copy_that_is_broken_off_leaves_nothing(at_work: Terminal) -> None:
    def stop(*_words: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    at_work.patch.setattr(copies, "require_sound", stop)
    at_work.patch.setattr(postgresql_programs, "dump", stop)
    assert at_work.run("backup", "one.backup") == (128 + signal.SIGTERM, "")
    assert list(at_work.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite://", "DATABASE_URL: it names a database in memory"),
        ("sqlite:///nowhere.db", "There is no database at nowhere.db."),
        ("mysql://host/x", "DATABASE_URL: write it like"),
        ("postgresql://u:secret@127.0.0.1:1/x", "The database of DATABASE_URL cannot be used"),
    ],
)
def test_without_a_database_no_copy_is_made(terminal: Terminal, url: str, sentence: str) -> None:
    terminal.connect(url)
    status, said = terminal.run("backup", "one.backup")
    assert (status, sentence in said, "secret" in said) == (1, True, False), said
    assert list(terminal.folder.iterdir()) == []


def test_a_database_that_is_not_assays_is_not_copied(terminal: Terminal, empty_database_url: str) -> None:
    terminal.connect_without_tables(empty_database_url)
    status, said = terminal.run("backup", "one.backup")
    assert (status, "has no tables of Assay" in said) == (1, True)
    assert list(terminal.folder.iterdir()) == []


@on_postgresql
def test_without_postgresqls_programs_one_sentence_says_how_to_come_by_them(
    backed_up: Terminal, database_url: str
) -> None:
    before = held(database_url)
    backed_up.patch.setenv("PATH", str(backed_up.folder))
    for words, name in (
        (("backup", "two.backup"), "pg_dump"),
        (("restore", "one.backup", "--over"), "pg_restore"),
    ):
        status, said = backed_up.run(*words)
        assert (status, f"{name} is not installed here. Install" in said, len(said.splitlines())) == (
            1,
            True,
            1,
        )
    assert [path.name for path in backed_up.folder.iterdir()] == ["one.backup"]
    assert held(database_url) == before


@on_postgresql
def test_a_program_that_is_ended_is_told(at_work: Terminal) -> None:
    killed = at_work.folder / "programs" / "pg_dump"
    killed.parent.mkdir()
    killed.write_text("#!/bin/sh\nkill -9 $$\n")
    killed.chmod(0o700)
    at_work.patch.setenv("PATH", str(killed.parent), prepend=":")
    said = "No copy was made: pg_dump says: nothing, and ended with status -9.\n"
    assert at_work.run("backup", "one.backup") == (1, said)
