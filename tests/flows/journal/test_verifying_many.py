"""Verifying a large journal: each table is read once in order, what is wrong is told up to a bound, and who waits hears how far."""

import pytest
from sqlalchemy import text

from flows.desk import Desk
from flows.journal import disagreements, verification, watching
from store.packs import kept_states
from tests import stories
from tests.flows.lifecycle.test_statements import executed


@pytest.fixture
def many(desk: Desk) -> Desk:
    """Return a desk with five sealed experiments, some with verdicts and an override."""
    stories.approved(desk)
    stories.ask_override(desk, stories.unrehearsed(desk))
    for _ in range(3):
        stories.in_review(desk)
    stories.seal_quietly(desk)
    return desk


def test_what_is_read_some_at_a_time_is_what_was_kept(many: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_states, "AT_ONCE", 2)
    with many.look() as session:
        found = {key: one for some in kept_states.experiments(session) for key, one in some.items()}
    assert list(found) == [f"EXP-{number}" for number in range(1, 6)]
    assert [len(one.beside["reviews"]) for one in found.values() if one] == [3, 0, 0, 0, 0]
    assert [len(one.beside["overrides"]) for one in found.values() if one] == [0, 1, 0, 0, 0]


def test_more_experiments_take_no_more_statements(many: Desk) -> None:
    with executed(many.database) as few:
        assert verification.verify(many).findings == ()
    stories.in_review(many)
    stories.seal_quietly(many)
    with executed(many.database) as more:
        assert verification.verify(many).findings == ()
    assert len(more) == len(few)


def test_findings_are_told_up_to_a_bound_and_all_counted(many: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST_FINDINGS", 2)
    with many.database.writer, many.database.engine.begin() as connection:
        connection.execute(text("UPDATE experiments SET title = 'forged'"))
    verdict = verification.verify(many)
    assert (len(verdict.findings), verdict.in_all) == (2, 5)
    assert "title in the record of EXP-1 was altered" in verdict.findings[0].words


def test_an_experiment_that_is_kept_from_the_agendas_is_named(many: Desk) -> None:
    with many.database.writer, many.database.engine.begin() as connection:
        connection.execute(text("UPDATE experiments SET unchecked_since = NULL WHERE number = 3"))
    (finding,) = verification.verify(many).findings
    assert finding.words == "The days by which agendas find EXP-3 were altered: its facts say otherwise."


def test_who_waits_hears_how_far_it_is(many: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "TOLD_EVERY", 1)
    monkeypatch.setattr(disagreements, "TOLD_EVERY", 1)
    heard: list[tuple[str, int]] = []
    verdict = verification.verify(many, watch=lambda what, done: heard.append((what, done)))
    assert ("entries held against their seals", verdict.head.position) in heard
    assert ("experiments held against their facts", 5) in heard
    assert heard[-1][1] <= verdict.head.position
