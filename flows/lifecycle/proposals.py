"""Proposing an experiment, changing it, and recording its values."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk, acting
from flows.experiments.record import Doing, record
from flows.learning import forecasts
from flows.lifecycle.handovers import ask_in
from rules.answering.letters import NamedLetter
from rules.answering.named import places_in
from rules.experiments.experiment import Experiment
from rules.experiments.makers import Origin
from rules.experiments.proposals import Proposal, ProposalDraft, read_proposal
from rules.experiments.staleness import changes
from rules.journal.entries import Deed
from rules.letters import Letter
from rules.lifecycle import revisions
from rules.local_time import local_day
from rules.people.accounts import Part
from rules.refusals import Refused
from store import outbox, workspaces
from store.people import projects


def propose(
    desk: Desk,
    draft: ProposalDraft,
    *,
    by: str,
    channel: str,
    now: datetime,
    request: str,
    origin: Origin | None = None,
) -> Experiment:
    """Propose an experiment; its card will stand in the review channel, or in `channel` where none is set."""
    with desk.begin(request, now) as session:
        return propose_in(session, desk, draft, by=by, channel=channel, now=now, origin=origin)


def propose_in(
    session: Session,
    desk: Desk,
    draft: ProposalDraft,
    *,
    by: str,
    channel: str,
    now: datetime,
    origin: Origin | None = None,
    said: str = "",
) -> Experiment:
    """Propose an experiment within a deed; `said` is kept with its fact."""
    member = desk.member(session, by)
    person = acting(member)
    proposal = read_proposal(draft, local_day(now, member.zone))
    check_references(session, desk, proposal)
    number = workspaces.next_experiment(session)
    home = home_of(desk, channel)
    made_of = origin and replace(origin, author=person_or_nobody(session, desk, origin.author))
    proposed = replace(
        revisions.propose(proposal, number, by=person.id, channel=home, now=now, origin=made_of),
        forecast=forecasts.at_proposal(session, proposal, now),
    )
    kept = record(session, None, proposed, Doing(deed=Deed.PROPOSED, by=by, now=now, said=said))
    if origin and workspaces.answers_named(session):
        outbox.put(session, lead_on(origin, kept), now)
    return kept


def lead_on(origin: Origin, proposed: Experiment) -> Iterator[Letter]:
    """Yield word to the thread of the message that an experiment comes from, of what became of it."""
    for channel, thread in places_in(origin.link):
        yield NamedLetter(channel=channel, thread=thread, experiments=(proposed.number,))


def home_of(desk: Desk, channel: str) -> str:
    """Return where the card of a new experiment will stand; refuse where there is no such place."""
    home = desk.review_channel or channel
    if not home:
        raise Refused(
            "No review channel is set, so the card would stand nowhere. Write `/experiment propose` in the channel where"
            " it shall stand."
        )
    return home


def person_or_nobody(session: Session, desk: Desk, user: str) -> str:
    """Return a person of this workspace, or nobody: neither apps nor strangers have a part in an experiment."""
    return user if user and desk.member(session, user).is_person else ""


def amend(
    desk: Desk, number: int, draft: ProposalDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Change what was proposed; reviews that judged what changed become stale, and another owner is asked first."""
    with desk.begin(request, now) as session:
        before, member = desk.lock_with_member(session, number, by)
        today = local_day(now, member.zone)
        proposal = read_proposal(draft, today, kept_target=before.target, standing=before.metrics)
        check_references(session, desk, proposal)
        person = acting(member)
        after = revisions.amend(before, proposal, person, now)
        changed = tuple(changes(before, after))
        kept = record(session, before, after, Doing(deed=Deed.CHANGED, by=by, now=now, changes=changed))
        if proposal.owner in ("", kept.owner):
            return kept
        return ask_in(session, desk, kept, proposal.owner, person, now)


def check_references(session: Session, desk: Desk, proposal: Proposal) -> None:
    """Refuse an owner who is no person of this workspace and a project that does not exist, each beside its field."""
    desk.require_people(session, [proposal.owner], Part.OWNER, "owner")
    if proposal.project is not None:
        try:
            projects.get(session, proposal.project)
        except Refused as refusal:
            raise Refused(fields={"project": str(refusal)}) from None
