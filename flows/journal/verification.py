"""Verifying the whole journal of a workspace: against its seals, and the tables against what its facts give."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlmodel import Session

from flows.desk import Desk
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Experiment
from rules.experiments.follow_ups import FollowUp
from rules.experiments.state import after
from rules.journal.audit import Examination, Flaw, JournalFinding, beyond, lost, strangers
from rules.journal.entries import Deed
from rules.journal.facts import Fact, Kind, fields_after, folded, is_same, names_of
from rules.journal.heads import Head
from rules.journal.subtrees import SubtreeExamination
from rules.people.projects import Project
from rules.people.workspace_settings import WorkspaceSettings
from rules.promotion.plans import DeploymentPlan, deployment_plan
from rules.waiting.review_days import review_days
from rules.words import counted
from store.database import Database
from store.experiments import experiments
from store.journal import journal, seals, subtrees
from store.packs import kept_states
from store.people import members
from store.workspaces import every

# What is folded whole, so that also a field of which no fact ever told is held against its row.
WHOLE: Mapping[Kind, type] = {
    Kind.FOLLOW_UP: FollowUp,
    Kind.PROJECT: Project,
    Kind.SETTINGS: WorkspaceSettings,
}
# What was sealed is held against its seal before.
UNREADABLE = JournalFinding(
    Flaw.ALTERED, 0, "An entry that waits to be sealed cannot be read: it was altered."
)
# Where somebody altered a column of every row, more sentences of the same kind tell nobody more.
MOST_FINDINGS = 200
# So often somebody who waits is told how far it is.
TOLD_EVERY = 20_000
# Hears what is being done and with how many it is done.
Watch = Callable[[str, int], None]
One = TypeVar("One")


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


def unwatched(_what: str, _done: int) -> None:
    """Tell nobody how far it is."""


def watched(rows: Iterable[One], what: str, watch: Watch) -> Iterator[One]:
    """Yield rows, and tell now and then with how many it is done."""
    for done, row in enumerate(rows, start=1):
        yield row
        if done % TOLD_EVERY == 0:
            watch(what, done)


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


def disagreements(session: Session, names: Mapping[str, str], watch: Watch) -> Iterator[JournalFinding]:
    """Yield everything in the tables that the facts do not give, and everything that they give and is gone."""
    found = tuple(miscounted(session, names))
    yield from found
    # Where entries are missing, what the others give says nothing.
    if not found:
        yield from unlike(session, watch)


def unlike(session: Session, watch: Watch) -> Iterator[JournalFinding]:
    """Yield everything in which the tables and what the facts give differ."""
    told: dict[Kind, dict[str, Any]] = {kind: {} for kind in Kind}
    planned: dict[tuple[str, int], DeploymentPlan] = {}
    checked: dict[tuple[str, int], BiasCheck] = {}
    try:
        for fact in watched(journal.all_facts(session), "facts folded", watch):
            states = told[fact.kind]
            state = states[fact.subject] = next_state(states.get(fact.subject), fact)
            checked |= {(fact.subject, check.number): check for check in fact.items("bias_checks")}
            if fact.deed is Deed.PASSED_GATE:
                planned[fact.subject, state.round] = deployment_plan(state, fact.at)
    except (LookupError, TypeError, ValueError, AttributeError):
        yield UNREADABLE
        return
    yield from unlike_experiments(session, told[Kind.EXPERIMENT], watch)
    yield from unlike_plans(session, planned)
    yield from unlike_bias_checks(session, checked)
    for kind in (Kind.MEMBER, Kind.TOKEN, *WHOLE):
        yield from unlike_rows(told[kind], kept_states.of_kind(session, kind))


def next_state(before: Any, fact: Fact) -> Any:
    """Return what a subject is after a fact, whole; but members and tokens, of which Slack and each use change the rest, by the
    fields that their facts name."""
    if fact.kind is Kind.EXPERIMENT:
        return after(before, fact)
    if fact.kind in WHOLE:
        return folded(WHOLE[fact.kind], before, fact)
    return fields_after(before or {}, fact)


def unlike_experiments(
    session: Session, told: Mapping[str, Experiment], watch: Watch
) -> Iterator[JournalFinding]:
    """Yield what of the experiments' rows is not what their facts give."""
    kept_ones = kept_states.experiments(session)
    for key, kept in watched(kept_ones, "experiments held against their facts", watch):
        given = told.get(key)
        if kept is None:
            yield altered(f"The record of {key} cannot be read: it was altered.")
        elif given is None:
            yield altered(f"The record of {key} has no facts: it was inserted, or its facts were removed.")
        else:
            yield from differing(key, kept, given)
            if kept.days != review_days(given):
                yield altered(f"The days by which agendas find {key} were altered: its facts say otherwise.")
            if kept.columns["asked"] != given.asked:
                yield altered(f"Who is asked to own {key} was altered: its facts say otherwise.")
    gone = set(told) - {f"EXP-{number}" for number in experiments.numbers(session)}
    yield from (altered(f"The record of {key} was removed; its facts are there.") for key in sorted(gone))


def unlike_plans(
    session: Session, planned: Mapping[tuple[str, int], DeploymentPlan]
) -> Iterator[JournalFinding]:
    """Yield every plan of a promotion that is not the one which its facts make; those from before facts have none."""
    kept = kept_states.plans(session)
    for (key, round_), plan in planned.items():
        if (key, round_) not in kept:
            yield altered(f"The plan of round {round_} of {key} was removed; its facts are there.")
        elif kept[key, round_] != plan:
            yield altered(f"The plan of round {round_} of {key} was altered: its facts say otherwise.")


def unlike_bias_checks(
    session: Session, checked: Mapping[tuple[str, int], BiasCheck]
) -> Iterator[JournalFinding]:
    """Yield every bias check that is not the one which its facts tell of; the state of its experiment holds the newest."""
    kept = kept_states.bias_checks(session)
    for key, number in sorted({*checked, *kept}):
        what = f"bias check {number} of {key}"
        if (key, number) not in kept:
            yield altered(f"The record of {what} was removed; its facts are there.")
        elif (key, number) not in checked:
            yield altered(f"The record of {what} has no facts: it was inserted, or its facts were removed.")
        else:
            yield from compared(what, kept[key, number], checked[key, number])


def miscounted(session: Session, names: Mapping[str, str]) -> Iterator[JournalFinding]:
    """Yield every history that lacks entries, and every subject that counts others than its history has: some never reached
    their seal."""
    counts = journal.counts(session)
    for subject, (count, last) in counts.items():
        if count != last:
            words = f"The history of {subject} has {counted(count, 'entry').replace('entrys', 'entries')}, and the last is number {last:,}: some were removed."
            yield JournalFinding(Flaw.REMOVED, 0, words)
    own = kept_states.counts(session)
    beside = journal.counted_beside(session)
    # What nothing counts was written past Assay, or what counted it was removed.
    uncounted = {subject: 0 for subject in counts if subject not in {*own, *beside}}
    for key, number in {**uncounted, **beside, **own}.items():
        _, last = counts.get(key, (0, 0))
        if last != number:
            words = f"{key} counts {number:,} entries of its history; the journal has {last:,}: some were removed or inserted."
            yield JournalFinding(Flaw.REMOVED, 0, words)
            yield from beyond(seals.beyond(session, key, number), names)


def unlike_rows(told: Mapping[str, Any], kept: Mapping[str, Any]) -> Iterator[JournalFinding]:
    """Yield what of other rows is not what their facts give."""
    for subject, state in kept.items():
        if subject in told:
            yield from compared(subject, state, told[subject])
        elif not getattr(state, "is_plain", False):
            yield altered(
                f"The record of {subject} has no facts: it was inserted, or its facts were removed."
            )
    for subject in sorted(set(told) - set(kept)):
        yield altered(f"The record of {subject} was removed; its facts are there.")


def compared(subject: str, kept: Any, given: Any) -> Iterator[JournalFinding]:
    """Yield what of a row is not what the facts give, or that nobody can read it any more."""
    if kept is None:
        yield altered(f"The record of {subject} cannot be read: it was altered.")
    else:
        yield from differing(subject, kept, given)


def differing(subject: str, kept: Any, given: Any) -> Iterator[JournalFinding]:
    """Yield each field of a row that is not what the facts give."""
    fields = given if isinstance(given, Mapping) else {name: getattr(given, name) for name in names_of(given)}
    for name, value in fields.items():
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
