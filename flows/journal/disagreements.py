"""What the tables say and the facts do not give: everything is folded anew, some experiments at a time, and held against its row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from flows.journal.watching import TOLD_EVERY, Watch, watched
from rules.experiments.bias_facts import BiasCheck
from rules.experiments.experiment import Experiment
from rules.experiments.follow_ups import FollowUp
from rules.experiments.state import begun_by
from rules.journal.audit import Flaw, JournalFinding, beyond, is_number
from rules.journal.entries import Deed
from rules.journal.facts import Fact, Folding, Kind, fields_after, folded, is_same, names_of
from rules.people.projects import Project
from rules.people.workspace_settings import WorkspaceSettings
from rules.promotion.plans import DeploymentPlan, as_worded, deployment_plan
from rules.typed_keys import read_key
from rules.waiting.review_days import review_days
from rules.words import counted
from store.experiments import experiments
from store.journal import journal, seals
from store.journal.journal import is_key
from store.packs import kept_states

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
UNFOLDABLE = (LookupError, TypeError, ValueError, AttributeError)


def disagreements(session: Session, names: Mapping[str, str], watch: Watch) -> Iterator[JournalFinding]:
    """Yield everything in the tables that the facts do not give, and everything that they give and is gone."""
    is_counted = True
    for finding in miscounted(session, names):
        is_counted = False
        yield finding
    # Where entries are missing, what the others give says nothing.
    if is_counted:
        yield from unlike(session, watch)


def unlike(session: Session, watch: Watch) -> Iterator[JournalFinding]:
    """Yield everything in which the tables and what the facts give differ."""
    yield from unlike_experiments(session, watch)
    told: dict[Kind, dict[str, Any]] = {kind: {} for kind in Kind}
    try:
        for fact in watched(journal.other_facts(session), "other facts folded", watch):
            states = told[fact.kind]
            states[fact.subject] = next_state(states.get(fact.subject), fact)
    except UNFOLDABLE:
        yield UNREADABLE
        return
    if not kept_states.has_workspace(session):
        yield altered(f"The record of the workspace {session.info['workspace']} was removed.")
        return
    for kind in (Kind.MEMBER, Kind.TOKEN, *WHOLE):
        yield from unlike_rows(told[kind], kept_states.of_kind(session, kind))


def unlike_experiments(session: Session, watch: Watch) -> Iterator[JournalFinding]:
    """Yield what of the experiments, some at a time, is not what their facts give."""
    done, told = 0, 0
    for kept in kept_states.experiments(session):
        try:
            given = given_by(session, tuple(kept))
        except UNFOLDABLE:
            yield UNREADABLE
            return
        for key, one in kept.items():
            yield from unlike_experiment(key, one, given.states.get(key))
        numbers = [read_key(key) for key in kept]
        first, last = min(numbers), max(numbers)
        yield from unlike_plans(given.plans, kept_states.plans(session, first, last))
        yield from unlike_bias_checks(given.checks, kept_states.bias_checks(session, first, last))
        done += len(kept)
        if done >= told + TOLD_EVERY:
            told = done
            watch("experiments held against their facts", done)
    known = {f"EXP-{number}" for number in experiments.numbers(session)}
    for key in journal.subjects(session, Kind.EXPERIMENT):
        if key not in known:
            yield altered(f"The record of {key} was removed; its facts are there.")


@dataclass(frozen=True, slots=True)
class Given:
    """What the facts of some experiments give: the state of each, its plans by round, its bias checks by number."""

    states: dict[str, Experiment]
    plans: dict[tuple[str, int], DeploymentPlan]
    checks: dict[tuple[str, int], BiasCheck]


def given_by(session: Session, keys: Sequence[str]) -> Given:
    """Return what the facts of some experiments give."""
    foldings: dict[str, Folding[Experiment]] = {}
    given = Given({}, {}, {})
    for fact in journal.facts_about(session, keys, Kind.EXPERIMENT):
        folding = foldings.get(fact.subject)
        if folding is None:
            folding = foldings[fact.subject] = begun_by(fact)
        else:
            folding.take_in(fact)
        for check in fact.items("bias_checks"):
            given.checks[fact.subject, check.number] = check
        if fact.deed is Deed.PASSED_GATE:
            state = folding.state
            given.plans[fact.subject, state.round] = deployment_plan(state, fact.at)
    given.states.update({key: folding.state for key, folding in foldings.items()})
    return given


def unlike_experiment(
    key: str, kept: kept_states.KeptExperiment | None, given: Experiment | None
) -> Iterator[JournalFinding]:
    """Yield what of the row of an experiment is not what its facts give."""
    if kept is None:
        yield altered(f"The record of {key} cannot be read: it was altered.")
    elif given is None:
        yield altered(f"The record of {key} has no facts: it was inserted, or its facts were removed.")
    else:
        yield from differing(key, kept, given)
        if kept.days != review_days(given):
            yield altered(f"The days by which agendas find {key} were altered: its facts say otherwise.")
        if kept.beside["asked"] != given.asked:
            yield altered(f"Who is asked to own {key} was altered: its facts say otherwise.")


def next_state(before: Any, fact: Fact) -> Any:
    """Return what a subject is after a fact, whole; but members and tokens, of which Slack and each use change the rest, by the
    fields that their facts name."""
    if fact.kind in WHOLE:
        return folded(WHOLE[fact.kind], before, fact)
    return fields_after(before or {}, fact)


def unlike_plans(
    planned: Mapping[tuple[str, int], DeploymentPlan],
    kept: Mapping[tuple[str, int], DeploymentPlan | None],
) -> Iterator[JournalFinding]:
    """Yield every plan of a promotion that is not the one which its facts make; those from before facts have none."""
    for (key, round_), plan in planned.items():
        if (key, round_) not in kept:
            yield altered(f"The plan of round {round_} of {key} was removed; its facts are there.")
        elif kept[key, round_] not in as_worded(plan):
            yield altered(f"The plan of round {round_} of {key} was altered: its facts say otherwise.")


def unlike_bias_checks(
    checked: Mapping[tuple[str, int], BiasCheck], kept: Mapping[tuple[str, int], BiasCheck | None]
) -> Iterator[JournalFinding]:
    """Yield every bias check that is not the one which its facts tell of; the state of its experiment holds the newest."""
    # Also where a forger wrote a number that is none.
    for key, number in sorted({*checked, *kept}, key=str):
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
    for some in journal.counts(session):
        own = kept_states.counts(session, [read_key(subject) for subject in some if is_key(subject)])
        counting = {**journal.counted_beside(session, tuple(some)), **own}
        for subject, (count, last) in some.items():
            if count != last:
                words = f"The history of {subject} has {counted(count, 'entry', 'entries')}, and the last is number {last:,}: some were removed."
                yield JournalFinding(Flaw.REMOVED, 0, words)
            # What nothing counts was written past Assay, or what counted it was removed.
            yield from wrongly_counted(session, names, subject, counting.get(subject, 0), last)
    for subject, number in kept_states.counted_without_history(session):
        yield from wrongly_counted(session, names, subject, number, 0)


def wrongly_counted(
    session: Session, names: Mapping[str, str], subject: str, number: int, last: int
) -> Iterator[JournalFinding]:
    """Yield that a subject counts other entries than its history has."""
    if not is_number(number):
        yield altered(f"How many entries {subject} counts cannot be read: it was altered.")
        return
    if number != last:
        words = f"{subject} counts {number:,} entries of its history; the journal has {last:,}: some were removed or inserted."
        yield JournalFinding(Flaw.REMOVED, 0, words)
    # Where nothing is counted, what counted was removed: that says nothing of each entry.
    if number and number < last:
        yield from beyond(seals.beyond(session, subject, number), names)


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
