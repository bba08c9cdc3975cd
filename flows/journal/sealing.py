"""Sealing the journal by the clock, and telling Slack where it stands."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.due import DueKind
from flows.journal.watching import Watch, unwatched
from flows.people.homes import owe
from rules.journal.entries import Deed
from rules.journal.heads import Head, is_daily_due
from rules.journal.letters import JournalHeadLetter
from rules.journal.lines import Line, leaf
from rules.people.people import Duty
from store import outbox
from store.journal import seals, subtrees
from store.journal.seals import JournalStanding
from store.postings import Posting

AT_ONCE = 200
# Only who has old entries to be taken into the tree waits for as many.
TOLD_EVERY_STEPS = 50


@dataclass(frozen=True, slots=True)
class UnsealedJournal:
    """The journal of a workspace, with entries that wait to be sealed or told of."""

    workspace: str


def unsealed_journals(session: Session, _now: datetime) -> list[UnsealedJournal]:
    """Return the journals with entries that wait."""
    return [UnsealedJournal(workspace) for workspace in seals.due(session)]


def seal(desk: Desk, now: datetime, watch: Watch = unwatched) -> int:
    """Seal all that waits, some entries at a time, so that nobody who writes waits long; return how many."""
    done, steps = 0, 0
    while True:
        number, is_last = seal_some(desk, now)
        done += number
        steps += 1
        if is_last:
            return done
        if steps % TOLD_EVERY_STEPS == 0:
            watch("steps of sealing, and of keeping the tree over what was sealed before", steps)


def seal_some(desk: Desk, now: datetime) -> tuple[int, bool]:
    """Seal the oldest entries that wait, keep the subtrees over them, and owe Slack the head where it is due; return how
    many were sealed, and whether nothing more is to be done."""
    with desk.begin() as session:
        before = seals.lock(session, now.astimezone(UTC).date())
        waiting = seals.waiting(session, AT_ONCE)
        after, last = before, seals.last_about(session, {line.subject for _, line in waiting})
        for entry, line in waiting:
            after = add(session, after, entry, replace(line, before=last.get(line.subject, 0)))
            last[line.subject] = after.tree.size
        seals.wait_no_more(session, [entry for entry, _ in waiting])
        promoted = any(line.deed == Deed.PASSED_GATE for _, line in waiting)
        is_last = len(waiting) < AT_ONCE
        told = owe_head(session, desk, after, now, promoted=promoted) if is_last or promoted else after
        if told != before:
            seals.save(session, told)
        is_behind = subtrees.grow(session, after.tree.size)
        return len(waiting), is_last and not is_behind


def add(session: Session, before: JournalStanding, entry: int, line: Line) -> JournalStanding:
    """Seal one entry at the end of the journal."""
    place = replace(line, position=before.tree.size + 1)
    hashed = leaf(place)
    tree = before.tree.grown(hashed)
    seals.add(session, entry, place, hashed, tree.root)
    return replace(before, tree=tree)


def owe_head(
    session: Session, desk: Desk, standing: JournalStanding, now: datetime, *, promoted: bool
) -> JournalStanding:
    """Owe Slack the head: after a promotion, and once a day if anything was sealed since."""
    today = now.astimezone(UTC).date()
    is_due = is_daily_due(standing.told_on, standing.told, standing.tree.size, today)
    if not (promoted or is_due):
        return standing
    owed = [head_letter(standing.head, place) for place in places_of_heads(session, desk)]
    outbox.put(session, owed, now)
    told_on = today if is_due else standing.told_on
    return replace(standing, told_on=told_on, told=standing.tree.size if owed else standing.told)


def places_of_heads(session: Session, desk: Desk) -> tuple[str, ...]:
    """Return where heads stand: in the review channel, or without one in a direct message to each admin."""
    home = desk.home_channel(session)
    return (home,) if home else desk.concerned(session).holders(Duty.ADMIN)


def head_letter(head: Head, place: str) -> JournalHeadLetter:
    """Return the head for one place."""
    return JournalHeadLetter(position=head.position, head=head.digest, channel=place)


def keep_posted(desk: Desk, head: Head, posting: Posting, now: datetime) -> None:
    """Keep that a head was posted, so that later verifications know it."""
    with desk.begin() as session:
        seals.keep_posted(session, head, posting, now)
        owe(session, desk.concerned(session).holders(Duty.ADMIN), now)


UNSEALED_JOURNALS = DueKind(
    unsealed_journals,
    lambda desk, _due, now: seal(desk, now),
    lambda due: f"sealing the journal of {due.workspace}",
)
