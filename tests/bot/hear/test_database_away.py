"""The database is locked, full or away: a sentence to try again, nothing half done, and no word that is not known."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import event, text

from bot.hear import errors
from flows.experiments import sheets
from rules.experiments.experiment import Stage
from store import writer_turn
from store.database import Database
from store.engines import patience
from tests import stories
from tests.backends import contents, on_postgresql
from tests.bot import payloads
from tests.bot.window import Window, open_window
from tests.racing import together

START = payloads.command("/experiment", "start EXP-1")


def file_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Lock an SQLite file as another program does."""
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def hasty(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """Yield a window whose database waits for a moment only."""
    monkeypatch.setattr(patience, "LOCKED_SECONDS", 0.2)
    monkeypatch.setattr(writer_turn, "WAIT_SECONDS", 0.2)
    opened = Database(sqlite_url)
    stories.proposed(stories.open_desk(opened, stories.WORKSPACE))
    yield open_window(opened)
    opened.close()


def stage(window: Window) -> Stage:
    return sheets.sheet(window.desk, 1).experiment.stage


def test_a_locked_file_is_a_sentence_to_try_again(
    hasty: Window, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with locked(sqlite_url):
        answer = hasty.say(START)
    assert errors.DATABASE_AWAY in answer.text
    assert stage(hasty) is Stage.PROPOSED
    assert "database is locked" in caplog.text
    assert "Traceback" not in caplog.text
    hasty.say(START)
    assert stage(hasty) is Stage.RUNNING


def test_many_who_meet_a_locked_file_do_not_wait_one_after_the_other(hasty: Window, sqlite_url: str) -> None:
    with locked(sqlite_url):
        began = time.monotonic()
        answers = together(*[lambda: hasty.hear(START).body] * 6)
    assert time.monotonic() - began < 3
    assert all(errors.DATABASE_AWAY in str(answer) for answer in answers)


def test_who_waits_at_slack_hears_of_a_locked_file_before_slack_gives_up(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    opened = Database(sqlite_url)
    stories.proposed(stories.open_desk(opened, stories.WORKSPACE))
    window = open_window(opened)
    with locked(sqlite_url):
        began = time.monotonic()
        answer = window.say(START)
        # It was twenty seconds; a machine may do other work besides.
        assert time.monotonic() - began < 2 * patience.CLICK_SECONDS
    assert errors.DATABASE_AWAY in answer.text
    assert stage(window) is Stage.PROPOSED
    opened.close()


def values() -> Iterator[payloads.Json]:
    """Yield one deed after another, each with a value that was not there."""
    for number in range(100, 1000):
        said = f"metric EXP-1 accuracy 0.{number}"
        yield payloads.command("/experiment", said, trigger_id=f"{number}.1.x")


def test_a_full_disk_is_a_sentence_to_try_again_and_nothing_half_done(hasty: Window) -> None:
    engine, (before, after) = hasty.office.database.engine, ("", "")

    hasty.say(START)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def fill(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine.dispose()
    event.listen(engine, "connect", fill)
    for said in values():
        before = str(contents(hasty.office.database))
        answer = hasty.say(said).text
        after = str(contents(hasty.office.database))
        if errors.DATABASE_AWAY in answer:
            break
    assert errors.DATABASE_AWAY in answer
    assert after == before
    event.remove(engine, "connect", fill)
    engine.dispose()
    assert errors.DATABASE_AWAY not in hasty.say(said).text
    assert str(contents(hasty.office.database)) != before


@on_postgresql
def test_a_connection_lost_while_it_commits_is_not_called_unchanged(window: Window) -> None:
    stories.proposed(window.desk)
    engine = window.office.database.engine

    def cut(connection: object) -> None:
        with window.office.database.reading.connect() as other:
            pids = text("SELECT pg_terminate_backend(:pid, 5000)")
            pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[attr-defined]
            other.execute(pids, {"pid": pid})

    event.listen(engine, "commit", cut)
    answer = window.say(START)
    event.remove(engine, "commit", cut)
    assert errors.MAYBE_KEPT in answer.text
    assert stage(window) is Stage.PROPOSED


def test_what_fails_after_a_deed_was_kept_does_not_say_that_nothing_was_changed(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.proposed(window.desk)

    def stumble(*_: object) -> str:
        raise RuntimeError("drawing failed")

    monkeypatch.setattr("bot.draw.answers.started", stumble)
    answer = window.say(START)
    assert stage(window) is Stage.RUNNING
    assert "after a change was kept" in answer.text
    assert "nothing was changed" not in answer.text
