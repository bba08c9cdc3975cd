"""The one runner of what is due: each row in a transaction of its own, and no failure keeps another row waiting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import Session

from flows.desk import Desk
from flows.due import MOST_ROUNDS, DueKind, run_due
from store import workspaces
from store.database import Database
from tests.backends import on_sqlite
from tests.stories import NOW, OTHER_WORKSPACE, WORKSPACE

pytestmark = on_sqlite


@dataclass(frozen=True, slots=True)
class Task:
    """A row of these tests."""

    workspace: str
    name: str


class Tasks:
    """Rows that are due until they are done; some break down, and some make another due."""

    def __init__(self, *names: str, workspace: str = WORKSPACE) -> None:
        """Begin with these rows."""
        self.due = [Task(workspace, name) for name in names]
        self.tried: list[str] = []
        self.kind = DueKind(self.find, self.do, lambda task: f"the task {task.name}")

    def find(self, _session: Session, _now: datetime) -> list[Task]:
        return list(self.due)

    def do(self, desk: Desk, task: Task, _now: datetime) -> bool:
        self.tried.append(task.name)
        with desk.begin() as session:
            workspaces.next_project(session)
            if task.name.startswith("broken"):
                raise OSError("no")
        if task.name == "taken":
            return False
        self.due.remove(task)
        if task.name == "first":
            self.due.append(Task(task.workspace, "second"))
        return True


@pytest.fixture
def desk_for(desk: Desk) -> Callable[[str], Desk | None]:
    """Return the desk of the one workspace that is served."""
    return {desk.workspace: desk}.get


def projects(database: Database) -> int:
    """Return how many rows were done and committed."""
    with database.begin(WORKSPACE) as session:
        return workspaces.next_project(session) - 1


def test_a_row_that_fails_is_logged_once_undone_and_passed_over(
    database: Database, desk_for: Callable[[str], Desk | None], caplog: pytest.LogCaptureFixture
) -> None:
    tasks = Tasks("broken", "first")
    assert run_due([tasks.kind], database, desk_for, NOW) == 2
    assert tasks.tried == ["broken", "first", "second"]
    assert projects(database) == 2
    (record,) = caplog.records
    assert record.getMessage() == "the task broken could not be done; the next tick tries again"
    assert record.exc_info
    run_due([tasks.kind], database, desk_for, NOW)
    assert tasks.tried[3:] == ["broken"]


def test_what_fails_in_one_kind_keeps_no_other_kind_waiting(
    database: Database, desk_for: Callable[[str], Desk | None]
) -> None:
    broken, whole = Tasks("broken"), Tasks("broken too", "plain")
    assert run_due([broken.kind, whole.kind], database, desk_for, NOW) == 1
    assert whole.tried == ["broken too", "plain"]


def test_a_workspace_without_a_desk_waits(database: Database, desk_for: Callable[[str], Desk | None]) -> None:
    theirs = Tasks("plain", workspace=OTHER_WORKSPACE)
    assert run_due([theirs.kind], database, desk_for, NOW) == 0
    assert theirs.tried == []


def test_what_another_worker_does_is_not_counted_and_ends_the_rounds(
    database: Database, desk_for: Callable[[str], Desk | None]
) -> None:
    tasks = Tasks("taken")
    assert run_due([tasks.kind], database, desk_for, NOW) == 0
    assert tasks.tried == ["taken"]


def test_what_never_ends_goes_on_at_the_next_tick(
    database: Database, desk_for: Callable[[str], Desk | None]
) -> None:
    endless = DueKind(
        lambda _session, _now: [Task(WORKSPACE, "endless")], lambda *_: 1, lambda task: task.name
    )
    assert run_due([endless], database, desk_for, NOW) == MOST_ROUNDS
