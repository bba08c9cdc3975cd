"""Prepared statements keep SQLAlchemy's promises on their shorter way: types, errors, listeners, lost connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from flows.desk import Desk
from rules.experiments.experiment import ReviewKind, Verdict
from rules.refusals import Refused
from store.database import Database
from store.experiments import experiments
from store.experiments.experiment_tables import ExperimentRow, ReviewRow
from store.people import members
from store.prepared import Prepared
from tests import stories
from tests.backends import contents, on_postgresql

DECIDED = Prepared(
    insert(ReviewRow),
    ("workspace", "experiment", "ordinal", "kind", "revision", "verdict", "by", "at", "digest", "reason"),
)
REASON = "a secret reason"


def verdict(session: Session, **instead: Any) -> dict[str, Any]:
    """Return the row of a verdict on experiment 1."""
    return {
        "workspace": session.info["workspace"],
        "experiment": 1,
        "ordinal": 7,
        "kind": ReviewKind.ETHICS,
        "revision": 1,
        "verdict": Verdict.APPROVE,
        "by": stories.ANA,
        "at": stories.NOW,
        "digest": "",
        "reason": REASON,
    } | instead


@contextmanager
def heard(database: Database) -> Iterator[list[str]]:
    """Yield the statements that who listens to the engine hears meanwhile."""
    found: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)


def test_what_a_prepared_statement_wrote_is_read_as_it_was_given(desk: Desk) -> None:
    stories.in_review(desk)
    with desk.begin() as session:
        given = [verdict(session), verdict(session, ordinal=8, verdict=Verdict.REJECT)]
        DECIDED.execute(session, *given)
        rows = session.exec(select(ReviewRow).order_by(ReviewRow.ordinal)).all()
        assert [row.model_dump() for row in rows] == given


def test_without_rows_nothing_is_executed(desk: Desk) -> None:
    with desk.begin() as session, heard(desk.database) as found:
        DECIDED.execute(session)
    assert found == []


def test_a_parameter_that_is_missing_is_named(desk: Desk) -> None:
    with desk.begin() as session:
        given = verdict(session)
        del given["digest"]
        with pytest.raises(KeyError, match="digest"):
            DECIDED.execute(session, given)


def test_who_listens_to_the_engine_hears_each_statement(desk: Desk) -> None:
    stories.in_review(desk)
    with desk.begin() as session:
        members.get(session, stories.BEN)
        with heard(desk.database) as found:
            members.get(session, stories.BEN)
            DECIDED.execute(session, verdict(session))
    assert [statement.split()[0] for statement in found] == ["SELECT", "INSERT"]


def test_an_error_of_the_driver_is_one_of_sqlalchemy_and_keeps_what_was_written_to_itself(desk: Desk) -> None:
    stories.in_review(desk)
    before = contents(desk.database)
    with pytest.raises(IntegrityError) as caught:
        write_of_an_unknown_experiment(desk)
    assert REASON not in str(caught.value)
    assert contents(desk.database) == before


def write_of_an_unknown_experiment(desk: Desk) -> None:
    """Write two verdicts, the second on an experiment that does not exist."""
    with desk.begin() as session:
        DECIDED.execute(session, verdict(session))
        DECIDED.execute(session, verdict(session, experiment=404))


@on_postgresql
def test_what_is_only_written_goes_in_one_message_with_the_commit(desk: Desk, tmp_path: Path) -> None:
    stories.in_review(desk)
    with desk.begin() as session:
        driver: Any = session.connection().connection.dbapi_connection
        experiments.lock(session, 1)
        with asked_of(driver, tmp_path / "trace") as found:
            DECIDED.execute(session, verdict(session))
            DECIDED.execute(session, verdict(session, ordinal=8))
            driver.commit()
    assert [message.count("INSERT INTO") for message in found] == [2]
    with desk.look() as session:
        assert len(session.exec(select(ReviewRow)).all()) == 2


@on_postgresql
def test_what_waited_is_taken_back_with_its_transaction(desk: Desk) -> None:
    stories.in_review(desk)
    before = contents(desk.database)
    with pytest.raises(Refused):
        write_and_refuse(desk)
    with desk.begin() as session:
        experiments.lock(session, 1)
    assert contents(desk.database) == before


def write_and_refuse(desk: Desk) -> None:
    """Write a verdict in a transaction that fails afterwards."""
    with desk.begin() as session:
        DECIDED.execute(session, verdict(session))
        raise Refused("changed our mind")


@contextmanager
def asked_of(driver: Any, trace: Path) -> Iterator[list[str]]:
    """Yield the messages with which a connection asks the server meanwhile, known once it ends."""
    found: list[str] = []
    with trace.open("w") as written:
        driver.pgconn.trace(written.fileno())
        try:
            yield found
        finally:
            driver.pgconn.untrace()
    found += trace.read_text().split("\tQuery\t")[1:]


def test_a_person_who_is_unknown_does_not_hide_the_experiment(desk: Desk) -> None:
    stories.in_review(desk)
    with desk.begin() as session:
        experiment, person = desk.lock(session, 1, "U0NEW")
    assert (experiment.number, person.id) == (1, "U0NEW")


@on_postgresql
def test_a_connection_that_is_lost_fails_one_deed_and_no_other(desk: Desk) -> None:
    stories.in_review(desk)
    with pytest.raises(OperationalError):
        lose_the_connection(desk)
    with desk.begin() as session:
        assert experiments.lock(session, 1).number == 1


def lose_the_connection(desk: Desk) -> None:
    """End the connection of a transaction from outside, and go on in it."""
    with desk.begin() as session:
        number = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
        end_connection(desk.database, number)
        experiments.lock(session, 1)


def end_connection(database: Database, number: int) -> None:
    """Let the server end one of its connections."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    try:
        with other.engine.begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:number, 10000)"), {"number": number})
    finally:
        other.close()


@on_postgresql
def test_a_connection_that_was_lost_while_it_rested_is_noticed_before_a_deed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.in_review(desk)
    monkeypatch.setattr("store.database.REST_SECONDS", 0)
    with desk.begin() as session:
        number = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
    end_connection(desk.database, number)
    with desk.begin() as session:
        assert session.exec(select(ExperimentRow.number)).one() == 1
