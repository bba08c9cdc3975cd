"""What the postman does with the outbox: take a letter, and record what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.desk import Desk
from flows.letters import LetterKind
from rules.ceremony_names import HoldingKey
from rules.people.people import Duty
from store import outbox, postings, receipts
from store.ceremonies import holdings
from store.database import Database
from store.outbox import Errand
from store.people import tokens
from store.postings import Posting
from store.tables import LetterState, PostingKind

KEEP_SENT = timedelta(days=7)
KEEP_RECEIPTS = timedelta(days=2)


POSTINGS = {
    LetterKind.CARD: PostingKind.CARD,
    LetterKind.BOARD: PostingKind.BOARD,
    LetterKind.GATE: PostingKind.GATE,
}


def claim(database: Database, workspaces: Sequence[str], now: datetime) -> Errand | None:
    """Take on the next letter that is due, of the workspaces that this process serves."""
    with database.everywhere() as session:
        return outbox.claim(session, now, of=workspaces)


def posted(desk: Desk, kind: LetterKind, experiment: int, ordinal: int = 0) -> Posting | None:
    """Return where a message of an experiment stands in Slack, if it was posted."""
    with desk.look() as session:
        return postings.find(session, experiment, POSTINGS[kind], ordinal)


def keep_posting(desk: Desk, kind: LetterKind, experiment: int, ordinal: int, posting: Posting) -> None:
    """Remember where a message stands as soon as Slack has it, so that it is edited and not posted again."""
    with desk.begin() as session:
        postings.keep_posting(session, experiment, POSTINGS[kind], ordinal, posting)


def posted_part(desk: Desk, holding: HoldingKey, part: str) -> Posting | None:
    """Return where a message of a holding stands in Slack, if it was posted."""
    with desk.look() as session:
        return holdings.find_part(session, holding, part)


def keep_part(desk: Desk, holding: HoldingKey, part: str, posting: Posting) -> None:
    """Remember where a message of a holding stands as soon as Slack has it."""
    with desk.begin() as session:
        holdings.keep_part(session, holding, part, posting)


def sent(desk: Desk, letter: int, now: datetime) -> None:
    """Record that Slack has a letter."""
    with desk.begin() as session:
        outbox.close(session, letter, LetterState.SENT, now)


def defer(desk: Desk, letter: int, until: datetime, problem: str) -> None:
    """Record that a letter must be tried again, not before a time."""
    with desk.begin() as session:
        outbox.defer(session, letter, until, problem)


def park(desk: Desk, errand: Errand, problem: str, now: datetime) -> None:
    """Set a letter aside that Slack refuses for good, and owe the admins word of it."""
    with desk.begin() as session:
        outbox.close(session, errand.id, LetterState.PARKED, now, problem)
        if errand.kind == LetterKind.PARKED:
            return
        facts = {"letter": errand.kind, "problem": problem, **errand.facts}
        for admin in desk.team(session).holders(Duty.ADMIN):
            word = {"to": admin, **facts}
            outbox.put(session, lane=f"admin:{admin}", kind=LetterKind.PARKED, facts=word, now=now, once=True)


def waiting(database: Database) -> dict[str, int]:
    """Return how many letters wait, were sent lately, or are parked."""
    with database.everywhere() as session:
        return {state.value: count for state, count in outbox.counts(session).items()}


def tidy(database: Database, now: datetime) -> None:
    """Forget letters that were sent, and receipts of requests that no longer repeat."""
    with database.everywhere() as session:
        outbox.forget_sent(session, now - KEEP_SENT)
        receipts.forget(session, now - KEEP_RECEIPTS)
        tokens.forget_receipts(session, now - KEEP_RECEIPTS)
