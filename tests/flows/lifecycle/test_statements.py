"""What a deed costs: at most seven statements, however long the history of its experiment is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from flows.desk import Desk
from flows.experiments.record import Doing as Recording
from flows.experiments.record import record
from rules.experiments.experiment import Experiment
from rules.journal.entries import Deed
from store.database import Database
from store.experiments import experiments
from tests import stories
from tests.flows.deeds import DEEDS, Doing, named
from tests.stories import ANA, NOW

MOST = 7
MANY = 500
# What begins a transaction is none of the deed's own.
BEGINS = ("BEGIN", "PRAGMA")
ON_EXPERIMENTS = tuple(doing for doing in DEEDS if {*doing.entries} & {*Deed} and doing.letters)


@contextmanager
def executed(database: Database) -> Iterator[list[str]]:
    """Yield the statements that are executed meanwhile; many rows at once are one."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(BEGINS):
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("doing", ON_EXPERIMENTS, ids=named)
def test_a_deed_is_at_most_seven_statements(desk: Desk, doing: Doing) -> None:
    ready = doing.prepare(desk)
    with executed(desk.database) as found:
        doing.do(desk, ready)
    assert len(found) <= MOST, "\n".join(found)


@pytest.mark.parametrize("doing", [one for one in ON_EXPERIMENTS if one.name != "propose"], ids=named)
def test_a_long_history_costs_no_statement_more(desk: Desk, doing: Doing) -> None:
    with executed(desk.database) as found:
        doing.do(desk, doing.prepare(desk))
    short = len(found)
    ready = doing.prepare(desk)
    long = with_many_values(desk, ready)
    with executed(desk.database) as found:
        doing.do(desk, long)
    assert len(found) <= MOST, "\n".join(found)
    assert short > len(found)


def with_many_values(desk: Desk, experiment: Experiment) -> Experiment:
    """Return an experiment with so many values more of a metric that nothing is asked of."""
    with desk.begin() as session:
        before = experiments.lock(session, experiment.number)
        one = stories.measured_value("notes")
        after = replace(before, measurements=(*before.measurements, *[one] * MANY))
        return record(session, before, after, Recording(deed=Deed.MEASURED, by=ANA, now=NOW))
