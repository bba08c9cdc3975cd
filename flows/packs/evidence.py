"""Gathering the evidence of one experiment, up to its last sealed entry."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.record import Doing, keep_facts
from flows.journal import sealing
from rules.experiments.experiment import Experiment
from rules.journal.audit import Head
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY
from rules.journal.merkle import Levels
from rules.packs.letters import EvidencePackLetter
from rules.packs.packs import Chain, Evidence, Grown, Proven
from rules.refusals import Refused
from rules.words import counted
from store import outbox
from store.evidence import bias_checks
from store.experiments import experiments
from store.journal import journal, seals
from store.people import projects

ATTEMPTS = 5


def evidence_of(desk: Desk, number: int, now: datetime, *, by: str = ASSAY) -> Evidence:
    """Return the evidence of an experiment, closed by the fact that counts its facts, with everything sealed first."""
    for _ in range(ATTEMPTS):
        close_pack(desk, number, by, now)
        sealing.seal(desk, now)
        with desk.look() as session:
            experiment = experiments.get(session, number)
            # Somebody may have decided in between: a decision without its sealed entry would look forged.
            if not seals.is_waiting(session, experiment.key):
                return gathered(session, desk, experiment)
    raise Refused(f"{experiment.key} changes all the time just now. Try again in a moment.")


def close_pack(desk: Desk, number: int, by: str, now: datetime) -> None:
    """Keep that a pack was taken, unless nothing has happened since the last one."""
    with desk.begin() as session:
        experiment = experiments.lock(session, number)
        newest, _ = journal.of_subject(session, experiment.key, 1)
        if not newest or newest[0].deed is not Deed.TOOK_PACK:
            said = f"with its {counted(experiment.facts, 'fact')}"
            doing = Doing(deed=Deed.TOOK_PACK, by=by, now=now, said=said, is_told_anyway=True)
            keep_facts(session, experiment, experiment, doing)


def gathered(session: Session, desk: Desk, experiment: Experiment) -> Evidence:
    """Return the evidence of an experiment as one reading transaction sees it."""
    project = projects.get(session, experiment.project) if experiment.project is not None else None
    return Evidence(
        experiment=experiment,
        team=desk.team(session),
        project=project.name if project else "",
        bias_checks=tuple(
            check
            for check in bias_checks.latest_bias_checks(session)
            if check.experiment == experiment.number
        ),
        chain=chain_of(session, desk, experiment.key),
    )


def chain_of(session: Session, desk: Desk, subject: str) -> Chain:
    """Return the sealed entries about a subject, each with its proof; refuse where the journal is damaged."""
    head = seals.standing(session).head
    levels = Levels.of(seals.leaves(session))
    found = seals.about(session, subject)
    if levels.size != head.position or any(one.line is None for one in found):
        raise Refused(
            "The journal is damaged, so no pack can be made of it. `python -m bot audit verify` says where."
        )
    return Chain(
        workspace=desk.workspace,
        subject=subject,
        head=head,
        entries=tuple(
            Proven(one.line, levels.inclusion(one.position - 1)) for one in found if one.line is not None
        ),
        posted=tuple(grown(levels, one) for one in seals.posted(session) if one.position <= head.position),
    )


def grown(levels: Levels, head: Head) -> Grown:
    """Return a head that was posted, with the proof that the journal grew from it."""
    return Grown(head, levels.consistency(head.position))


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
