"""The outbox: every letter once at a time, in order within its lane, and no lane waits for another."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from flows.desk import Desk
from rules.letters import Letter
from store import claims, outbox
from store.database import Database
from store.letters import backlogs
from store.outbox import Errand
from store.tables import LetterRow, LetterState
from tests import stories
from tests.backends import contents, on_sqlite
from tests.flows.plans_of_queries import SORTS, asked
from tests.racing import problems, together

NOW = stories.NOW
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
CLAIMED = timedelta(seconds=outbox.CLAIM_SECONDS)
EVERYWHERE = (stories.WORKSPACE, stories.OTHER_WORKSPACE)


@dataclass(frozen=True, kw_only=True)
class MadeLetter(Letter):
    """A letter of any kind, in any lane."""

    of: Any


def made(lane: str, kind: str, of: Any, once: bool = False) -> Letter:
    """Return a letter of a kind in a lane."""
    chosen = {"kind": kind, "lane": lane, "one_is_enough": once}
    return type("ChosenLetter", (MadeLetter,), chosen)(of=of)


def put(desk: Desk, lane: str, *kinds: str, at: datetime = NOW, once: bool = False) -> None:
    """Owe letters in a lane, each in a transaction of its own."""
    for kind in kinds:
        with desk.begin() as session:
            outbox.put(session, [made(lane, kind, {"of": lane}, once=once)], at)


def claim(database: Database, at: datetime = NOW) -> Errand | None:
    """Take on the next letter."""
    return next(iter(claim_some(database, 1, at)), None)


def claim_some(database: Database, most: int, at: datetime = NOW) -> tuple[Errand, ...]:
    """Take on the next letters of all workspaces."""
    with database.begin_in(EVERYWHERE) as session:
        return claims.claim_these(session, claims.first_due(session, at, of=EVERYWHERE, most=most), at)


def must_claim(database: Database, at: datetime = NOW) -> Errand:
    """Take on the next letter, which must be there."""
    errand = claim(database, at)
    assert errand is not None
    return errand


def close(desk: Desk, errand: Errand, state: LetterState = LetterState.SENT, at: datetime = NOW) -> None:
    """Record what became of a letter."""
    with desk.begin() as session:
        outbox.close(session, errand.id, state, at)


def defer(desk: Desk, errand: Errand, until: datetime) -> None:
    """Record that a letter must be tried again."""
    with desk.begin() as session:
        outbox.defer(session, errand.id, until, "busy")


def letters(desk: Desk) -> list[LetterRow]:
    """Return all letters of a desk's workspace, in order."""
    with desk.look() as session:
        rows = session.exec(select(LetterRow).order_by("id")).all()
        session.expunge_all()
    return list(rows)


def kinds(desk: Desk) -> list[str]:
    """Return the kinds of all letters, in order."""
    return [letter.kind for letter in letters(desk)]


def test_an_errand_says_all_that_the_postman_needs(desk: Desk) -> None:
    put(desk, "one", "card")
    errand = must_claim(desk.database, NOW + SECOND)
    assert errand == Errand(
        id=errand.id,
        workspace=desk.workspace,
        lane="one",
        kind="card",
        facts={"of": {"of": "one"}},
        attempts=1,
        created_at=NOW,
    )


def test_an_empty_outbox_hands_out_nothing(database: Database) -> None:
    assert claim(database) is None


def test_a_letter_waits_for_the_one_before_it_in_its_lane(desk: Desk) -> None:
    put(desk, "one", "first", "second")
    first = must_claim(desk.database)
    assert first.kind == "first"
    assert claim(desk.database) is None
    close(desk, first)
    assert must_claim(desk.database).kind == "second"


def test_other_lanes_go_on_while_one_waits(desk: Desk) -> None:
    put(desk, "one", "first", "second")
    put(desk, "two", "third")
    must_claim(desk.database)
    assert must_claim(desk.database).lane == "two"


def test_the_same_lane_of_another_workspace_goes_on(desk: Desk, other_desk: Desk) -> None:
    put(desk, "one", "first")
    put(other_desk, "one", "second")
    must_claim(desk.database)
    assert must_claim(desk.database).workspace == other_desk.workspace


def test_what_was_due_first_goes_first_between_lanes(desk: Desk) -> None:
    put(desk, "one", "later", at=NOW)
    put(desk, "two", "earlier", at=NOW - SECOND)
    assert must_claim(desk.database).kind == "earlier"


def test_a_deferred_letter_waits_for_its_time(desk: Desk) -> None:
    put(desk, "one", "first")
    defer(desk, must_claim(desk.database), NOW + 5 * SECOND)
    assert claim(desk.database, NOW + 4 * SECOND) is None
    again = must_claim(desk.database, NOW + 5 * SECOND)
    assert again.attempts == 2


def test_a_deferred_letter_holds_up_its_lane_alone(desk: Desk) -> None:
    put(desk, "one", "first", "second")
    put(desk, "two", "third")
    defer(desk, must_claim(desk.database), NOW + MINUTE)
    assert must_claim(desk.database).kind == "third"
    assert claim(desk.database) is None


def test_a_parked_letter_does_not_block_its_lane(desk: Desk) -> None:
    put(desk, "one", "first", "second")
    close(desk, must_claim(desk.database), LetterState.PARKED)
    assert must_claim(desk.database).kind == "second"


def test_a_claimed_letter_is_nobody_elses_for_a_while(desk: Desk) -> None:
    put(desk, "one", "first")
    must_claim(desk.database)
    assert claim(desk.database, NOW + CLAIMED) is None


def test_a_claimed_letter_is_claimed_again_after_that(desk: Desk) -> None:
    put(desk, "one", "first")
    lost = must_claim(desk.database)
    again = must_claim(desk.database, NOW + CLAIMED + SECOND)
    assert (again.id, again.attempts) == (lost.id, 2)


def test_a_letter_claimed_again_still_holds_up_its_lane(desk: Desk) -> None:
    put(desk, "one", "first", "second")
    must_claim(desk.database)
    assert must_claim(desk.database, NOW + CLAIMED + SECOND).kind == "first"
    assert claim(desk.database, NOW + CLAIMED + SECOND) is None


def test_a_letter_that_two_workers_delivered_is_closed_once_and_for_all(desk: Desk) -> None:
    put(desk, "one", "first")
    slow = must_claim(desk.database)
    close(desk, must_claim(desk.database, NOW + CLAIMED + SECOND))
    defer(desk, slow, NOW)
    assert claim(desk.database, NOW + 5 * MINUTE) is None


def test_what_is_held_is_nobody_elses_for_longer(desk: Desk) -> None:
    put(desk, "one", "first")
    slow = must_claim(desk.database)
    with desk.database.begin_in(EVERYWHERE) as session:
        outbox.hold(session, [slow.id], NOW + CLAIMED)
    assert claim(desk.database, NOW + 2 * CLAIMED) is None
    assert must_claim(desk.database, NOW + 2 * CLAIMED + SECOND).attempts == 2


def test_the_first_letters_of_several_lanes_are_taken_on_at_once(desk: Desk, other_desk: Desk) -> None:
    put(desk, "one", "first", "second")
    put(desk, "two", "third", at=NOW - SECOND)
    put(other_desk, "one", "fourth")
    put(other_desk, "three", "later", at=NOW + SECOND)
    taken = claim_some(desk.database, 9)
    assert [one.kind for one in taken] == ["third", "first", "fourth"]


def test_no_more_are_taken_on_than_asked_for(desk: Desk) -> None:
    for lane in ("one", "two", "three"):
        put(desk, lane, lane)
    assert [one.kind for one in claim_some(desk.database, 2)] == ["one", "two"]


def first_due(desk: Desk, most: int, *but: int) -> list[int]:
    """Return the places, from 1, of the letters that may be taken on."""
    with desk.database.look_everywhere() as session:
        return list(claims.first_due(session, NOW, of=EVERYWHERE, most=most, but=but))


def test_who_looks_sees_what_is_behind_a_letter_that_was_sent_just_now(desk: Desk) -> None:
    put(desk, "one", "first", "second")
    first = must_claim(desk.database).id
    assert first_due(desk, 3) == []
    assert first_due(desk, 3, first) == [first + 1]


def test_what_waits_behind_one_that_was_deferred_hides_no_other_lane(desk: Desk) -> None:
    put(desk, "a lane", *("letter",) * (claims.LOOKED_AT + 5))
    put(desk, "the lane", "other", at=NOW)
    defer(desk, must_claim(desk.database), NOW + MINUTE)
    assert must_claim(desk.database).kind == "other"
    assert first_due(desk, 1) == []


@on_sqlite
def test_what_is_due_is_read_in_its_order_and_not_sorted(desk: Desk) -> None:
    put(desk, "a", "one", "two")
    with asked(desk.database) as queries:
        assert claim(desk.database)
    [(query, values)] = [one for one in queries if "is_first" in one[0]]
    with desk.database.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        plan = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert "SEARCH letters USING INDEX letters_due (due_at<?)" in plan
    assert SORTS not in plan


def test_only_a_transaction_that_owes_letters_wakes_the_postman(desk: Desk) -> None:
    owes = desk.database.owes
    put(desk, "one", "first")
    assert owes.is_set()
    owes.clear()
    close(desk, must_claim(desk.database))
    assert not owes.is_set()


def test_the_same_letter_that_still_waits_is_enough(desk: Desk) -> None:
    put(desk, "one", "card", "notice", "card", once=True)
    assert kinds(desk) == ["card", "notice"]


def test_the_same_letter_owed_twice_in_one_deed_is_enough(desk: Desk) -> None:
    with desk.begin() as session:
        for _ in range(2):
            outbox.put(session, [made("one", "card", {"revisions": (1, 2)}, once=True)], NOW)
    put(desk, "one", "other")
    assert kinds(desk) == ["card", "other"]


@pytest.mark.parametrize("facts", [{"revisions": (1, 2)}, {"at": NOW, "seat": LetterState.SENT}])
def test_a_letter_is_the_same_however_its_facts_are_typed(desk: Desk, facts: dict[str, Any]) -> None:
    for _ in range(2):
        with desk.begin() as session:
            outbox.put(session, [made("one", "card", facts, once=True)], NOW)
    assert kinds(desk) == ["card"]


def test_a_letter_that_tells_of_an_event_is_owed_each_time(desk: Desk) -> None:
    put(desk, "one", "notice", "notice")
    assert kinds(desk) == ["notice", "notice"]


def test_a_letter_of_other_facts_is_another_letter(desk: Desk) -> None:
    for revision in (1, 2):
        with desk.begin() as session:
            outbox.put(session, [made("one", "board", {"revision": revision}, once=True)], NOW)
    assert kinds(desk) == ["board", "board"]


def test_the_same_letter_in_another_lane_is_another_letter(desk: Desk) -> None:
    put(desk, "one", "card", once=True)
    put(desk, "two", "card", once=True)
    assert kinds(desk) == ["card", "card"]


def test_a_claimed_letter_is_not_enough_since_it_is_drawn_already(desk: Desk) -> None:
    put(desk, "one", "card", once=True)
    must_claim(desk.database)
    put(desk, "one", "card", once=True)
    assert kinds(desk) == ["card", "card"]


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.PARKED])
def test_a_closed_letter_is_not_enough(desk: Desk, state: LetterState) -> None:
    put(desk, "one", "card", once=True)
    close(desk, must_claim(desk.database), state)
    put(desk, "one", "card", once=True)
    assert kinds(desk) == ["card", "card"]


def test_a_deferred_letter_is_enough_since_it_is_drawn_anew(desk: Desk) -> None:
    put(desk, "one", "card", once=True)
    defer(desk, must_claim(desk.database), NOW + MINUTE)
    put(desk, "one", "card", once=True)
    assert kinds(desk) == ["card"]


def test_a_letter_that_was_enough_is_not_taken_before_the_deed_that_relies_on_it_commits(
    desk: Desk, replica: Desk
) -> None:
    put(desk, "one", "card", once=True)
    with desk.begin() as session:
        outbox.put(session, [made("one", "card", {"of": "one"}, once=True)], NOW)
        # What is only written waits for the next question, or goes with the commit.
        session.connection().execute(text("SELECT 1"))
        if not desk.database.is_sqlite:  # on SQLite the claim waits, as every writer does
            assert claim(replica.database) is None
    assert claim(replica.database) is not None


def test_letters_of_one_deed_stand_in_their_order(desk: Desk) -> None:
    with desk.begin() as session:
        for number in range(40):
            outbox.put(session, [made("one", str(number), {})], NOW)
    assert kinds(desk) == [str(number) for number in range(40)]


def test_a_letter_of_a_deed_that_failed_is_not_owed(desk: Desk) -> None:
    def owe_and_fail() -> None:
        with desk.begin() as session:
            outbox.put(session, [made("one", "card", {})], NOW)
            session.flush()
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        owe_and_fail()
    assert claim(desk.database) is None


def test_letters_are_counted_by_state(desk: Desk, other_desk: Desk) -> None:
    put(desk, "one", "first", "second")
    put(other_desk, "one", "third")
    close(desk, must_claim(desk.database), LetterState.PARKED)
    with desk.database.begin_in(EVERYWHERE) as session:
        assert backlogs.counts(session) == {LetterState.PARKED: 1, LetterState.WAITING: 2}


def test_only_letters_sent_long_ago_are_forgotten(desk: Desk) -> None:
    put(desk, "one", "sent long ago", "sent lately", "parked", "waiting")
    for state, at in (
        (LetterState.SENT, NOW - 2 * MINUTE),
        (LetterState.SENT, NOW),
        (LetterState.PARKED, NOW - 2 * MINUTE),
    ):
        close(desk, must_claim(desk.database), state, at)
    with desk.database.begin_in(EVERYWHERE) as session:
        outbox.forget_sent(session, NOW - MINUTE)
    assert kinds(desk) == ["sent lately", "parked", "waiting"]


def work(desk: Desk) -> list[Errand]:
    """Take on and close letters until there is none; return them in the order they were had."""
    done: list[Errand] = []
    idle = 0
    while idle < 3:
        errand = claim(desk.database)
        if errand is None:
            idle += 1
            continue
        idle = 0
        done.append(errand)
        close(desk, errand)
    return done


def test_eight_workers_hand_out_every_letter_once(desk: Desk, replica: Desk) -> None:
    lanes = [f"lane {number}" for number in range(6)]
    with desk.begin() as session:
        for number in range(10):
            for lane in lanes:
                outbox.put(session, [made(lane, str(number), {})], NOW)
    workers = [desk, replica] * 4
    had = together(*[lambda worker=worker: work(worker) for worker in workers])
    assert problems(had) == []
    errands = [errand for share in had for errand in share]
    # A worker that found every lane busy may have left: what it left is still there.
    errands += work(desk)
    assert Counter(errand.id for errand in errands).most_common(1)[0][1] == 1
    assert len(errands) == 60
    assert {errand.attempts for errand in errands} == {1}


def test_eight_workers_never_take_a_letter_before_the_one_ahead_is_closed(desk: Desk, replica: Desk) -> None:
    for number in range(24):
        put(desk, "one", str(number))
    in_hand: list[int] = []
    together_in_hand: list[list[int]] = []
    order: list[int] = []

    def deliver(worker: Desk) -> None:
        while len(order) < 24:
            errand = claim(worker.database)
            if errand is None:
                continue
            in_hand.append(errand.id)
            if len(in_hand) > 1:
                together_in_hand.append(list(in_hand))
            order.append(int(errand.kind))
            in_hand.remove(errand.id)
            close(worker, errand)

    assert (
        problems(together(*[lambda worker=worker: deliver(worker) for worker in [desk, replica] * 4])) == []
    )
    assert together_in_hand == []
    assert order == list(range(24))


def test_taking_on_a_letter_changes_that_letter_alone(desk: Desk) -> None:
    put(desk, "one", "first", "second")
    put(desk, "two", "third")
    before = contents(desk.database)
    must_claim(desk.database)
    changed = [
        name for name, rows in contents(desk.database).items() for row in rows if row not in before[name]
    ]
    assert changed == ["letters"]
