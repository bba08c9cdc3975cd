"""A database that hangs or is locked holds nobody for longer than Slack waits; what may take long is not cut."""

import time
from collections.abc import Iterator
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from store.database import Database
from store.engines.patience import CLICK_SECONDS, LEAST_SECONDS, LOCKED_SECONDS, hurried, seconds_to_lock
from store.engines.patient_connections import SERVING
from tests.backends import Postgresql, start_postgresql
from tests.freezing import frozen

# A machine may do other work besides.
LATER = 5


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    """Yield a server of this module alone."""
    with start_postgresql() as started:
        yield started


@pytest.fixture
def asked(server: Postgresql) -> Iterator[Database]:
    """Yield its first database."""
    database = Database(server.url("postgres"))
    yield database
    database.close()


def value(database: Database, statement: str) -> object:
    with database.engine.connect() as connection:
        return connection.execute(text(statement)).scalar()


def seconds_until_given_up(database: Database, seconds: float = CLICK_SECONDS) -> float:
    """Return after how long a hurried question is given up."""
    began = time.monotonic()
    with hurried(seconds), pytest.raises(OperationalError):
        value(database, "SELECT 1")
    return time.monotonic() - began


def test_a_frozen_server_is_given_up_and_asked_again_once_it_goes_on(
    asked: Database, server: Postgresql
) -> None:
    assert value(asked, "SELECT 1") == 1
    with frozen(server):
        known = seconds_until_given_up(asked)
        new = seconds_until_given_up(asked)
    assert max(known, new) < CLICK_SECONDS + LATER
    with hurried():
        assert value(asked, "SELECT 1") == 1


def test_what_waits_for_a_lock_is_given_up_too(asked: Database) -> None:
    with asked.engine.begin() as holder:
        holder.execute(text("SELECT pg_advisory_xact_lock(1)"))
        with hurried(0.2), pytest.raises(OperationalError):
            value(asked, "SELECT pg_advisory_xact_lock(1)")


def test_an_answer_that_was_begun_late_still_has_a_moment(asked: Database) -> None:
    assert value(asked, "SELECT 1") == 1
    with hurried(0), asked.engine.connect() as connection:
        assert connection.execute(text(f"SELECT pg_sleep({LEAST_SECONDS / 10}) IS NULL")).scalar() is False


def test_who_is_not_hurried_waits_while_others_give_up(asked: Database) -> None:
    heard: list[object] = []
    waiting = Thread(target=lambda: heard.append(value(asked, "SELECT pg_sleep(1) IS NULL")))
    waiting.start()
    with hurried(0.1), pytest.raises(OperationalError):
        value(asked, "SELECT pg_sleep(60)")
    waiting.join()
    assert heard == [False]


def test_what_serves_has_limits_and_what_verifies_has_none(asked: Database) -> None:
    assert [value(asked, f"SHOW {name}") for name in ("statement_timeout", "lock_timeout")] == ["0", "20s"]
    asked.serve()
    assert {name: value(asked, f"SHOW {name}") for name in SERVING} == {
        "statement_timeout": "1min",
        "lock_timeout": "20s",
        "idle_in_transaction_session_timeout": "1min",
    }


@pytest.mark.parametrize(("left", "waits"), [(0, LEAST_SECONDS), (2.4, 2.0), (60, LOCKED_SECONDS)])
def test_a_locked_file_is_waited_for_as_long_as_who_asked_waits(left: float, waits: float) -> None:
    with hurried(left):
        assert seconds_to_lock() == waits
    assert seconds_to_lock() == LOCKED_SECONDS
