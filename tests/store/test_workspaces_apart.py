"""Workspaces never meet: whatever a session does, it does to the rows of its own workspace alone.

Two workspaces hold the same numbers and the same people. Every table and every function of the store is walked, so
that a new one without its line here fails.
"""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from flows.desk import Desk
from rules.experiments.experiment import ReviewKind, Stage
from rules.experiments.letters import CardLetter
from rules.journal.entries import Deed, Entry
from rules.journal.facts import Fact, Kind
from rules.lifecycle.steps import Step
from rules.message_keys import card_of
from rules.people.accounts import Account
from rules.people.projects import Project, Workstream
from rules.promotion.plans import deployment_plan
from rules.recorders import Recorders
from store import claims, insert_once, outbox, postings, receipts, workspaces
from store.experiments import experiments, live_messages, numbering
from store.insert_once import add_all_once, add_once
from store.journal import journal
from store.letters import backlogs, closed_channels
from store.people import homes, members, projects
from store.postings import Posting
from store.promotion import plans
from store.tables import LetterRow, LetterState, ReceiptRow
from store.waiting import awaiting
from tests import stories
from tests.store.two_workspaces import LATER, fill, rows_of

MODULES = (
    backlogs,
    closed_channels,
    experiments,
    journal,
    members,
    numbering,
    insert_once,
    claims,
    outbox,
    plans,
    postings,
    projects,
    receipts,
    workspaces,
    awaiting,
    homes,
    live_messages,
)


@pytest.fixture
def both(desk: Desk, other_desk: Desk) -> tuple[Desk, Desk]:
    """Return the desks of two workspaces with rows of the same numbers."""
    fill(desk, "ours")
    fill(other_desk, "theirs")
    return desk, other_desk


LIVE = live_messages.LiveMessage(channel="C1", ts="9.9", kind="notice", facts={}, shown="a", at=stories.NOW)
ENTRY = Entry(at=stories.NOW, by=stories.ANA, deed=Deed.CHANGED, subject="EXP-1", detail="by hand")
FACT = Fact(deed=Deed.CHANGED, by=stories.ANA, at=stories.NOW, subject="EXP-1", said="by hand")
ROUTER = Project(number=1, name="Renamed", workstream=Workstream.PRODUCTION, created_by=stories.ANA)


def every_letter(session: Session) -> list[int]:
    """Return the ids up to the newest letter of the session's workspace, those of others among them."""
    return list(range(1, last_letter(session) + 1))


def last_letter(session: Session) -> int:
    """Return the newest letter of the session's workspace."""
    return int(session.exec(select(func.max(col(LetterRow.id)))).one() or 0)


def set_aside(session: Session) -> int:
    """Return the oldest letter of the session's workspace, which is set aside."""
    row = session.exec(select(LetterRow).order_by("id").limit(1)).one()
    row.state = LetterState.PARKED
    session.flush()
    return int(row.id or 0)


def newest(session: Session) -> LetterRow:
    """Return the newest letter of the session's workspace."""
    return session.exec(select(LetterRow).where(LetterRow.id == last_letter(session))).one()


def refused(session: Session) -> None:
    """Let every letter wait for a channel that is closed, a new one among them."""
    outbox.put(session, [CardLetter(experiment=last_letter(session) + 1)], LATER)
    session.exec(update(LetterRow).values(state=LetterState.PARKED, refused_in="C9"))


# A letter that waits because Slack was away.
HELD_UP = {"state": LetterState.WAITING, "due_at": LATER, "problem": "fatal_error", "claimed_until": None}
READS: dict[Callable[..., Any], Callable[[Session], Any]] = {
    experiments.get: lambda session: experiments.get(session, 1),
    experiments.lock: lambda session: experiments.lock(session, 1),
    experiments.lock_by: lambda session: experiments.lock_by(session, 1, stories.BEN, Account.PERSON),
    experiments.lock_for_form: lambda session: experiments.lock_for_form(
        session, 1, stories.BEN, Account.PERSON, 1
    ),
    experiments.row_of: lambda session: experiments.row_of(session, experiments.READ, 1),
    experiments.known_numbers: lambda session: experiments.known_numbers(session, [2, 1, 77]),
    experiments.page: lambda session: [
        experiments.page(session, limit=9),
        experiments.page(session, stages=[Stage.IN_REVIEW], owner=stories.ANA, limit=9),
        experiments.page(session, project=1, limit=1),
    ],
    experiments.numbers: experiments.numbers,
    experiments.promoted: lambda session: experiments.promoted(session, 1, but=0, limit=9),
    journal.of_subject: lambda session: journal.of_subject(session, "EXP-1", 100),
    journal.facts_of: lambda session: list(journal.facts_of(session, "EXP-1")),
    journal.other_facts: lambda session: list(journal.other_facts(session)),
    journal.facts_about: lambda session: list(
        journal.facts_about(session, ["EXP-1", "EXP-2"], Kind.EXPERIMENT)
    ),
    journal.subjects: lambda session: list(journal.subjects(session, Kind.EXPERIMENT)),
    journal.counted_beside: lambda session: journal.counted_beside(session, ["U0BEN", "U0CLARA"]),
    journal.newest: lambda session: [journal.newest(session)],
    journal.last_at: lambda session: [journal.last_at(session)],
    journal.was_done_since: lambda session: [
        journal.was_done_since(session, "EXP-1", Deed.PROPOSED, stories.NOW - timedelta(days=1))
    ],
    journal.at_number: lambda session: [journal.at_number(session, "EXP-1", 1)],
    journal.counts: lambda session: list(journal.counts(session)),
    journal.changes: lambda session: journal.changes(session, "EXP-1", with_submission=True),
    members.team: members.team,
    members.names: members.names,
    members.here: members.here,
    members.count_here: lambda session: members.count_here(session, 99),
    members.holding: lambda session: members.holding(session),
    awaiting.awaiting: lambda session: [
        list(awaiting.awaiting(session, [Stage.IN_REVIEW])),
        list(awaiting.awaiting(session, [], stories.IVAN)),
    ],
    awaiting.owned: lambda session: awaiting.owned(session, stories.ANA, [Stage.IN_REVIEW]),
    awaiting.open_follow_ups: lambda session: [
        awaiting.open_follow_ups(session),
        awaiting.open_follow_ups(session, stories.BEN, with_findings=False),
    ],
    live_messages.live_of: lambda session: live_messages.live_of(session, 1),
    live_messages.has_live: lambda session: [live_messages.has_live(session, 1)],
    members.some: lambda session: members.some(session, [stories.BEN]),
    members.outsiders: lambda session: members.outsiders(session, [stories.BEN]),
    members.get: lambda session: members.get(session, stories.BEN),
    members.lock: lambda session: members.lock(session, stories.BEN),
    members.lock_some: lambda session: members.lock_some(session, [stories.TEAM[1]]),
    backlogs.counts: backlogs.counts,
    backlogs.unsent: lambda session: backlogs.unsent(session, list(LetterState), 99),
    backlogs.parked_lately: lambda session: [backlogs.parked_lately(session, stories.NOW, 9)],
    homes.find_home: lambda session: [homes.find_home(session, stories.ANA)],
    homes.openers: lambda session: [
        homes.openers(session, stories.NOW),
        homes.openers(session, stories.NOW, [stories.ANA]),
    ],
    outbox.served: outbox.served,
    closed_channels.is_closed: lambda session: closed_channels.is_closed(session, "C9"),
    closed_channels.was_owed: lambda session: closed_channels.was_owed(
        session, CardLetter(experiment=2), stories.NOW - timedelta(days=1), LATER
    ),
    closed_channels.has_alike: lambda session: closed_channels.has_alike(session, newest(session)),
    outbox.row_of: lambda session: outbox.row_of(session, CardLetter(experiment=2), LATER),
    outbox.waiting_alike: lambda session: [
        outbox.waiting_alike(session, row)
        for row in session.exec(select(LetterRow).where(col(LetterRow.alike).is_not(None)).order_by("id"))
    ],
    plans.get: lambda session: plans.get(session, 1, 1),
    postings.find: lambda session: postings.find(session, card_of(1)),
    postings.standing: lambda session: postings.standing(session, [card_of(1), card_of(2)]),
    postings.card_links: lambda session: postings.card_links(session, [1, 2]),
    postings.experiment_at: lambda session: postings.experiment_at(session, "Cours", "1.1"),
    postings.subjects_with_messages: lambda session: postings.subjects_with_messages(
        session, ["experiment:1", "experiment:2"]
    ),
    projects.every: projects.every,
    projects.of_member: lambda session: projects.of_member(session, stories.ANA),
    projects.get: lambda session: projects.get(session, 1),
    projects.lock: lambda session: projects.lock(session, 1),
    workspaces.requirements: workspaces.requirements,
    workspaces.recorders: workspaces.recorders,
    workspaces.answers_named: workspaces.answers_named,
    workspaces.review_channel: lambda session: [workspaces.review_channel(session)],
    workspaces.locked: lambda session: workspaces.locked(session).model_dump(),
    workspaces.enterprise_of: workspaces.enterprise_of,
    workspaces.is_at_work: lambda session: [workspaces.is_at_work(session)],
}
WRITES: dict[Callable[..., Any], Callable[[Session], Any]] = {
    experiments.add: lambda session: experiments.add(session, stories_experiment(session, 99)),
    experiments.save: lambda session: experiments.save(
        session, experiments.get(session, 1), stories_experiment(session, 1)
    ),
    journal.add: lambda session: journal.add(session, ENTRY),
    journal.next_number: lambda session: journal.next_number(session, stories.BEN),
    journal.add_fact: lambda session: journal.add_fact(session, FACT),
    journal.add_facts: lambda session: journal.add_facts(session, [replace(FACT, number=99)]),
    members.save: lambda session: members.save(
        session, replace(stories.TEAM[0], name="Anna"), stories.TEAM[1]
    ),
    outbox.put: lambda session: outbox.put(session, [CardLetter(experiment=9)], LATER),
    outbox.hold: lambda session: outbox.hold(session, every_letter(session), LATER),
    outbox.close: lambda session: outbox.close(session, last_letter(session), LetterState.SENT, LATER),
    outbox.defer: lambda session: outbox.defer(session, last_letter(session), LATER, "busy"),
    outbox.release: lambda session: [
        session.exec(update(LetterRow).values(**HELD_UP)),
        outbox.release(session, stories.NOW, most=9),
    ],
    outbox.close_sent: lambda session: outbox.close_sent(session, every_letter(session), LATER),
    outbox.take_up_again: lambda session: outbox.take_up_again(session, set_aside(session), LATER),
    homes.keep_opened: lambda session: homes.keep_opened(session, stories.ANA, LATER),
    homes.keep_page: lambda session: homes.keep_page(session, stories.ANA, "waits", 3),
    homes.keep_drawn: lambda session: homes.keep_drawn(session, stories.ANA, "digest", LATER),
    homes.change: lambda session: homes.change(session, stories.ANA, own_page=4),
    homes.take_due: lambda session: homes.take_due(session, stories.ANA, LATER + timedelta(days=1)),
    outbox.forget_sent: lambda session: outbox.forget_sent(session, LATER + timedelta(days=1)),
    closed_channels.hold_back: lambda session: closed_channels.hold_back(
        session, last_letter(session), "C9", "is_archived", LATER
    ),
    closed_channels.hold_back_followers: lambda session: [
        refused(session),
        closed_channels.hold_back_followers(session, [outbox.errand_of(newest(session))], LATER),
    ],
    closed_channels.let_go: lambda session: [
        refused(session),
        closed_channels.let_go(session, "C9", LATER),
    ],
    plans.add: lambda session: plans.add(session, 2, 1, deployment_plan(experiments.get(session, 2), LATER)),
    postings.keep_posting: lambda session: postings.keep_posting(session, card_of(1), Posting("C9", "9.9")),
    projects.save: lambda session: projects.save(session, ROUTER),
    add_once: lambda session: add_once(session, ReceiptRow(request="by hand", at=LATER)),
    add_all_once: lambda session: add_all_once(
        session, ReceiptRow, [{"workspace": session.info["workspace"], "request": "by hand too", "at": LATER}]
    ),
    receipts.is_first: lambda session: receipts.is_first(session, "theirs", LATER),
    receipts.forget: lambda session: receipts.forget(session, LATER),
    workspaces.ensure: lambda session: workspaces.ensure(session, "Renamed", LATER),
    workspaces.ensure_in: lambda session: workspaces.ensure_in(session, "E0ORG", LATER),
    numbering.next_experiment: lambda session: numbering.next_experiment(
        session, stories.BEN, Account.PERSON, owner=stories.ANA, author=stories.ANA, project=1, home="C1"
    ),
    live_messages.forget_live: lambda session: live_messages.forget_live(session, LATER),
    live_messages.keep_live: lambda session: live_messages.keep_live(session, LIVE, [1, 2]),
    workspaces.note_tick: lambda session: workspaces.note_tick(session, LATER),
    workspaces.next_project: workspaces.next_project,
    workspaces.set_one_seat_each: lambda session: workspaces.set_one_seat_each(session, False),
    workspaces.set_answers_named: lambda session: workspaces.set_answers_named(session, False),
    workspaces.set_recorders: lambda session: workspaces.set_recorders(session, Recorders.EVERYBODY),
}
# In a session over all workspaces: the postman looks for the next letter of any, an audit goes through all of them.
EVERYWHERE = {
    claims.claim_these,
    claims.first_due,
    backlogs.backlog,
    workspaces.every,
    journal.workspaces,
    homes.due_homes,
}


def stories_experiment(session: Session, number: int) -> Any:
    """Return experiment 1 with another title, under a number."""
    return replace(experiments.get(session, 1), number=number, title="Renamed")


def named(function: Callable[..., Any]) -> str:
    """Return a function's name with its module's."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def test_every_function_of_the_store_has_its_line_here() -> None:
    there = {
        function
        for module in MODULES
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "session" in inspect.signature(function).parameters
    }
    assert {named(one) for one in there} == {named(one) for one in {*READS, *WRITES, *EVERYWHERE}}


def test_no_answer_changes_with_another_workspace(desk: Desk, other_desk: Desk) -> None:
    fill(desk, "ours")
    with desk.begin() as session:
        alone = {named(function): read(session) for function, read in READS.items()}
    fill(other_desk, "theirs")
    with desk.begin() as session:
        beside = {named(function): read(session) for function, read in READS.items()}
    assert [name for name in alone if beside[name] != alone[name] or alone[name] is None] == []


def test_no_change_of_ours_shows_in_another_workspace(both: tuple[Desk, Desk]) -> None:
    desk, other = both
    theirs = rows_of(desk.database, other.workspace)
    for function, write in WRITES.items():
        ours = rows_of(desk.database, desk.workspace)
        with desk.begin() as session:
            write(session)
        assert rows_of(desk.database, other.workspace) == theirs, named(function)
        assert rows_of(desk.database, desk.workspace) != ours, named(function)


def test_a_deed_on_a_number_of_both_workspaces_changes_one_of_them(both: tuple[Desk, Desk]) -> None:
    desk, other = both
    theirs = rows_of(desk.database, other.workspace)
    with desk.look() as session:
        experiment = experiments.get(session, 2)
    stories.approve(desk, experiment, ReviewKind.ETHICS)
    stories.close(desk, experiment, Step.WITHDRAW)
    assert rows_of(desk.database, other.workspace) == theirs
