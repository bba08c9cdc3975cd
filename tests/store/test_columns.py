"""What goes into a column comes out of it, on either database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlmodel import select

from flows.desk import Desk
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.metrics import Measurement
from rules.people.projects import Milestone, Project
from store.experiments import experiments
from store.experiments.experiment_tables import ExperimentRow
from store.people import projects
from store.tables import ReceiptRow
from tests import stories

INDIA = timezone(timedelta(hours=5, minutes=30))


def raw(desk: Desk, query: str) -> list[Any]:
    """Return the first column of a query as the database has it, without our columns."""
    with desk.database.reading.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def kept_instant(desk: Desk, at: datetime) -> datetime:
    """Return an instant as it comes back from the store."""
    with desk.begin() as session:
        session.add(ReceiptRow(request="one", at=at))
    with desk.look() as session:
        return session.exec(select(ReceiptRow)).one().at


def test_a_time_of_another_zone_comes_back_as_the_same_instant_in_utc(desk: Desk) -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=INDIA)
    kept = kept_instant(desk, at)
    assert kept == at
    assert kept.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(desk: Desk) -> None:
    naive = datetime(2026, 3, 29, 1, 30)  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"):
        kept_instant(desk, naive)


def test_an_hour_that_happens_twice_keeps_which_one_it_was(desk: Desk) -> None:
    second = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=1)))
    assert kept_instant(desk, second) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["0.1", "0.920", "-0", "1E+3", "123456789012345.000000000001", "0.000000000001"]
)
def test_a_decimal_comes_back_digit_by_digit(desk: Desk, value: str) -> None:
    measurement = Measurement(metric="accuracy", value=Decimal(value), by=stories.ANA, at=stories.NOW)
    before = stories.proposed(desk)
    with desk.begin() as session:
        experiments.save(session, before, with_measurement(before, measurement))
    with desk.look() as session:
        (kept,) = experiments.get(session, before.number).measurements
    assert kept.value.as_tuple() == Decimal(value).as_tuple()


def with_measurement(experiment: Experiment, measurement: Measurement) -> Experiment:
    """Return an experiment with one value more."""
    return replace(experiment, measurements=(*experiment.measurements, measurement))


def test_an_enumeration_is_kept_by_its_value(desk: Desk) -> None:
    stories.in_review(desk)
    assert raw(desk, "SELECT stage FROM experiments") == ["in_review"]


def test_an_enumeration_comes_back_as_its_member(desk: Desk) -> None:
    stories.in_review(desk)
    with desk.look() as session:
        assert session.exec(select(ExperimentRow)).one().stage is Stage.IN_REVIEW


def test_a_word_that_is_no_member_is_refused(desk: Desk) -> None:
    stories.proposed(desk)
    with pytest.raises(StatementError, match="nearly_done"), desk.begin() as session:
        session.exec(select(ExperimentRow)).one().stage = "nearly_done"  # type: ignore[assignment]


def test_a_document_comes_back_as_its_type(desk: Desk) -> None:
    done = Milestone(title="Beta", due=stories.NOW.date(), done_at=stories.NOW)
    project = Project(
        number=7, name="Router", workstream=stories.proposed(desk).workstream, milestones=(done,)
    )
    with desk.begin() as session:
        projects.save(session, project)
    with desk.look() as session:
        assert projects.get(session, 7) == project


def test_a_text_of_every_script_comes_back_sign_by_sign(desk: Desk) -> None:
    hypothesis = (
        "Кириллица, עברית, 漢字, 👩🏽‍🔬 and “quotes”; DROP TABLE experiments; -- 100% <!channel>\nnext line"
    )
    number = stories.proposed(desk, hypothesis=hypothesis).number
    with desk.look() as session:
        assert experiments.get(session, number).hypothesis == hypothesis
