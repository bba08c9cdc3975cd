"""Labs: a bot in a sandbox Slack, on either database, over either delivery.

    lab         hears the sandbox over Socket Mode, on SQLite and on PostgreSQL
    http_lab    the same over signed HTTP
    any_lab     the same test over both
    mail        hears nothing: for the postman, who only speaks
    window      the HTTP door alone, without a Slack behind it, on both databases
    sqlite_lab  over Socket Mode on SQLite alone, where the database says nothing new

Letters wait until a test says `lab.deliver()`, so that nothing is left to luck.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.serve.processes import LEAVE_SECONDS
from store.database import Database
from tests.backends import opened
from tests.bot.lab import DEAF, FAREWELLS, HTTP, SOCKET, Lab, open_lab
from tests.bot.window import Window, open_window


@pytest.fixture(scope="session", autouse=True)
def farewells() -> Iterator[None]:
    """Wait, at the end, for sockets that are still closing."""
    yield
    for farewell in FAREWELLS:
        farewell.join(LEAVE_SECONDS)


@pytest.fixture
def team_database(database: Database) -> Database:
    """Return a database that knows the team of `stories`."""
    return database


@pytest.fixture
def lab(team_database: Database) -> Iterator[Lab]:
    """Yield a lab that hears over Socket Mode."""
    with open_lab(team_database, SOCKET) as lab:
        yield lab


@pytest.fixture
def http_lab(team_database: Database) -> Iterator[Lab]:
    """Yield a lab that hears over signed HTTP."""
    with open_lab(team_database, HTTP) as lab:
        yield lab


@pytest.fixture(params=[SOCKET, HTTP])
def any_lab(request: pytest.FixtureRequest, team_database: Database) -> Iterator[Lab]:
    """Yield a lab of either delivery."""
    with open_lab(team_database, request.param) as lab:
        yield lab


@pytest.fixture
def sqlite_lab(sqlite_template: Path, sqlite_folder: Path) -> Iterator[Lab]:
    """Yield a lab that hears over Socket Mode, on SQLite."""
    shutil.copy(sqlite_template, sqlite_folder / "assay.db")
    database = opened(f"sqlite:///{sqlite_folder / 'assay.db'}")
    with open_lab(database, SOCKET) as lab:
        yield lab
    database.close()


@pytest.fixture
def window(team_database: Database) -> Window:
    """Return the HTTP door of an office."""
    return open_window(team_database)


@pytest.fixture
def mail(team_database: Database) -> Iterator[Lab]:
    """Yield a lab that hears nothing."""
    with open_lab(team_database, DEAF) as lab:
        yield lab


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_folder: Path) -> str:
    """Return the address of a new, migrated SQLite database, for a process."""
    shutil.copy(sqlite_template, sqlite_folder / "assay.db")
    return f"sqlite:///{sqlite_folder / 'assay.db'}"
