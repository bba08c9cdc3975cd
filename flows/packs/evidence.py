"""Gathering the evidence of one experiment, up to its last sealed entry."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.record import Doing, keep_facts
from flows.journal import sealing
from flows.journal.watching import Watch, unwatched
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement
from rules.experiments.state import experiment_of
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY, Fact
from rules.journal.heads import Head
from rules.packs.letters import EvidencePackLetter
from rules.packs.packs import Chain, Evidence, Grown, Proven
from rules.refusals import Refused
from rules.words import counted
from store import outbox
from store.experiments import experiments
from store.journal import journal, seals, subtrees
from store.people import projects

ATTEMPTS = 5
DAMAGED = "The journal is damaged, so no pack can be made of it. `python -m bot audit verify` says where."


def evidence_of(
    desk: Desk, number: int, now: datetime, *, by: str = ASSAY, watch: Watch = unwatched
) -> Evidence:
    """Return the evidence of an experiment, closed by the fact that counts its facts, with everything sealed first."""
    for _ in range(ATTEMPTS):
        key = close_pack(desk, number, by, now)
        sealing.seal(desk, now, watch)
        with desk.look() as session:
            # Somebody may have decided in between: a decision without its sealed entry would look forged.
            if is_closed(session, key) and not seals.is_waiting(session, key):
                return gathered(session, desk, number)
    raise Refused(f"EXP-{number} changes all the time just now. Try again in a moment.")


def close_pack(desk: Desk, number: int, by: str, now: datetime) -> str:
    """Keep that a pack was taken, unless nothing at all has happened since the last one; return the experiment's key."""
    with desk.begin() as session:
        experiment = experiments.lock(session, number)
        newest = journal.newest(session)
        # A deed on anything else may be under a head that Slack was told since: the pack must grow from that too.
        if newest is None or (newest.subject, newest.deed) != (experiment.key, Deed.TOOK_PACK):
            said = f"with its {counted(experiment.facts, 'fact')}"
            doing = Doing(deed=Deed.TOOK_PACK, by=by, now=now, said=said, is_told_anyway=True)
            keep_facts(session, experiment, experiment, doing)
        return experiment.key


def is_closed(session: Session, key: str) -> bool:
    """Tell whether the last that happened to an experiment is that a pack was taken."""
    newest, _ = journal.of_subject(session, key, 1)
    return bool(newest) and newest[0].deed is Deed.TOOK_PACK


def gathered(session: Session, desk: Desk, number: int) -> Evidence:
    """Return the evidence of an experiment as one reading transaction sees it: what its facts give, and no table."""
    chain = chain_of(session, desk, f"EXP-{number}")
    try:
        facts = tuple(journal.facts_of(session, chain.subject))
        experiment = experiment_of(facts)
    except (ValueError, TypeError, LookupError, AttributeError):
        experiment = None
    if experiment is None:
        raise Refused(DAMAGED)
    project = projects.get(session, experiment.project) if experiment.project is not None else None
    measurements = all_values(facts)
    return Evidence(
        experiment=experiment,
        team=desk.named(session, experiment, measurements, [one.line for one in chain.entries]),
        project=project.name if project else "",
        measurements=measurements,
        chain=chain,
    )


def all_values(facts: Sequence[Fact]) -> tuple[Measurement, ...]:
    """Return every value that facts tell of, also those that the state no longer keeps."""
    found: list[Measurement] = []
    for fact in facts:
        change = fact.change("measurements")
        found = [*(change.after if change else found), *fact.items("measurements")]
    return tuple(found)


def chain_of(session: Session, desk: Desk, subject: str) -> Chain:
    """Return the sealed entries about a subject, each with its proof, in the journal that ends with the last of them;
    refuse where the journal is damaged."""
    found = seals.about(session, subject)
    if seals.standing(session).head.position != seals.last(session) or any(one.line is None for one in found):
        raise Refused(DAMAGED)
    # What came after the closing entry is no part of the pack: so nothing about the subject can be hidden behind it.
    size = found[-1].position
    posted = [one for one in seals.posted(session) if one.position <= size]
    tree = subtrees.tree(session, size, [*(one.position for one in found), *(one.position for one in posted)])
    try:
        head = tree.root(0, size).hex()
        chain = Chain(
            workspace=desk.workspace,
            subject=subject,
            head=Head(size, head),
            entries=tuple(
                Proven(one.line, tree.inclusion(one.position - 1)) for one in found if one.line is not None
            ),
            posted=tuple(Grown(one, tree.consistency(one.position)) for one in posted),
        )
    except KeyError:
        raise Refused(DAMAGED) from None
    if head != found[-1].head:
        raise Refused(DAMAGED)
    return chain


def ask_for_pack(desk: Desk, number: int, *, by: str, now: datetime) -> Experiment:
    """Owe an admin the evidence pack of an experiment, as a direct message."""
    with desk.begin() as session:
        if not desk.person(session, by).is_admin:
            raise Refused(
                "Only an admin can take an evidence pack: it holds the whole history with names."
                " `/team list` names the admins."
            )
        experiment = experiments.get(session, number)
        outbox.put(session, [EvidencePackLetter(user=by, experiment=experiment.number)], now)
        return experiment
