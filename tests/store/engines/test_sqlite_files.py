"""Nobody but its owner reads a database file, nor what SQLite and we keep beside it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import migrate
from store.database import Database
from store.engines.sqlite_files import open_to_others
from tests import stories

FILES = {"assay.db", "assay.db-wal", "assay.db-shm", "assay.db-next", "assay.db-now"}


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Let files be made as on most machines, where everybody may read them."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def worked_with(file: Path) -> Database:
    """Return a database in which something was written."""
    database = Database(f"sqlite:///{file}")
    migrate.upgrade(database)
    stories.open_desk(database, stories.WORKSPACE)
    return database


def test_whatever_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    database = worked_with(tmp_path / "data" / "assay.db")
    assert modes(tmp_path / "data") == dict.fromkeys(FILES, 0o600)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    database.close()


def test_what_was_made_before_is_closed_by_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "assay.db"
    worked_with(file).close()
    file.chmod(0o644)
    database = worked_with(file)
    for path in tmp_path.iterdir():
        path.chmod(0o664)
    assert {Path(path).name for path in open_to_others(str(file))} == FILES
    database.serve()
    assert modes(tmp_path) == dict.fromkeys(FILES, 0o600)
    database.close()
