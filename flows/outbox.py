"""What the postman does with the outbox: take a letter, and record what became of it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from flows.people.homes import owe
from rules.letters import AgainLetter, ParkedLetter
from rules.message_keys import MessageKey
from rules.people.letters import ClosedChannelLetter, HomeLetter
from rules.people.people import Duty
from store import claims, outbox, postings, receipts, workspaces
from store.ceremonies import feeds
from store.ceremonies.standup import check_ins
from store.database import Database
from store.experiments.live_messages import forget_live
from store.letters import backlogs, closed_channels
from store.letters.backlogs import Backlog
from store.outbox import Errand
from store.people import absences, tokens
from store.postings import Posting
from store.tables import LetterState
from store.waiting.nudges import forget_told
from store.waiting.settings import kept_settings

KEEP_RECEIPTS = timedelta(days=2)
# By then Slack has carried out whatever it was asked for, or never will.
AGAIN_AFTER = timedelta(seconds=60)
# What waits longer than that is told anew.
KEEP_TOLD = timedelta(days=365)
# So long an earlier version may still run beside, which reads secrets of calendars as they are.
KEEP_PLAIN = timedelta(days=1)
# A channel that is open and closed again is no news before that.
TOLD_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """A letter that Slack has not, as an operator is told of it: never what it says."""

    id: int
    workspace: str
    kind: str
    state: LetterState
    attempts: int
    created_at: datetime
    problem: str


def take_on(
    database: Database,
    workspaces: Sequence[str],
    now: datetime,
    *,
    most: int,
    sent: Collection[int] = (),
    in_hand: Collection[int] = (),
) -> tuple[Errand, ...]:
    """Record that Slack has some letters, hold on to those on their way, and take on the next ones that are due, of the
    workspaces that this process serves: all in one transaction, and none where nothing is to be done."""
    while True:
        first = first_due(database, workspaces, now, most, sent) if most else ()
        if not (sent or in_hand or first):
            return ()
        with database.begin_in(workspaces) as session:
            if sent:
                outbox.close_sent(session, sent, now)
            if in_hand:
                outbox.hold(session, in_hand, now)
            taken = claims.claim_these(session, first, now) if first else ()
            behind = closed_channels.hold_back_followers(session, taken, now) if taken else set()
        free = tuple(errand for errand in taken if errand.id not in behind)
        if free or not behind:
            return free
        # All of these wait for a channel, thousands in one lane perhaps: others may be free to be sent.
        sent, in_hand = (), ()


def first_due(
    database: Database, workspaces: Sequence[str], now: datetime, most: int, but: Collection[int]
) -> tuple[int, ...]:
    """Return the letters that may be taken on; who only looks keeps nobody from writing."""
    with database.look_everywhere() as session:
        return claims.first_due(session, now, of=workspaces, most=most, but=but)


def release(database: Database, workspace: str, now: datetime, *, most: int) -> int:
    """Let some of the letters go at once that waited because Slack was away; return how many."""
    with database.begin(workspace) as session:
        return outbox.release(session, now, most=most)


def posted(desk: Desk, key: MessageKey) -> Posting | None:
    """Return where a message stands in Slack, if it was posted."""
    with desk.look() as session:
        return postings.find(session, key)


def keep_posting(desk: Desk, key: MessageKey, posting: Posting) -> None:
    """Remember where a message stands as soon as Slack has it, so that it is edited and not posted again."""
    writes = desk.database.small_writes
    writes.keep_one(desk.workspace, lambda session: postings.keep_posting(session, key, posting))


def defer(desk: Desk, letter: int, until: datetime, problem: str, *, is_answer_lost: bool = False) -> None:
    """Record that a letter must be tried again, not before a time, and whether Slack may have it all the same."""
    with desk.begin() as session:
        outbox.defer(session, letter, until, problem, is_answer_lost=is_answer_lost)


def owe_again(desk: Desk, errand: Errand, now: datetime) -> None:
    """Owe an edit once more, later: Slack may carry out what it did not answer after the one that follows."""
    with desk.begin() as session:
        again = AgainLetter(letter=errand.kind, owed=errand.written)
        outbox.put(session, [again], now, now + AGAIN_AFTER)


def put_again(desk: Desk, letter: AgainLetter, now: datetime) -> None:
    """Owe an edit in its own lane, so that no other of the same message is on its way meanwhile."""
    with desk.begin() as session:
        outbox.put(session, [outbox.letter_of(letter.letter, json.loads(letter.owed))], now)


def park(desk: Desk, errand: Errand, problem: str, now: datetime) -> None:
    """Set a letter aside that only a person can help, and owe the admins word of it."""
    with desk.begin() as session:
        outbox.close(session, errand.id, LetterState.PARKED, now, problem)
        if errand.kind != ParkedLetter.kind:
            admins = desk.concerned(session).holders(Duty.ADMIN)
            outbox.put(session, [parked(admin, errand, problem) for admin in admins], now)
            # A Home that shows a Home that cannot be shown would be set aside for ever anew.
            owe(session, admins if errand.kind != HomeLetter.kind else (), now)


def hold_back(desk: Desk, errand: Errand, channel: str, problem: str, now: datetime) -> None:
    """Set a letter aside until Slack lets us into its channel again; the admins hear of the channel once, and it is looked
    at from time to time."""
    with desk.begin() as session:
        is_known = closed_channels.is_closed(session, channel)
        closed_channels.hold_back(session, errand.id, channel, problem, now)
        if is_known:
            return
        admins = desk.concerned(session).holders(Duty.ADMIN)
        word = [ParkedLetter(to=admin, letter="", problem=problem, channel=channel) for admin in admins]
        new = (one for one in word if not closed_channels.was_owed(session, one, now - TOLD_EVERY, now))
        outbox.put(session, new, now)
        look = ClosedChannelLetter(channel=channel)
        outbox.put(session, [look], now, now + look.wait)
        owe(session, admins, now)


def look_later(desk: Desk, look: ClosedChannelLetter, now: datetime) -> None:
    """Owe another look at a channel that is closed still, unless nothing waits for it any more."""
    with desk.begin() as session:
        if closed_channels.is_closed(session, look.channel):
            outbox.put(session, [look.next], now, now + look.next.wait)


def let_go(desk: Desk, channel: str, now: datetime) -> None:
    """Let all letters go that waited for a channel to be open."""
    with desk.begin() as session:
        closed_channels.let_go(session, channel, now)


def parked(admin: str, errand: Errand, problem: str) -> ParkedLetter:
    """Return word to an admin of a letter that is set aside; it may be one that this version cannot read."""
    facts = errand.facts
    holding = facts.get("holding")
    ceremony = holding if isinstance(holding, dict) else facts
    return ParkedLetter(
        to=admin,
        letter=errand.kind,
        problem=problem,
        experiment=number_of(facts.get("experiment")),
        channel=str(ceremony.get("channel", "")),
        ceremony=str(ceremony.get("ceremony", "")),
    )


def number_of(found: Any) -> int | None:
    """Return an experiment's number, where it is one."""
    return found if isinstance(found, int) else None


def backlog(database: Database) -> Backlog:
    """Return how the outbox of all workspaces stands; who only looks keeps nobody from writing."""
    with database.look_everywhere() as session:
        return backlogs.backlog(session)


def unsent(desk: Desk, states: Sequence[LetterState], most: int) -> tuple[Unsent, ...]:
    """Return letters of a workspace that Slack has not, the oldest first."""
    with desk.look() as session:
        return tuple(
            Unsent(
                id=int(row.id or 0),
                workspace=row.workspace,
                kind=row.kind,
                state=row.state,
                attempts=row.attempts,
                created_at=row.created_at,
                problem=row.problem,
            )
            for row in backlogs.unsent(session, states, most)
        )


def again(desk: Desk, letter: int, now: datetime) -> bool:
    """Let a letter that was set aside go its way once more; tell whether it was set aside."""
    with desk.begin() as session:
        return outbox.take_up_again(session, letter, now)


def note_tick(desk: Desk, now: datetime) -> None:
    """Keep that a worker is at work for a workspace."""
    with desk.begin() as session:
        workspaces.note_tick(session, now)


def waiting(database: Database) -> dict[str, int]:
    """Return how many letters wait, were sent lately, or are parked."""
    with database.look_everywhere() as session:
        return {state.value: count for state, count in backlogs.counts(session).items()}


def tidy(database: Database, now: datetime) -> None:
    """Forget in each workspace what nobody needs any more, and what its admins let be kept for a time alone."""
    with database.look_everywhere() as session:
        every = workspaces.every(session)
    for workspace in every:
        with database.begin(workspace) as session:
            forget_old(session, now)


def forget_old(session: Session, now: datetime) -> None:
    """Forget letters that were sent, receipts of requests that no longer repeat, what was told, and, where that is set, answers of
    standups and absences that are over; hash what an earlier version left readable. Decisions are kept for ever."""
    settings = kept_settings(session)
    outbox.forget_sent(session, now - timedelta(days=settings.letters_days))
    receipts.forget(session, now - KEEP_RECEIPTS)
    tokens.forget_receipts(session, now - KEEP_RECEIPTS)
    forget_told(session, now - KEEP_TOLD)
    forget_live(session, now - KEEP_TOLD)
    feeds.hash_plain(session, now, seen_before=now - KEEP_PLAIN)
    if settings.answers_days:
        before = now - timedelta(days=settings.answers_days)
        check_ins.forget_answers(session, before.date())
        absences.forget_ended(session, before)
