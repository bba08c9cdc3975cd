"""Sealing: every entry once and in its place, by any number of workers, and its head told once a day and once a promotion."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from flows import due_kinds
from flows.desk import Desk
from flows.due import run_due
from flows.journal import sealing, verification
from rules.journal.entries import Deed, Entry
from rules.journal.heads import Head
from rules.journal.letters import JournalHeadLetter
from store import postings
from store.database import Database
from store.journal import journal, seals
from store.journal.journal_tables import JournalRow
from store.journal.seal_tables import SealRow
from store.people import members
from store.tables import LetterRow
from tests import stories
from tests.backends import contents, on_postgresql
from tests.children import child, said, tell
from tests.flows.deeds import entries_of, letters_owed
from tests.racing import problems, together
from tests.stories import ANA, HUGO, NOW, place

TOMORROW = NOW + timedelta(days=1)


def write(desk: Desk, number: int) -> None:
    """Leave so many entries in the journal."""
    for one in range(number):
        with desk.begin() as session:
            journal.add(session, Entry(at=NOW, by=ANA, deed=Deed.CHANGED, subject=f"EXP-{1 + one % 3}"))


def heads(desk: Desk) -> list[LetterRow]:
    """Return the heads that are owed to Slack."""
    return [letter for letter in letters_owed(desk) if letter.kind == JournalHeadLetter.kind]


def is_sound(desk: Desk, sealed: int) -> bool:
    """Tell whether so many entries are sealed behind what the team was given, none waits, and nothing is wrong."""
    verdict = verification.verify(desk)
    return (verdict.head.position, verdict.waiting, verdict.findings) == (place(sealed), 0, ())


def test_a_story_is_sealed_entry_by_entry(desk: Desk) -> None:
    stories.in_production(desk)
    number = len(entries_of(desk))
    assert verification.verify(desk).waiting == number
    assert sealing.seal(desk, NOW) == number
    assert is_sound(desk, number)
    assert sealing.seal(desk, NOW) == 0


def test_an_empty_journal_is_sound(desk: Desk) -> None:
    assert sealing.seal(desk, NOW) == 0
    assert is_sound(desk, 0)


def test_more_than_one_batch_is_sealed_in_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "AT_ONCE", 4)
    write(desk, 10)
    assert sealing.seal(desk, NOW) == 10
    with desk.look() as session:
        before = [one.line.before for one in seals.every(session) if one.line][stories.GIVEN :]
    assert before == [0, 0, 0, *(place(number) for number in range(1, 8))]
    assert is_sound(desk, 10)


@on_postgresql
def test_an_entry_that_commits_late_with_a_lower_id_is_sealed_too(desk: Desk, replica: Desk) -> None:
    with desk.begin() as late:
        journal.add(late, Entry(at=NOW, by=ANA, deed=Deed.CHANGED, subject="EXP-2"))
        # What is only written waits for the next question, or goes with the commit.
        late.connection().execute(text("SELECT 1"))
        write(replica, 1)
        assert sealing.seal(replica, NOW) == 1
    assert sealing.seal(replica, NOW) == 1
    with desk.look() as session:
        sealed = session.exec(select(SealRow).order_by("position")).all()[stories.GIVEN :]
        assert [one.subject for one in sealed] == ["EXP-1", "EXP-2"]
        assert sealed[0].entry > sealed[1].entry
    assert is_sound(desk, 2)


def test_two_sealers_at_once_seal_everything_once(desk: Desk, replica: Desk) -> None:
    write(desk, 30)
    answers = together(*[lambda one=one: sealing.seal(one, NOW) for one in (desk, replica, desk, replica)])
    assert problems(answers) == []
    assert sum(answers) == 30
    assert is_sound(desk, 30)


def test_sealing_beside_people_who_write_loses_nothing(desk: Desk, replica: Desk) -> None:
    answers = together(
        lambda: write(desk, 15),
        lambda: write(replica, 15),
        *[lambda: [sealing.seal(desk, NOW) for _ in range(5)]] * 2,
    )
    assert problems(answers) == []
    sealing.seal(desk, NOW)
    assert is_sound(desk, 30)


@on_postgresql
def test_two_worker_processes_seal_everything_once(desk: Desk, database_url: str) -> None:
    write(desk, 30)
    with ExitStack() as stack:
        start = partial_child(stack, database_url)
        workers = [start(), start()]
        assert [said(worker) for worker in workers] == ["ready", "ready"]
        for worker in workers:
            tell(worker, "go")
        assert sum(int(said(worker)) for worker in workers) == 30
    assert is_sound(desk, 30)


def partial_child(stack: ExitStack, url: str) -> Callable[[], object]:
    """Return what starts a process that seals."""
    return lambda: stack.enter_context(child("tests.flows.sealing", url, NOW.isoformat()))


def test_a_worker_killed_in_the_middle_leaves_no_half_sealed_journal(desk: Desk, database_url: str) -> None:
    write(desk, 5)
    before = contents(desk.database)
    with child("tests.flows.sealing", database_url, NOW.isoformat(), "hang") as worker:
        assert said(worker) == "ready"
        tell(worker, "go")
        assert said(worker) == "sealed"
        worker.kill()
        worker.wait()
    assert contents(desk.database) == before
    assert sealing.seal(desk, NOW) == 5
    assert is_sound(desk, 5)


def test_workspaces_have_journals_of_their_own(desk: Desk, other_desk: Desk) -> None:
    write(desk, 3)
    write(other_desk, 2)
    desks = {one.workspace: one for one in (desk, other_desk)}
    assert run_due(due_kinds.SEALING, desk.database, lambda workspace: desks[workspace], NOW) == 5
    assert is_sound(desk, 3)
    assert is_sound(other_desk, 2)


def test_a_workspace_without_a_desk_waits(desk: Desk) -> None:
    write(desk, 3)
    assert run_due(due_kinds.SEALING, desk.database, lambda _workspace: None, NOW) == 0
    assert verification.verify(desk).waiting == 3


def test_one_workspace_that_cannot_be_sealed_keeps_no_other_waiting(desk: Desk, other_desk: Desk) -> None:
    write(desk, 1)
    sealing.seal(desk, NOW)
    with desk.database.engine.begin() as connection:
        broken = f"UPDATE journal_heads SET peaks = '[\"no hash\"]' WHERE workspace = '{desk.workspace}'"
        connection.execute(text(broken))
    write(desk, 1)
    write(other_desk, 2)
    desks = {one.workspace: one for one in (desk, other_desk)}
    assert run_due(due_kinds.SEALING, desk.database, lambda workspace: desks[workspace], NOW) == 2


# Telling Slack


def test_nothing_is_posted_on_the_first_day(desk: Desk) -> None:
    write(desk, 3)
    sealing.seal(desk, NOW)
    assert heads(desk) == []


def test_the_head_is_owed_on_the_next_day_once(desk: Desk, replica: Desk) -> None:
    write(desk, 3)
    sealing.seal(desk, NOW)
    midnight = TOMORROW.replace(hour=0, minute=0)
    assert problems(together(*[lambda one=one: sealing.seal(one, midnight) for one in (desk, replica)])) == []
    sealing.seal(desk, TOMORROW)
    (letter,) = heads(desk)
    head = verification.verify(desk).head
    told = {"channel": stories.REVIEW_CHANNEL, "position": place(3), "head": head.digest}
    assert letter.facts == told


def test_a_quiet_day_has_no_head(desk: Desk) -> None:
    write(desk, 3)
    for days in range(5):
        run_due(due_kinds.SEALING, desk.database, lambda _workspace: desk, NOW + timedelta(days=days))
    assert len(heads(desk)) == 1
    write(desk, 1)
    run_due(due_kinds.SEALING, desk.database, lambda _workspace: desk, NOW + timedelta(days=5, hours=1))
    assert [letter.facts["position"] for letter in heads(desk)] == [place(3), place(4)]


def test_promotions_have_one_head_outside_their_threads_and_the_day_is_quiet_then(desk: Desk) -> None:
    for _ in range(2):
        stories.in_production(desk)
    sealing.seal(desk, NOW)
    sealing.seal(desk, TOMORROW)
    size = place(len(entries_of(desk)))
    assert [(one.lane, one.facts["position"]) for one in heads(desk)] == [
        (f"journal:{stories.REVIEW_CHANNEL}", size)
    ]


def test_without_a_review_channel_each_admin_is_told_directly(desk: Desk) -> None:
    alone = replace(desk, review_channel="")
    stories.in_production(alone)
    sealing.seal(alone, NOW)
    stories.proposed(alone)
    sealing.seal(alone, NOW)
    sealing.seal(alone, TOMORROW)
    assert [letter.facts["channel"] for letter in heads(alone)] == [HUGO, HUGO]


def test_without_a_place_nothing_is_owed(desk: Desk) -> None:
    alone = replace(desk, review_channel="")
    with alone.begin() as session:
        hugo = members.get(session, HUGO)
        members.save(session, replace(hugo, is_slack_admin=False, duties=frozenset()))
    write(alone, 2)
    for day in (NOW, TOMORROW):
        sealing.seal(alone, day)
    assert heads(alone) == []


def test_a_posted_head_is_kept_and_held_against_the_journal(desk: Desk) -> None:
    write(desk, 3)
    sealing.seal(desk, NOW)
    keep_head(desk, verification.verify(desk).head, NOW)
    write(desk, 1)
    sealing.seal(desk, NOW)
    assert verification.verify(desk).heads == 1
    assert is_sound(desk, 4)


def keep_head(desk: Desk, head: Head, at: datetime) -> None:
    """Keep that a head was posted."""
    sealing.keep_posted(desk, head, stories_posting(), at)


def stories_posting() -> postings.Posting:
    """Return where a head stands in Slack."""
    return postings.Posting(stories.REVIEW_CHANNEL, "1.1")


# No way to change what was written


def test_an_entry_is_never_changed_by_the_code(desk: Desk) -> None:
    write(desk, 1)
    with pytest.raises(ValueError, match="never changed"):
        alter(desk)


def test_an_entry_is_never_removed_by_the_code(desk: Desk) -> None:
    write(desk, 1)
    with pytest.raises(ValueError, match="never changed"):
        remove(desk)


def alter(desk: Desk) -> None:
    """Try to change an entry as the code would."""
    with desk.begin() as session:
        session.exec(select(JournalRow)).all()[-1].detail = "forged"


def remove(desk: Desk) -> None:
    """Try to remove an entry as the code would."""
    with desk.begin() as session:
        session.delete(session.exec(select(JournalRow)).all()[-1])


def test_nothing_that_is_sealed_names_a_person(desk: Desk, database: Database) -> None:
    """Seals hold hashes and subjects: no person stands in them who does not stand in the journal."""
    stories.in_review(desk)
    sealing.seal(desk, NOW)
    kept = [seal for seal in contents(database)["seals"] if "EXP-1" in seal]
    assert len(kept) == len(entries_of(desk))
    assert not [user for user in (ANA, stories.BEN) if user in repr(kept)]
