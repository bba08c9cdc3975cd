"""Fixtures that every room shares: both databases for real, a desk with its team, and a fixed instant.

A test that asks for `backend`, or for anything built on it, runs once on SQLite and once on PostgreSQL:

    database_url          the address of a new, migrated database that knows two workspaces and their teams;
                          for a process that the test starts
    empty_database_url    the address of a new database without any table
    database              the opened database of `database_url`
    desk                  the desk of workspace `stories.WORKSPACE` with the team of `stories`
    other_desk            the desk of another workspace in the same database, with people of the same ids
    replica               the desk once more, through an engine of its own, as another process has it
    now                   the fixed instant `stories.NOW`
    browser               a real Chromium, for one module

What many tests begin with is lived through once: `begun(desk, story)` of `tests.begun` brings back what it left.
`@on_sqlite` and `@on_postgresql` (from `tests.backends`) keep a test to one of the two.
"""

import gc
import os
import shutil
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from flows.desk import Desk
from store import migrate
from store.database import Database
from tests import stories
from tests.backends import POSTGRESQL, SQLITE, Postgresql, new_sqlite, opened, quick_folder, start_postgresql
from tests.statements_apart import watching

CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Tests speak with this machine alone, without TLS; whom else to trust is read again for each connection that is opened.
os.environ["SSL_CERT_FILE"] = os.devnull


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let what a derandomized property tries hang on its name alone: Hypothesis takes its source and the modules of its
    types, which change whenever a file moves, and then a mere move finds other defects than the change before it."""
    # The rules come last: none of their files takes long, so that all workers end at about the same time.
    items.sort(key=lambda item: item.nodeid.startswith("tests/rules/"))
    if config.getoption("--hypothesis-seed") is not None:
        return
    for item in items:
        tried = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
        if isinstance(item, pytest.Function) and tried is not None and tried.derandomize:
            hypothesis.seed(zlib.crc32(item.originalname.encode()))(item.obj)


def pytest_collection() -> None:
    """Look for no garbage while tests are collected: they live as long as the session."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave what was collected alone: looking through all of it for garbage takes longer than many a test."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a real Chromium, for one module: Playwright keeps an event loop running in the thread while it lives,
    and then neither a second Playwright nor `asyncio.run` can start there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """Yield a PostgreSQL server of this test process alone; it is stopped and removed at the end."""
    with start_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file that was migrated once and is copied for each test."""
    path = tmp_path_factory.mktemp("template") / "assay.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_folder() -> Iterator[Path]:
    """Yield the folder of a test's SQLite file."""
    with quick_folder() as folder:
        yield folder


def migrated(url: str) -> None:
    """Bring the database at an address to the newest tables, and make two workspaces and their teams known."""
    database = Database(url, pool_size=1)
    migrate.upgrade(database)
    for workspace in (stories.WORKSPACE, stories.OTHER_WORKSPACE):
        stories.open_desk(database, workspace)
    database.close()


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def backend(request: pytest.FixtureRequest) -> str:
    """Return which database this run of the test is about."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, backend: str, sqlite_folder: Path) -> Iterator[str]:
    """Yield the address of a new, migrated database with its two teams."""
    if backend == SQLITE:
        shutil.copy(request.getfixturevalue("sqlite_template"), sqlite_folder / "assay.db")
        yield f"sqlite:///{sqlite_folder / 'assay.db'}"
    else:
        with request.getfixturevalue("postgresql").lent_as_new(migrated) as url:
            yield url


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, backend: str, sqlite_folder: Path) -> Iterator[str]:
    """Yield the address of a new database without any table."""
    if backend == SQLITE:
        yield new_sqlite(sqlite_folder)
    else:
        with request.getfixturevalue("postgresql").lent() as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Yield a new, migrated, opened database; what of ours goes over all workspaces there without being listed fails the test."""
    database = opened(database_url)
    with watching(database) as found:
        yield database
    database.close()
    assert found == {}


@pytest.fixture
def now() -> datetime:
    """Return the fixed instant at which most tests play."""
    return stories.NOW


@pytest.fixture
def desk(database: Database) -> Desk:
    """Return the desk of a workspace whose team holds every duty; `stories` names who holds which."""
    return stories.desk_of(database, stories.WORKSPACE)


@pytest.fixture
def other_desk(database: Database) -> Desk:
    """Return the desk of another workspace in the same database, with people of the same ids."""
    return stories.desk_of(database, stories.OTHER_WORKSPACE)


@pytest.fixture
def replica(desk: Desk, database_url: str) -> Iterator[Desk]:
    """Yield the desk of `desk` as another process has it: the same rows through an engine of its own."""
    database = opened(database_url)
    yield stories.desk_of(database, desk.workspace)
    database.close()
