"""Prepared statements keep SQLAlchemy's promises on their shorter way: types, errors, listeners, lost connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, text, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from flows.desk import Desk
from rules.experiments.experiment import ReviewKind, Verdict
from rules.people.accounts import Account
from rules.people.people import Member
from rules.refusals import Refused
from store.database import Database
from store.experiments import experiments
from store.experiments.experiment_tables import ExperimentRow, ReviewRow
from store.mapping import where
from store.people import members
from store.people.member_tables import MemberRow
from store.prepared import Among, Prepared, within
from tests import stories
from tests.backends import contents, on_postgresql

DECIDED = Prepared(
    insert(ReviewRow),
    ("workspace", "experiment", "ordinal", "kind", "revision", "verdict", "by", "at", "digest", "reason"),
)
THESE = (*where(MemberRow), Among(col(MemberRow.id), "of_users"))
AMONG = Prepared(select_columns(col(MemberRow.id)).where(*THESE).order_by(col(MemberRow.id)))
NOT_AMONG = Prepared(select_columns(col(MemberRow.id)).where(THESE[0], ~THESE[1]))
RENAMED = Prepared(
    update(MemberRow)
    .where(*THESE)
    .values(name="renamed")
    .returning(col(MemberRow.id), col(MemberRow.account))
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


@pytest.mark.parametrize("number", [0, 1, 2, 700])
def test_however_many_values_are_asked_for_it_is_one_statement(desk: Desk, number: int) -> None:
    wanted = [f"U{one:05}" for one in range(number)]
    with desk.begin() as session:
        members.save(session, *(Member(one, one) for one in wanted))
        with heard(desk.database) as found:
            rows = AMONG.all(session, within(session, users=wanted))
            others = NOT_AMONG.all(session, within(session, users=[stories.ANA]))
    assert [row.id for row in rows] == wanted
    assert stories.ANA not in {row.id for row in others}
    assert len([one for one in found if one.startswith("SELECT")]) == 2


def test_what_a_change_returns_and_what_stands_in_a_statement_are_given(desk: Desk) -> None:
    with desk.begin() as session:
        members.save(session, Member("U1", "one"), Member("U2", "two"))
        changed = RENAMED.all(session, within(session, users=["U1", "U3"]))
        assert [(row.id, row.account) for row in changed] == [("U1", Account.PERSON)]
        assert (members.get(session, "U1").name, members.get(session, "U2").name) == ("renamed", "two")


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
