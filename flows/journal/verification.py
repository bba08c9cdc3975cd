"""Verifying the whole journal of a workspace: against its seals, and the tables against what its facts give."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from flows.desk import Desk
from flows.journal.disagreements import UNREADABLE, disagreements
from flows.journal.watching import Watch, unwatched, watched
from rules.journal.audit import Examination, Flaw, JournalFinding, lost, strangers
from rules.journal.heads import Head
from rules.journal.subtrees import SubtreeExamination
from store.database import Database
from store.journal import journal, seals, subtrees
from store.people import members
from store.workspaces import every

# Where somebody altered a column of every row, more sentences of the same kind tell nobody more.
MOST_FINDINGS = 200
# What reading a table ends in where a forger left what no column of it holds.
FORGED = (LookupError, TypeError, ValueError)
T = TypeVar("T")


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
        spoiled: list[JournalFinding] = []
        told = readable(lambda: seals.posted(session), "What Slack was told of the journal", spoiled)
        standing = readable(lambda: seals.standing(session).head, "Where the journal stands", spoiled)
        heads = (*(told or ()), *([given] if given else []))
        examination = Examination(names, heads)
        kept = SubtreeExamination(subtrees.every(session))
        for one in watched(seals.every(session), "entries held against their seals", watch):
            examination.judge(one)
            kept.judge(one.leaf)
        waiting, gone = seals.unsealed(session)
        found: Iterable[JournalFinding] = (
            *spoiled,
            *examination.findings(standing),
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
        head = standing or Head(examination.last, examination.root)
        return Verification(head, waiting, len(heads), first, in_all, last_at)


def readable(read: Callable[[], T], what: str, spoiled: list[JournalFinding]) -> T | None:
    """Return what is read, or None where nobody can read it any more, which is a finding of its own."""
    try:
        return read()
    except FORGED:
        spoiled.append(JournalFinding(Flaw.ALTERED, 0, f"{what} cannot be read: it was altered."))
        return None


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
    """Return the ids of all workspaces, also of one whose own row was removed beside its journal."""
    with database.look_everywhere() as session:
        return tuple(sorted({*every(session), *journal.workspaces(session)}))
