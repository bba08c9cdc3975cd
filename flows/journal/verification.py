"""Verifying the whole journal of a workspace: against its seals, and the tables against what its facts give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from flows.desk import Desk
from rules.experiments.experiment import Experiment
from rules.experiments.state import after
from rules.journal.audit import Examination, Flaw, Head, JournalFinding, lost, strangers
from rules.journal.facts import Fact, Kind, fields_after, is_same, names_of
from store.database import Database
from store.experiments import experiments
from store.journal import journal, seals
from store.packs import kept_states
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
    """Hold every entry against its seal, every seal against the one before, the head against all that Slack was told, and
    every table against what the facts give."""
    with desk.look() as session:
        names = {member.id: member.name for member in members.team(session).members}
        heads = (*seals.posted(session), *([given] if given else []))
        examination = Examination(names, heads)
        for one in seals.every(session):
            examination.judge(one)
        standing = seals.standing(session)
        waiting, gone = seals.unsealed(session)
        found = (
            *examination.findings(standing.head),
            *strangers(seals.strangers(session), names),
            *lost(gone),
        )
        # In a journal that was tampered with, many a row would lack its fact.
        found = found or tuple(disagreements(session))
        return Verification(standing.head, waiting, len(heads), found)


def disagreements(session: Session) -> Iterator[JournalFinding]:
    """Yield everything in the tables that the facts do not give, and everything that they give and is gone."""
    told: dict[Kind, dict[str, Any]] = {kind: {} for kind in Kind}
    for fact in journal.all_facts(session):
        states = told[fact.kind]
        states[fact.subject] = next_state(states.get(fact.subject), fact)
    yield from unlike_experiments(session, told[Kind.EXPERIMENT])
    yield from miscounted(session)
    for kind in (Kind.MEMBER, Kind.TOKEN, Kind.FOLLOW_UP):
        yield from unlike_rows(told[kind], kept_states.of_kind(session, kind))


def next_state(before: Any, fact: Fact) -> Any:
    """Return what a subject is after a fact: an experiment whole, anything else by the fields that its facts name."""
    if fact.kind is Kind.EXPERIMENT:
        return after(before, fact)
    return fields_after(before or {}, fact)


def unlike_experiments(session: Session, told: Mapping[str, Experiment]) -> Iterator[JournalFinding]:
    """Yield what of the experiments' rows is not what their facts give."""
    for key, kept in kept_states.experiments(session):
        given = told.get(key)
        if kept is None:
            yield altered(f"The record of {key} cannot be read: it was altered.")
        elif given is None:
            yield altered(f"The record of {key} has no facts: it was inserted, or its facts were removed.")
        else:
            yield from differing(key, kept, {name: getattr(given, name) for name in names_of(given)})
    gone = set(told) - {f"EXP-{number}" for number in experiments.numbers(session)}
    yield from (altered(f"The record of {key} was removed; its facts are there.") for key in sorted(gone))


def miscounted(session: Session) -> Iterator[JournalFinding]:
    """Yield every experiment that counts other entries than its history has: the last ones never reached their seal."""
    counted = journal.last_numbers(session)
    for key, number in kept_states.counts(session).items():
        if counted.get(key, 0) != number:
            words = f"{key} counts {number:,} entries of its history; the journal has {counted.get(key, 0):,}: some were removed or inserted."
            yield JournalFinding(Flaw.REMOVED, 0, words)


def unlike_rows(told: Mapping[str, Mapping[str, Any]], kept: Mapping[str, Any]) -> Iterator[JournalFinding]:
    """Yield what of other rows is not what their facts give."""
    for subject, state in kept.items():
        if subject not in told:
            yield altered(
                f"The record of {subject} has no facts: it was inserted, or its facts were removed."
            )
        else:
            yield from differing(subject, state, told[subject])
    for subject in sorted(set(told) - set(kept)):
        yield altered(f"The record of {subject} was removed; its facts are there.")


def differing(subject: str, kept: Any, given: Mapping[str, Any]) -> Iterator[JournalFinding]:
    """Yield each field of a row that is not what the facts give."""
    for name, value in given.items():
        if not is_same(getattr(kept, name), value):
            words = name.replace("_", " ")
            yield altered(f"The {words} in the record of {subject} was altered: its facts say otherwise.")


def altered(words: str) -> JournalFinding:
    """Return a finding in the tables, which have no place in the journal."""
    return JournalFinding(Flaw.ALTERED, 0, words)


def workspaces(database: Database) -> tuple[str, ...]:
    """Return the ids of all workspaces."""
    with database.look_everywhere() as session:
        return every(session)
