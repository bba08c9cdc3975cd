"""What a deed on an experiment costs: at most seven statements, whatever is in its form and however long the history is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from flows.desk import Desk
from flows.experiments import record
from flows.lifecycle import handovers, proposals
from rules.experiments.experiment import Experiment
from rules.experiments.makers import Origin
from rules.experiments.metrics import Measurement
from rules.journal.entries import Deed
from store.database import Database
from store.experiments import experiments
from tests import stories
from tests.flows.deeds import DEEDS, Doing, asked_of_ivan, deliver_all, named, new_project
from tests.stories import ANA, BEN, HUGO, IVAN, NOW

MOST = 7
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
    assert len(found) <= MOST, "\n".join(found)


def whole_proposal(desk: Desk, _ready: Any) -> None:
    """Propose for somebody else, in a project, from a message that a third person wrote."""
    proposals.propose(
        desk,
        replace(stories.PROPOSAL, owner=IVAN, project="1"),
        by=ANA,
        channel=stories.CHANNEL,
        now=NOW,
        request=stories.new_request(),
        origin=Origin(link="https://acme.slack.com/archives/C0LAB/p1700000000000100", author=BEN),
    )


def whole_form(desk: Desk, ready: Experiment) -> None:
    """Change what is proposed, its project and its owner in one form, while somebody else is asked to own it."""
    stories.amend(desk, ready, title="Another", hypothesis="Something else.", project="1", owner=BEN)


FULL: dict[str, tuple[Callable[[Desk], Any], Callable[[Desk, Any], Any]]] = {
    "propose with all that a form has": (new_project, whole_proposal),
    "edit with all that a form has": (lambda desk: new_project(desk) and asked_of_ivan(desk), whole_form),
    "ask another one to own it": (
        asked_of_ivan,
        lambda desk, one: handovers.ask(
            desk, one.number, BEN, by=ANA, now=NOW, request=stories.new_request()
        ),
    ),
    "take it over as an admin while another is asked": (
        asked_of_ivan,
        lambda desk, one: handovers.ask(
            desk, one.number, HUGO, by=HUGO, now=NOW, request=stories.new_request()
        ),
    ),
}


@pytest.mark.parametrize("name", FULL)
def test_whatever_is_in_its_form(desk: Desk, name: str) -> None:
    prepare, do = FULL[name]
    ready = prepare(desk)
    with executed(desk.database) as found:
        do(desk, ready)
    assert len(found) <= MOST, "\n".join(found)


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
