"""One run of a workflow step: what it was given, as typed, and which run waits for what."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rules.complaints import Complaints
from rules.experiments.proposals import ProposalDraft
from rules.people.projects import Project, find_project
from rules.refusals import Refused
from rules.typed_keys import read_key
from rules.words import clean, listing
from rules.workflows.outcomes import Awaited

USER = re.compile(r"[UW][A-Z0-9]{1,19}")
CHANNEL = re.compile(r"[CG][A-Z0-9]{1,19}")
# The inputs of the steps by their names, as the manifest titles them and Workflow Builder shows them.
LABELS = {
    "title": "Title",
    "hypothesis": "Hypothesis",
    "metrics": "Success metrics",
    "owner": "Owner",
    "proposer": "Proposed by",
    "channel": "Channel",
    "project": "Project",
    "workstream": "Workstream",
    "target": "Target date",
    "risk": "Risk",
    "experiment": "Experiment",
    "until": "Wait for",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProposal:
    """A proposal as a workflow gives it; `project` and `workstream` of the draft are names, or empty."""

    draft: ProposalDraft
    proposer: str = ""
    channel: str = ""

    @property
    def by(self) -> str:
        """Return who proposes: whom the workflow names, or else the owner."""
        return self.proposer or self.draft.owner


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingExecution:
    """A run that waits for a decision on an experiment since it had so many `facts`."""

    execution: str
    experiment: int
    awaited: Awaited
    facts: int
    since: datetime


def placed(asked: StepProposal, projects: Iterable[Project], *, has_review_channel: bool) -> ProposalDraft:
    """Return the draft with its project by number, and in the workstream of that; refuse what no form could have given."""
    complaints = Complaints()
    complaints.read("owner", lambda: require_owner(asked), None)
    complaints.read("proposer", lambda: require_person(asked.proposer), None)
    complaints.read("channel", lambda: require_channel(asked.channel, has_review_channel), None)
    name = clean(asked.draft.project)
    project = complaints.read("project", lambda: find_project(projects, name) if name else None, None)
    complaints.done()
    workstream = project.workstream.value if project else "experimentation"
    return replace(
        asked.draft,
        project=str(project.number) if project else "",
        workstream=clean(asked.draft.workstream) or workstream,
    )


def require_owner(asked: StepProposal) -> None:
    """Refuse a proposal that names nobody who owns it."""
    if not asked.by:
        raise Refused("Pick the person who owns the experiment.")
    require_person(asked.draft.owner)


def require_person(user: str) -> None:
    """Refuse what is no one person."""
    if user and not USER.fullmatch(user):
        raise Refused("Pick one person; a name in a text is not enough.")


def require_channel(channel: str, has_review_channel: bool) -> None:
    """Refuse what is no channel, and none where the card would stand nowhere."""
    if channel and not CHANNEL.fullmatch(channel):
        raise Refused("Pick a channel; its name in a text is not enough.")
    if not channel and not has_review_channel:
        raise Refused("No review channel is set, so the card would stand nowhere. Pick where it shall stand.")


def read_wait(experiment: str, until: str) -> tuple[int, Awaited]:
    """Return which experiment a workflow waits for, and for what; refuse anything else, beside its input."""
    complaints = Complaints()
    number = complaints.read("experiment", lambda: read_key(experiment), 0)
    awaited = complaints.read("until", lambda: read_awaited(until), Awaited.BOARD)
    complaints.done()
    return number, awaited


def read_awaited(text: str) -> Awaited:
    """Return what is waited for; refuse nothing and anything else."""
    if not clean(text):
        raise Refused(f"Say what to wait for: {listing([one.words for one in Awaited], last='or')}.")
    return Awaited.read(text)


def input_sentences(refusal: Refused) -> tuple[str, ...]:
    """Return why a step fails, in sentences that name the inputs that are meant."""
    if not refusal.fields:
        return refusal.reasons
    return tuple(
        f"{LABELS.get(name, name)}: {line}"
        for name, text in refusal.fields.items()
        for line in text.splitlines()
    )
