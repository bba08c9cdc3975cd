"""Verifying the whole journal of a workspace against its seals and its tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from flows.desk import Desk
from rules.journal.audit import Examination, Flaw, Head, JournalFinding, Line, lost, strangers
from rules.packs.packs import DECIDING, decisions, unsupported
from store.database import Database
from store.experiments import experiments
from store.journal import seals
from store.people import members
from store.workspaces import every


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verification of one workspace's journal found; `waiting` counts the entries that are not sealed yet."""

    head: Head
    waiting: int
    heads: int
    findings: tuple[JournalFinding, ...]


def verify(desk: Desk, given: Head | None = None) -> Verification:
    """Hold every entry against its seal, every seal against the one before, and the head against all that Slack was told."""
    with desk.look() as session:
        names = {member.id: member.name for member in members.team(session).members}
        heads = (*seals.posted(session), *([given] if given else []))
        examination = Examination(names, heads)
        decided: dict[str, list[Line]] = {}
        for one in seals.every(session):
            examination.judge(one)
            keep_decision(decided, one.line)
        standing = seals.standing(session)
        waiting, gone = seals.unsealed(session)
        found = (
            *examination.findings(standing.head),
            *strangers(seals.strangers(session), names),
            *lost(gone),
        )
        # In a journal that was tampered with, many a decision would lack its entry.
        found = found or tuple(disagreements(session, decided, waiting))
        return Verification(standing.head, waiting, len(heads), found)


def keep_decision(decided: dict[str, list[Line]], line: Line | None) -> None:
    """Keep an entry about a decision with those about the same subject."""
    if line and line.deed in DECIDING:
        decided.setdefault(line.subject, []).append(line)


def disagreements(
    session: Session, decided: dict[str, list[Line]], unsealed: int
) -> Iterator[JournalFinding]:
    """Yield every decision in the tables that the journal does not know, and every one of the journal that is gone."""
    for _, line in seals.waiting(session, unsealed):
        keep_decision(decided, line)
    for number in experiments.numbers(session):
        key = f"EXP-{number}"
        lines = decided.pop(key, [])
        try:
            kept = tuple(decisions(experiments.get(session, number)))
        except (LookupError, ValueError, TypeError):
            yield JournalFinding(Flaw.ALTERED, 0, f"The record of {key} cannot be read: it was altered.")
        else:
            yield from unsupported(kept, lines, f"The record of {key}")
    for key, lines in decided.items():
        yield from unsupported((), lines, f"The record of {key}")


def workspaces(database: Database) -> tuple[str, ...]:
    """Return the ids of all workspaces."""
    with database.look_everywhere() as session:
        return every(session)
