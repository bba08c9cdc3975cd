"""Proposing an experiment, and changing what was proposed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk, acting
from flows.experiments.record import Doing, RecordedDeeds, record
from flows.learning import forecasts
from flows.lifecycle.handovers import add_question, of_handover
from flows.people.channels import know_channel
from rules.answering.letters import NamedLetter
from rules.answering.named import places_in
from rules.experiments.experiment import Experiment
from rules.experiments.makers import Origin
from rules.experiments.proposals import ProposalDraft, read_proposal
from rules.experiments.staleness import changes
from rules.journal.entries import Deed
from rules.letters import Letter
from rules.lifecycle import revisions
from rules.local_time import local_day
from rules.people.accounts import Account, Part
from rules.refusals import Refused
from store.experiments import experiments, numbering
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
    author = origin.author if origin else ""
    owner, project = draft.owner, draft.project_number
    named = numbering.next_experiment(
        session,
        by,
        desk.unseen(by),
        owner=owner,
        author=author,
        project=project,
        home=desk.review_channel or channel,
    )
    member = desk.with_settings(named.by)
    person = acting(member)
    proposal = read_proposal(draft, local_day(now, member.zone))
    desk.refuse_outsiders([owner], named.accounts, Part.OWNER, "owner")
    require_project(project, has_project=named.has_project)
    is_person = desk.account(author, named.accounts) is Account.PERSON
    made_of = origin and replace(origin, author=author if is_person else "")
    home = home_of(named.review_channel or desk.review_channel or channel)
    if not named.has_channel:
        know_channel(session, home, now)
    proposed = replace(
        revisions.propose(proposal, named.number, by=person.id, channel=home, now=now, origin=made_of),
        forecast=forecasts.at_proposal(session, proposal, now),
    )
    led = lead_on(origin, proposed) if origin and named.answers_named else ()
    return record(session, None, proposed, Doing(deed=Deed.PROPOSED, by=by, now=now, said=said), led)


def lead_on(origin: Origin, proposed: Experiment) -> Iterator[Letter]:
    """Yield word to the thread of the message that an experiment comes from, of what became of it."""
    for channel, thread in places_in(origin.link):
        yield NamedLetter(channel=channel, thread=thread, experiments=(proposed.number,))


def home_of(home: str) -> str:
    """Return where the card of a new experiment will stand; refuse where there is no such place."""
    if not home:
        raise Refused(
            "No review channel is set, so the card would stand nowhere. Write `/experiment propose` in the channel where"
            " it shall stand."
        )
    return home


def require_home(desk: Desk, channel: str) -> None:
    """Refuse, before anything is typed, where the card of a new experiment would stand nowhere."""
    with desk.look() as session:
        home_of(desk.home_channel(session) or channel)


def amend(
    desk: Desk, number: int, draft: ProposalDraft, *, by: str, now: datetime, request: str
) -> Experiment:
    """Change what was proposed; reviews that judged what changed become stale, and another owner is asked first."""
    with desk.begin(request, now) as session:
        before, member, has_project = experiments.lock_for_form(
            session, number, by, desk.unseen(by), draft.project_number
        )
        member = desk.with_settings(member)
        today = local_day(now, member.zone)
        proposal = read_proposal(draft, today, kept_target=before.target, standing=before.metrics)
        team = of_handover(session, desk, before, proposal.owner)
        desk.refuse_outsiders([proposal.owner], team.accounts, Part.OWNER, "owner")
        require_project(proposal.project, has_project=has_project)
        person = acting(member)
        after = revisions.amend(before, proposal, person, now)
        changed = tuple(changes(before, after))
        deeds = RecordedDeeds(before)
        kept = deeds.add(after, Doing(deed=Deed.CHANGED, by=by, now=now, changes=changed))
        if proposal.owner not in ("", kept.owner):
            kept = add_question(deeds, kept, proposal.owner, team, person, now)
        deeds.keep_all(session, now)
        return kept


def require_project(project: int | None, *, has_project: bool) -> None:
    """Refuse beside its field a project that does not exist."""
    if project is not None and not has_project:
        raise Refused(fields={"project": projects.GONE})
