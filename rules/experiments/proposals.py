"""What people type into the form of a proposal, understood or refused field by field."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.complaints import Complaints
from rules.dates.far_days import ask_if_far
from rules.dates.typed_day import read_day
from rules.experiments.forecast_facts import Risk
from rules.experiments.metrics import Metric, read_metrics
from rules.people.projects import Workstream
from rules.refusals import Refused
from rules.typed import read_text
from rules.words import clean, printable, shorten, within

LONGEST_TITLE = 120
LONGEST_HYPOTHESIS = 2000
NUMBER = re.compile(r"^[0-9]{1,9}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """A proposal as typed; `target` is an ISO date or empty, `project` a project's number or empty."""

    title: str = ""
    hypothesis: str = ""
    workstream: str = ""
    owner: str = ""
    project: str = ""
    metrics: str = ""
    target: str = ""
    risk: str = ""

    @property
    def project_number(self) -> int | None:
        """Return the number of the project that was picked, if one was."""
        return int(self.project) if NUMBER.match(self.project) else None


def draft_from(text: str, owner: str) -> ProposalDraft:
    """Return the proposal that somebody's words begin: their first line as its title, all of them as its hypothesis."""
    said = clean(text)
    first = next((line for line in said.splitlines() if clean(line)), "")
    return ProposalDraft(
        title=shorten(first, LONGEST_TITLE), hypothesis=said[:LONGEST_HYPOTHESIS].rstrip(), owner=owner
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal as understood."""

    title: str
    hypothesis: str
    workstream: Workstream
    owner: str
    project: int | None = None
    metrics: tuple[Metric, ...] = ()
    target: date | None = None
    risk: Risk = Risk.MEDIUM


def read_proposal(
    draft: ProposalDraft, today: date, *, kept_target: date | None = None, standing: Iterable[Metric] = ()
) -> Proposal:
    """Return the proposal that was typed; `kept_target` is a target date that may stay although it has passed, and the
    `standing` metrics are understood already."""
    complaints = Complaints()
    proposal = Proposal(
        title=complaints.read("title", lambda: read_text(draft.title, "title", LONGEST_TITLE), ""),
        hypothesis=complaints.read("hypothesis", lambda: read_hypothesis(draft.hypothesis), ""),
        workstream=complaints.read(
            "workstream", lambda: Workstream.read(draft.workstream), Workstream.EXPERIMENTATION
        ),
        owner=draft.owner,
        project=draft.project_number,
        metrics=complaints.read("metrics", lambda: read_metrics(printable(draft.metrics), standing), ()),
        target=complaints.read("target", lambda: read_target(draft.target, today, kept_target), None),
        risk=complaints.read("risk", lambda: Risk.read(draft.risk or Risk.MEDIUM.value), Risk.MEDIUM),
    )
    complaints.done()
    return proposal


def read_hypothesis(text: str) -> str:
    """Return a typed hypothesis with its line ends; refuse an empty or over-long one."""
    kept = clean(text)
    if not kept:
        raise Refused("Say what you expect to happen, and why: “If we …, then …, because …”.")
    return within(kept, LONGEST_HYPOTHESIS)


def read_target(text: str, today: date, kept: date | None) -> date | None:
    """Return a target date, or None for an empty one; refuse a day that has passed, and ask about one that is far away."""
    if not text:
        return None
    target = read_day(text, today)
    if target < today and target != kept:
        raise Refused(f"{target.day} {target:%B %Y} has passed. Pick today or a later day.")
    if target != kept:
        ask_if_far(target, today, ", or leave it out")
    return target
