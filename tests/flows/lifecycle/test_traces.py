"""What a deed leaves: all of it or nothing of it, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from flows.desk import AlreadyDone, Desk
from flows.evidence import measure
from flows.lifecycle import proposals
from rules.evidence.measurements import ValueDraft
from rules.experiments.experiment import ApprovalKind, ReviewKind, Stage
from rules.experiments.letters import BoardLetter, CardLetter, NoticeLetter
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY
from store.database import Database
from tests import stories
from tests.backends import Contents, contents, on_sqlite
from tests.flows.deeds import DEEDS, RICH, Doing, deliver_all, entries_of, letters_owed, named

LATER = stories.NOW + timedelta(hours=1)


class Gone(Exception):
    """The database is gone, at the worst moment."""


@contextmanager
def failing(database: Database, at: str, after: int = 0) -> Iterator[None]:
    """Let the database fail at its next event of this kind, once `after` of them went well."""
    passed = count()

    def fail(*_rest: Any) -> None:
        if next(passed) >= after:
            raise Gone

    event.listen(database.engine, at, fail)
    try:
        yield
    finally:
        event.remove(database.engine, at, fail)


@pytest.mark.parametrize("doing", DEEDS, ids=named)
def test_a_deed_leaves_its_entry_with_those_that_follow_and_its_letters(desk: Desk, doing: Doing) -> None:
    ready = doing.prepare(desk)
    deliver_all(desk)
    before = len(entries_of(desk))
    doing.do(desk, ready)
    left, owed = entries_of(desk)[before:], letters_owed(desk)
    assert [(entry.deed, entry.by, entry.at) for entry in left] == [
        (deed, ASSAY if place and deed is not Deed.ASKED_HANDOVER else doing.by, stories.NOW)
        for place, deed in enumerate(doing.entries)
    ]
    assert [letter.kind for letter in owed] == list(doing.letters)
    assert {letter.lane for letter in owed} <= {"experiment:1"}


@pytest.mark.parametrize("doing", DEEDS, ids=named)
def test_a_deed_that_fails_at_its_commit_leaves_nothing(desk: Desk, doing: Doing) -> None:
    ready = doing.prepare(desk)
    before = contents(desk.database)
    with failing(desk.database, "commit"), pytest.raises(Gone):
        doing.do(desk, ready)
    assert contents(desk.database) == before
    doing.do(desk, ready)
    assert contents(desk.database) != before


@pytest.mark.parametrize("doing", RICH, ids=named)
def test_a_deed_that_fails_at_any_of_its_statements_leaves_nothing(desk: Desk, doing: Doing) -> None:
    ready = doing.prepare(desk)
    before = contents(desk.database)
    for statements in count():
        try:
            with failing(desk.database, "before_cursor_execute", after=statements):
                doing.do(desk, ready)
        except Gone:
            assert contents(desk.database) == before, f"after {statements} statements"
        else:
            break
    assert statements > 4
    assert contents(desk.database) != before


@on_sqlite
def test_a_deed_on_a_full_disk_leaves_nothing(desk: Desk, database_url: str) -> None:
    small = stories.desk_of(Database(database_url, pool_size=1), desk.workspace)
    with small.database.engine.begin() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    before = propose_until_full(small)
    assert contents(desk.database) == before
    small.database.close()
    stories.proposed(desk)
    assert contents(desk.database) != before


def propose_until_full(desk: Desk) -> Contents:
    """Propose until the disk is full; return what was there before the proposal that failed."""
    for _ in range(100):
        before = contents(desk.database)
        try:
            stories.proposed(desk, hypothesis="x" * 2000)
        except OperationalError as problem:
            if "database or disk is full" in str(problem):
                return before
            raise
    pytest.fail("the disk never filled")


def test_a_change_that_changes_nothing_leaves_nothing(desk: Desk) -> None:
    experiment = stories.proposed(desk)
    before = contents(desk.database)
    same = stories.PROPOSAL
    proposals.amend(desk, experiment.number, same, by=stories.ANA, now=LATER, request="")
    assert contents(desk.database) == before


def measure_by_request(desk: Desk) -> None:
    """Record a value, by the same request each time."""
    draft = ValueDraft(metric="accuracy", value="0.9")
    measure.record_value(desk, 1, draft, by=stories.ANA, now=stories.NOW, request="view V1")


def test_the_same_request_twice_is_done_once(desk: Desk) -> None:
    stories.proposed(desk)
    measure_by_request(desk)
    before = contents(desk.database)
    with pytest.raises(AlreadyDone, match="view V1"):
        measure_by_request(desk)
    assert contents(desk.database) == before


def test_a_request_that_failed_can_be_made_again(desk: Desk) -> None:
    stories.proposed(desk)
    with failing(desk.database, "commit"), pytest.raises(Gone):
        measure_by_request(desk)
    before = contents(desk.database)
    measure_by_request(desk)
    assert contents(desk.database) != before


def test_a_card_that_waits_is_not_owed_again(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    deliver_all(desk)
    for kind in (ReviewKind.TECHNICAL, ReviewKind.ETHICS):
        stories.approve(desk, experiment, kind)
    assert [letter.kind for letter in letters_owed(desk)] == [CardLetter.kind, BoardLetter.kind]


def test_the_same_notice_of_two_decisions_is_owed_twice(desk: Desk) -> None:
    experiment = stories.changes_asked(desk)
    stories.ask_for_changes(desk, stories.submit(desk, experiment))
    notices = [letter.facts["notice"] for letter in letters_owed(desk) if letter.kind == NoticeLetter.kind]
    submitted, first, again, second = notices
    assert (submitted["topic"], again["topic"]) == ("submitted", "submitted")
    assert second == first | {"revision": 2}


def test_a_notice_pings_who_must_act_and_nobody_else(desk: Desk) -> None:
    stories.changes_asked(desk)
    _, notice = [letter for letter in letters_owed(desk) if letter.kind == NoticeLetter.kind]
    assert notice.facts["notice"] == {
        "topic": "changes_asked",
        "by": stories.BEN,
        "reason": "Test it longer.",
        "about": "",
        "ended": [],
        "place": None,
        "revision": 1,
        "to": [stories.ANA],
    }


def test_a_double_click_leaves_one_trace(desk: Desk) -> None:
    experiment = stories.in_review(desk)
    once = stories.approve(desk, experiment, ReviewKind.TECHNICAL)
    before = contents(desk.database)
    again = stories.approve(desk, experiment, ReviewKind.TECHNICAL, now=stories.NOW + timedelta(seconds=1))
    assert again == once
    assert contents(desk.database) == before


def test_a_double_click_on_the_last_approval_promotes_once(desk: Desk) -> None:
    experiment = stories.in_production(desk)
    before = contents(desk.database)
    again = stories.approve_as(desk, experiment, ApprovalKind.SECURITY)
    assert (again, again.stage) == (experiment, Stage.IN_PRODUCTION)
    assert contents(desk.database) == before
