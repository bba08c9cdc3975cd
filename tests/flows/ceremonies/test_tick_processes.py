"""Ticks in processes of their own: killed in the middle, and two at the same minute."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from flows.ceremonies import phase_handlers
from flows.ceremonies.phases import PhaseHandlers
from flows.desk import Desk
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.review.letters import AgendaLetter
from rules.ceremony_names import Ceremony
from tests.backends import on_postgresql
from tests.children import child, said, tell
from tests.flows.gatherings import holdings_of, letters, set_up, standings, tick

TICKING = "tests.flows.ticking"
DUE = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)


@pytest.fixture
def standup(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the desk with a standup that does nothing but open, in this process."""
    monkeypatch.setitem(phase_handlers.HANDLERS, Ceremony.STANDUP, PhaseHandlers({}))
    set_up(desk, "standup")
    return desk


def letters_of_holdings(desk: Desk) -> int:
    """Return how many letters name a holding."""
    return len(list(letters(desk.database, AgendaLetter.kind)))


def test_a_worker_killed_between_deciding_and_posting_leaves_nothing_and_the_next_holds_it(
    standup: Desk, database_url: str
) -> None:
    with child(TICKING, database_url, DUE.isoformat(), "hang") as worker:
        assert said(worker) == "ready"
        tell(worker, "go")
        assert said(worker) == "decided"
        worker.kill()
        worker.wait()
    assert holdings_of(standup) == []
    assert letters_of_holdings(standup) == 0
    with child(TICKING, database_url, (DUE + timedelta(minutes=1)).isoformat()) as worker:
        assert said(worker) == "ready"
        tell(worker, "go")
        assert said(worker) == "1"
    assert standings(standup) == {"2026-03-03": Standing.OPEN}
    assert letters_of_holdings(standup) == 1


def test_a_worker_killed_after_it_decided_leaves_the_letter_with_the_holding(
    standup: Desk, database_url: str
) -> None:
    with child(TICKING, database_url, DUE.isoformat()) as worker:
        assert said(worker) == "ready"
        tell(worker, "go")
        assert said(worker) == "1"
        worker.kill()
    assert standings(standup) == {"2026-03-03": Standing.OPEN}
    assert letters_of_holdings(standup) == 1
    assert tick(standup, DUE + timedelta(minutes=1)) == 0


@on_postgresql
def test_two_worker_processes_at_the_same_minute_hold_each_once(desk: Desk, database_url: str) -> None:
    for number in range(20):
        set_up(desk, "standup", channel=f"C{number:04}")
    with ExitStack() as stack:
        workers = [stack.enter_context(child(TICKING, database_url, DUE.isoformat())) for _ in range(2)]
        assert [said(worker) for worker in workers] == ["ready", "ready"]
        for worker in workers:
            tell(worker, "go")
        done = [int(said(worker)) for worker in workers]
    assert sum(done) == 20
    assert len(holdings_of(desk)) == letters_of_holdings(desk) == 20
