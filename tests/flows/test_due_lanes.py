"""What is due in many lanes: on SQLite rows share commits, on PostgreSQL lanes go side by side; order and failures stay each lane's own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlmodel import Session

from flows import due
from flows.desk import Desk
from flows.due import DueKind, run_due
from rules.experiments.letters import CardLetter
from store import outbox, workspaces
from store.database import Database
from tests.backends import on_postgresql, on_sqlite
from tests.stories import NOW, WORKSPACE

TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Turn:
    """A row of these tests, in its lane."""

    workspace: str
    lane: str
    name: str


def nothing() -> None:
    """Do nothing."""


@dataclass
class Turns:
    """Rows that are due until they are done; `meet` is called in each transaction."""

    due: list[Turn]
    meet: Callable[[], object] = nothing
    tried: list[str] = field(default_factory=list)

    def find(self, _session: Session, _now: datetime) -> list[Turn]:
        return list(self.due)

    def do(self, desk: Desk, turn: Turn, now: datetime) -> int:
        self.tried.append(turn.name)
        with desk.begin() as session:
            self.meet()
            workspaces.next_project(session)
            outbox.put(session, [CardLetter(experiment=1)], now)
            if turn.name.startswith("broken"):
                raise OSError("no")
        self.due.remove(turn)
        return 1

    @property
    def kind(self) -> DueKind[Turn]:
        return DueKind(self.find, self.do, lambda turn: turn.name, lane=lambda turn: turn.lane)


def turns(*lanes: str, meet: Callable[[], object] = nothing) -> Turns:
    """Return rows named by their lane and their place in it."""
    return Turns([Turn(WORKSPACE, lane.split()[-1], lane) for lane in lanes], meet)


def run(desk: Desk, of: Turns) -> int:
    """Do all that is due."""
    return run_due([of.kind], desk.database, {desk.workspace: desk}.get, NOW)


def kept(desk: Desk) -> int:
    """Return how many rows were done and are kept."""
    with desk.begin() as session:
        return workspaces.next_project(session) - 1


def commits(database: Database) -> list[object]:
    """Return a list that grows with each commit."""
    found: list[object] = []
    event.listen(database.engine, "commit", found.append)
    return found


@on_sqlite
def test_rows_share_a_commit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "SHARE_COMMIT", 3)
    found = commits(desk.database)
    assert run(desk, turns("1 a", "1 b", "1 c", "1 d")) == 4
    writing = [one for one in found if not one.get_execution_options().get("reading")]
    assert len(writing) == 2
    assert kept(desk) == 4


def test_a_row_that_fails_takes_no_other_back(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    some = turns("1 a", "broken b", "1 c")
    assert run(desk, some) == 2
    assert sorted(some.tried) == ["1 a", "1 c", "broken b"]
    assert kept(desk) == 2
    assert [record.getMessage() for record in caplog.records] == [
        "broken b could not be done; the next tick tries again"
    ]


def test_rows_of_a_lane_keep_their_order(desk: Desk) -> None:
    some = turns("1 a", "1 b", "2 a", "2 b", "3 a")
    assert run(desk, some) == 5
    for lane in ("a", "b"):
        mine = [name for name in some.tried if name.endswith(lane)]
        assert mine == sorted(mine)


@on_postgresql
def test_lanes_go_side_by_side(desk: Desk) -> None:
    # Each waits in its transaction until the other is in its own.
    both = Barrier(2)
    assert run(desk, turns("1 a", "1 b", meet=lambda: both.wait(TIMEOUT))) == 2
    assert kept(desk) == 2


@on_sqlite
def test_who_waits_for_letters_is_told_once_they_are_kept(desk: Desk) -> None:
    told: list[bool] = []
    desk.database.owes.clear()
    run(desk, turns("1 a", "1 b", meet=lambda: told.append(desk.database.owes.is_set())))
    assert told == [False, False]
    assert desk.database.owes.is_set()


@on_sqlite
def test_what_cannot_be_kept_is_told_and_tried_again(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = turns("1 a", "1 b")
    with monkeypatch.context() as broken:
        broken.setattr(Database, "sharing_commit", no_room)
        assert run(desk, some) == 0
    assert kept(desk) == 0
    assert "what is due was not kept, 1 a first" in caplog.text


def no_room(_database: Database) -> None:
    """Stand for a disk that is full."""
    raise OSError("no space left on device")
