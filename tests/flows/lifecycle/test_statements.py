"""What a deed costs: at most seven statements where nothing else is asked for, however long the history of its experiment is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from flows.desk import Desk
from flows.experiments import record
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement
from rules.journal.entries import Deed
from store.database import Database
from store.experiments import experiments
from tests.flows.deeds import DEEDS, Doing, deliver_all, named
from tests.stories import ANA, NOW

MOST = 7
# These read more beside the experiment: what history says of a proposal, and its number; what was changed since the last
# revision; who is named, and is asked; who could confirm an override, which has a row of its own; who could take a seat, and is there. A form with two deeds in it does both.
MORE = {
    "propose": 11,
    "resubmit": 8,
    "ask for a handover": 9,
    "name another owner and another title in one form": 14,
    "ask to override an item": 8,
    "hand over a seat": 8,
}
MANY = 500
# What begins a transaction is none of the deed's own.
BEGINS = ("BEGIN", "PRAGMA")
ON_EXPERIMENTS = tuple(doing for doing in DEEDS if doing.letters)


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
def test_a_deed_is_at_most_seven_statements_however_long_the_history_is(desk: Desk, doing: Doing) -> None:
    ready = doing.prepare(desk)
    with_many_values(desk, ready)
    with executed(desk.database) as found:
        doing.do(desk, ready)
    assert len(found) <= MORE.get(doing.name, MOST), "\n".join(found)


def with_many_values(desk: Desk, experiment: Experiment | None) -> None:
    """Record many values of an experiment at once, of a metric that nothing is asked of."""
    if experiment is None:
        return
    with desk.begin() as session:
        before = experiments.lock(session, experiment.number)
        more = tuple(Measurement(metric="notes", value=Decimal(one), by=ANA, at=NOW) for one in range(MANY))
        after = replace(before, measurements=(*before.measurements, *more))
        record.record(session, before, after, record.Doing(deed=Deed.MEASURED, by=ANA, now=NOW))
    deliver_all(desk)
