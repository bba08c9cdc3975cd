"""What a session promises: all or nothing, one instant, and references that hold."""

from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from flows.desk import Desk
from rules.experiments.experiment import ReviewKind, Stage, Verdict
from store.database import Database, with_driver
from store.experiments import experiments
from store.experiments.experiment_tables import ExperimentRow, ReviewRow
from store.people.member_tables import MemberRow
from tests import stories
from tests.backends import contents, on_sqlite


def test_leaving_a_session_by_an_exception_leaves_nothing(desk: Desk) -> None:
    before = contents(desk.database)
    with pytest.raises(OSError, match="gone"):
        rename_and_fail(desk)
    assert contents(desk.database) == before


def rename_and_fail(desk: Desk) -> None:
    """Change a row and meet a failure in the same transaction."""
    with desk.begin() as session:
        session.exec(select(MemberRow).where(MemberRow.id == stories.ANA)).one().name = "Anna"
        session.flush()
        raise OSError("gone")


def test_a_row_that_refers_to_nothing_is_refused(desk: Desk) -> None:
    verdict = {"kind": ReviewKind.ETHICS, "verdict": Verdict.APPROVE, "by": stories.ANA, "at": stories.NOW}
    with pytest.raises(IntegrityError), desk.begin() as session:
        session.add(ReviewRow(experiment=404, ordinal=1, revision=1, digest="", reason="", **verdict))


def test_a_row_that_is_referred_to_is_not_removed(desk: Desk) -> None:
    stories.in_review(desk)
    with pytest.raises(IntegrityError), desk.begin() as session:
        session.delete(session.exec(select(ExperimentRow)).one())


def test_a_reader_sees_one_instant_while_a_deed_commits(desk: Desk, replica: Desk) -> None:
    experiment = stories.in_review(desk)
    with desk.look() as session:
        stage = session.exec(select(ExperimentRow.stage)).one()
        for kind in ReviewKind:
            stories.approve(replica, experiment, kind)
        seen = experiments.get(session, experiment.number)
    assert (stage, seen.stage, seen.reviews) == (Stage.IN_REVIEW, Stage.IN_REVIEW, ())
    with desk.look() as session:
        assert experiments.get(session, experiment.number).stage is Stage.APPROVED


def test_a_reader_does_not_wait_for_a_writer(desk: Desk, replica: Desk) -> None:
    experiment = stories.in_review(desk)
    with desk.begin() as session:
        experiments.lock(session, experiment.number)
        with replica.look() as reading:
            assert experiments.get(reading, experiment.number) == experiment


def test_a_second_writer_of_an_experiment_waits_for_the_first(desk: Desk, replica: Desk) -> None:
    experiment = stories.in_review(desk)
    has_begun, has_lock = Event(), Event()

    def second() -> None:
        has_begun.set()
        with replica.begin() as session:
            experiments.lock(session, experiment.number)
            has_lock.set()

    thread = Thread(target=second)
    with desk.begin() as session:
        experiments.lock(session, experiment.number)
        thread.start()
        assert has_begun.wait(10)
        assert not has_lock.wait(0.2)
    thread.join(10)
    assert has_lock.is_set()


@on_sqlite
def test_sqlite_is_set_up_on_every_connection(database: Database) -> None:
    pragmas = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    with database.reading.connect() as one, database.reading.connect() as two:
        for connection in (one, two):
            kept = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in pragmas}
            assert kept == pragmas


def test_a_reading_session_refuses_to_write(desk: Desk) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), desk.look() as session:
        session.exec(select(MemberRow).where(MemberRow.id == stories.ANA)).one().name = "Anna"


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_an_address_of_postgresql_may_be_written_as_hosts_write_it(prefix: str) -> None:
    assert with_driver(f"{prefix}ana@db.example/assay") == "postgresql+psycopg://ana@db.example/assay"
