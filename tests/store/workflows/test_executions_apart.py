"""The waiting steps of two workspaces never meet, and each is ended once."""

import inspect
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from rules.workflows.executions import WaitingExecution
from rules.workflows.outcomes import Awaited
from store.workflows import executions
from tests import stories
from tests.backends import contents
from tests.stories import NOW


def waits(execution: str) -> WaitingExecution:
    """Return a run that waits for the board."""
    return WaitingExecution(execution=execution, experiment=1, awaited=Awaited.BOARD, facts=3, since=NOW)


def fill(desk: Desk, *runs: str) -> None:
    """Let runs wait for the first experiment of a workspace."""
    stories.proposed(desk)
    with desk.begin() as session:
        for run in runs:
            executions.keep_waiting(session, waits(run))


READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    executions.waiting_for: lambda session: executions.waiting_for(session, 1),
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    executions.keep_waiting: lambda session: executions.keep_waiting(session, waits("Fx9")),
    executions.end_waiting: lambda session: executions.end_waiting(session, "Fx1"),
}


def test_every_function_of_this_room_has_its_line_here() -> None:
    there = {
        function
        for _, function in inspect.getmembers(executions, inspect.isfunction)
        if function.__module__ == executions.__name__
    }
    assert {one.__qualname__ for one in there} == {one.__qualname__ for one in {*READS, *WRITES}}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "Fx1", "Fx2")
    fill(other_desk, "Fx1", "Fx3")
    with desk.look() as session:
        assert [read(session) for read in READS.values()] == [(waits("Fx1"), waits("Fx2"))]


def test_no_change_of_ours_shows_in_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "Fx1")
    fill(other_desk, "Fx1")
    for function, write in WRITES.items():
        before = contents(desk.database)["executions"]
        with desk.begin() as session:
            write(session)
        after = contents(desk.database)["executions"]
        assert after != before, function
        assert [row for row in after if other_desk.workspace in row] == [
            row for row in before if other_desk.workspace in row
        ]


def test_a_run_ends_once(desk: Desk) -> None:
    fill(desk, "Fx1")
    with desk.begin() as session:
        assert executions.end_waiting(session, "Fx1")
    with desk.begin() as session:
        assert not executions.end_waiting(session, "Fx1")
        assert executions.waiting_for(session, 1) == ()
