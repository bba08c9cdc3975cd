"""Verifying the whole journal of a workspace: against its seals, and the tables against what its facts give."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from flows.desk import Desk
from flows.journal.disagreements import UNREADABLE, disagreements
from flows.journal.watching import Watch, unwatched, watched
from rules.journal.audit import Examination, JournalFinding, lost, strangers
from rules.journal.heads import Head
from rules.journal.subtrees import SubtreeExamination
from store.database import Database
from store.journal import journal, seals, subtrees
from store.people import members
from store.workspaces import every

# Where somebody altered a column of every row, more sentences of the same kind tell nobody more.
MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verification of one workspace's journal found; `waiting` counts the entries that are not sealed yet,
    `findings` are the first of so many `in_all`, and `last_at` is the time of the last entry, where nothing was found."""

    head: Head
    waiting: int
    heads: int
    findings: tuple[JournalFinding, ...]
    in_all: int = 0
    last_at: datetime | None = None


def verify(desk: Desk, given: Head | None = None, watch: Watch = unwatched) -> Verification:
    """Hold every entry against its seal, every seal against the one before, the head against all that Slack was told, and
    every table against what the facts give."""
    with desk.look() as session:
        names = members.names(session)
        heads = (*seals.posted(session), *([given] if given else []))
        examination = Examination(names, heads)
        kept = SubtreeExamination(subtrees.every(session))
        for one in watched(seals.every(session), "entries held against their seals", watch):
            examination.judge(one)
            kept.judge(one.leaf)
        standing = seals.standing(session)
        waiting, gone = seals.unsealed(session)
        found: Iterable[JournalFinding] = (
            *examination.findings(standing.head),
            *strangers(seals.strangers(session), names),
            *lost(gone),
        )
        # In a journal that was tampered with, many a row would lack its fact.
        first, in_all = first_findings(found or kept.findings() or disagreements(session, names, watch))
        last_at = None
        try:
            last_at = None if first else journal.last_at(session)
        except ValueError:
            first, in_all = (UNREADABLE,), 1
        return Verification(standing.head, waiting, len(heads), first, in_all, last_at)


def last_entry_at(desk: Desk) -> datetime | None:
    """Return the time of the last entry in the journal of a workspace."""
    with desk.look() as session:
        return journal.last_at(session)


def first_findings(found: Iterable[JournalFinding]) -> tuple[tuple[JournalFinding, ...], int]:
    """Return the first of some findings, and how many there are."""
    every = iter(found)
    first = tuple(islice(every, MOST_FINDINGS))
    return first, len(first) + sum(1 for _ in every)


def workspaces(database: Database) -> tuple[str, ...]:
    """Return the ids of all workspaces."""
    with database.look_everywhere() as session:
        return every(session)
