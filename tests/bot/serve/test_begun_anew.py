"""A process of `python -m bot web` that dies while something is away: the one in its place waits, and those beside it go on."""

import json
import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql
from strictslack.server import Sandbox

from store.database import sqlite_file
from tests.backends import Postgresql, on_postgresql, on_sqlite
from tests.bot.running import Process, asked, free_port, process, read_only, settings_for
from tests.bot.serve.test_processes import sandbox_at

READY = "Assay is ready"
NEWER = "UPDATE alembic_version SET version_num = '9999'"
AWAY = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"
CUT = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with sandbox_at(0, over_http=False) as running:
        yield running


@contextmanager
def two_processes(slack: Sandbox, url: str, folder: Path) -> Iterator[tuple[Process, int]]:
    """Start two processes that hear Slack, and give the port."""
    port = free_port()
    settings = settings_for(slack, url, port, app_token=False) | {"WEB_CONCURRENCY": "2"}
    with process("web", settings, folder) as web:
        web.wait_for_times(READY, 2)
        yield web, port


def kill_one(web: Process) -> None:
    """Kill one of the processes that were ready."""
    ready = next(json.loads(line) for line in web.lines if READY in line)
    os.kill(ready["process"], signal.SIGKILL)


def let_in(postgresql: Postgresql, url: str, *, anybody: bool) -> None:
    """Let a database take in whoever connects, or nobody, and then who is in goes."""
    name = url.partition("@/")[2].partition("?")[0]
    postgresql.connection.execute(
        sql.SQL(AWAY).format(sql.Identifier(name), sql.SQL("true" if anybody else "false"))
    )
    if not anybody:
        postgresql.connection.execute(CUT, [name])


@contextmanager
def one_waiting(
    slack: Sandbox, postgresql: Postgresql, url: str, folder: Path
) -> Iterator[tuple[Process, int]]:
    """Start two processes, and kill one while their database takes nobody in: the one in its place waits."""
    with two_processes(slack, url, folder) as (web, port):
        let_in(postgresql, url, anybody=False)
        kill_one(web)
        web.wait_for("Trying again every 5 s.")
        yield web, port


def test_a_database_that_may_only_be_read_stops_the_start(
    slack: Sandbox, database_url: str, tmp_path: Path
) -> None:
    settings = settings_for(slack, read_only(database_url), free_port(), app_token=True)
    with process("worker", settings, tmp_path) as one:
        assert one.ended() == 1
        assert one.log.startswith("The database of DATABASE_URL cannot be used: "), one.log
        assert len(one.lines) == 1


def test_a_taken_port_of_the_operator_is_called_by_its_name(
    slack: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        settings = settings_for(slack, sqlite_url, free_port(), app_token=False)
        with process("worker", settings | {"OPS_PORT": str(port)}, tmp_path) as one:
            assert one.ended() == 1
            assert (
                one.log
                == f"Port {port} cannot be had (Address already in use). Set OPS_PORT to a free one.\n"
            )


@on_sqlite
def test_one_that_dies_is_begun_anew_though_a_newer_version_brought_the_tables_up(
    slack: Sandbox, database_url: str, tmp_path: Path
) -> None:
    with two_processes(slack, database_url, tmp_path) as (web, port):
        newer = sqlite3.connect(sqlite_file(database_url))
        with newer:
            newer.execute(NEWER)
        newer.close()
        kill_one(web)
        web.wait_for_times(READY, 3)
        assert asked(port, "/healthz")[0] == 200
        assert web.stop() == 0


@on_postgresql
def test_one_that_dies_while_the_database_is_away_waits_for_it_and_the_other_goes_on(
    slack: Sandbox, postgresql: Postgresql, empty_database_url: str, tmp_path: Path
) -> None:
    with one_waiting(slack, postgresql, empty_database_url, tmp_path) as (web, port):
        assert asked(port, "/healthz")[0] == 200
        let_in(postgresql, empty_database_url, anybody=True)
        web.wait_for_times(READY, 3)
        assert "Traceback" not in web.log
        assert web.stop() == 0


@on_postgresql
def test_one_that_waits_ends_as_soon_as_it_is_told(
    slack: Sandbox, postgresql: Postgresql, empty_database_url: str, tmp_path: Path
) -> None:
    with one_waiting(slack, postgresql, empty_database_url, tmp_path) as (web, _):
        assert web.stop() == 0
        assert "was sent SIGKILL" not in web.log.partition("Trying again")[2]
