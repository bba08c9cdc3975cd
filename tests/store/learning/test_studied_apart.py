"""What insights are made of comes from the experiments of one's own workspace alone."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from rules.dates.typed_span import Span
from store.learning import studied_rows
from tests import stories
from tests.stories import NOW

TODAY = Span(NOW.date(), NOW.date())
READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    studied_rows.newest: lambda session: [
        studied_rows.newest(session, None, None, 100),
        studied_rows.newest(session, TODAY, None, 100),
    ],
    studied_rows.turns_of: lambda session: studied_rows.turns_of(session, [1, 2, 3]),
    studied_rows.parts_of_state: lambda session: str(studied_rows.parts_of_state(session)),
}


def fill(desk: Desk, hours: int) -> None:
    """Leave an experiment in production and one in review, the second submitted some hours later."""
    stories.in_production(desk)
    stories.submit(desk, stories.measured(desk), now=NOW + timedelta(hours=hours))


def test_every_function_has_its_line_here() -> None:
    there = {
        function
        for _, function in inspect.getmembers(studied_rows, inspect.isfunction)
        if function.__module__ == studied_rows.__name__
        and "session" in inspect.signature(function).parameters
    }
    assert there == set(READS)


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, 1)
    with desk.look() as session:
        alone = {function: read(session) for function, read in READS.items()}
    fill(other_desk, 2)
    with desk.look() as session:
        assert {function: read(session) for function, read in READS.items()} == alone
    (every, _today) = alone[studied_rows.newest]
    assert [one.number for one in every] == [2, 1]
