"""A small team, and functions that bring an experiment to a stage by the real flows.

    experiment = stories.in_review(desk)
    stories.approve(desk, experiment, ReviewKind.ETHICS)

Everything typed can be changed by name: `stories.proposed(desk, title="Shorter prompts")`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from flows.desk import Desk
from flows.evidence.measure import record_value
from flows.journal import sealing
from flows.lifecycle import closings, decisions, handovers, overrides, proposals, submissions
from flows.people import team, tokens
from rules.evidence.measurements import ValueDraft
from rules.evidence.submissions import SubmissionDraft
from rules.experiments.experiment import ApprovalKind, ArtifactKind, Experiment, ReviewKind, Stage, Verdict
from rules.experiments.overrides import Item
from rules.experiments.proposals import ProposalDraft
from rules.journal.entries import Deed
from rules.journal.facts import ASSAY
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import Step
from rules.people.people import Duty, Member, Role
from rules.people.tokens import Token, TokenDraft
from rules.people.viewing import ChannelFound
from rules.promotion.rollouts import RolloutDraft, query_field
from store.database import Database
from store.journal import journal, seals
from store.people import channels, members

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEAM_SINCE = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
WORKSPACE = "T0ASSAY"
OTHER_WORKSPACE = "T0OTHER"
REVIEW_CHANNEL = "C0REVIEWS"
CHANNEL = "C0LAB"


ANA = "U0ANA"  # owns and proposes
BEN = "U0BEN"  # technical review
CLARA = "U0CLARA"  # ethics review
DAVID = "U0DAVID"  # business review
EVA = "U0EVA"  # technical lead
FELIX = "U0FELIX"  # product owner
GRETA = "U0GRETA"  # security
HUGO = "U0HUGO"  # admin of the Slack workspace
IVAN = "U0IVAN"  # holds no duty


TEAM = (
    Member(id=ANA, name="Ana", role=Role.AI_ML_ENGINEER),
    Member(id=BEN, name="Ben", role=Role.DATA_ENGINEER, duties=frozenset({Duty.TECHNICAL})),
    Member(id=CLARA, name="Clara", role=Role.PROMPT_ENGINEER, duties=frozenset({Duty.ETHICS})),
    Member(id=DAVID, name="David", role=Role.AI_PRODUCT_MANAGER, duties=frozenset({Duty.BUSINESS})),
    Member(id=EVA, name="Eva", role=Role.AI_PLATFORM_ENGINEER, duties=frozenset({Duty.TECHNICAL_LEAD})),
    Member(id=FELIX, name="Felix", role=Role.AI_PRODUCT_MANAGER, duties=frozenset({Duty.PRODUCT_OWNER})),
    Member(id=GRETA, name="Greta", role=Role.AI_PLATFORM_ENGINEER, duties=frozenset({Duty.SECURITY})),
    Member(id=HUGO, name="Hugo", is_slack_admin=True),
    Member(id=IVAN, name="Ivan", zone="Europe/Berlin"),
)
# So many entries of what the team may do stand in a journal before anything is done; they are sealed.
GIVEN = sum(1 for member in TEAM if member.role or member.duties)
REVIEWER = {ReviewKind.TECHNICAL: BEN, ReviewKind.ETHICS: CLARA, ReviewKind.BUSINESS: DAVID}
APPROVER = {ApprovalKind.TECHNICAL_LEAD: EVA, ApprovalKind.PRODUCT_OWNER: FELIX, ApprovalKind.SECURITY: GRETA}


PROPOSAL = ProposalDraft(
    title="Smaller router model",
    hypothesis="If we route with a smaller model, then answers come faster, because it does less.",
    workstream="optimization",
    metrics="accuracy >= 0.92 (now 0.88)\nguardrail: latency <= 800 ms",
    target="2026-06-30",
)
VALUES = (("accuracy", "0.94"), ("latency", "620 ms"))
REFERENCES = {
    ArtifactKind.MODEL: "https://models.example/router-small",
    ArtifactKind.PROMPT: "https://prompts.example/router",
    ArtifactKind.EVALUATION_REPORT: "https://reports.example/router",
    ArtifactKind.SAFETY_EVALUATION: "https://safety.example/router",
    ArtifactKind.COST_PROJECTION: "https://costs.example/router",
    ArtifactKind.DOCUMENTATION: "https://docs.example/router",
    ArtifactKind.ROLLBACK_PLAN: "https://runbooks.example/router",
}
SUBMISSION = SubmissionDraft(references=REFERENCES, monthly_cost="900", monthly_budget="1200")


def queries(*names: str) -> dict[str, str]:
    """Return an expression for each metric, by its field."""
    return {query_field(name): f'avg(router_value{{number="{number}"}})' for number, name in enumerate(names)}


ROLLOUT = RolloutDraft(
    service="router",
    traffic_steps="10, 50, 100",
    bake_hours="12",
    rollback_owner=EVA,
    queries=queries("accuracy", "latency"),
)


def desk_of(database: Database, workspace: str) -> Desk:
    """Return the desk of a workspace, as a process opens it."""
    return Desk(database, workspace, review_channel=REVIEW_CHANNEL)


def open_desk(database: Database, workspace: str, people: Iterable[Member] = TEAM) -> Desk:
    """Make a workspace and its team known, and return its desk."""
    desk = desk_of(database, workspace)
    team.record_workspace(desk, "Assay's lab", now=NOW)
    with desk.begin() as session:
        known = set(members.team(session))
        new = [member for member in people if member not in known]
        members.save(session, *new)
        for member in new:
            keep_given(session, member)
        for channel in (REVIEW_CHANNEL, CHANNEL):
            if channels.is_new(session, channel, NOW + timedelta(days=365)):
                channels.keep_channel(session, channel, ChannelFound(is_private=False))
    seal_quietly(desk)
    return desk


def keep_given(session: Session, member: Member) -> None:
    """Keep the fact of what a member may do, which a deed would have left, unless it was kept before."""
    plain = replace(member, role=None, duties=frozenset())
    if member != plain and not journal.of_subject(session, member.id, 1)[1]:
        team.keep_fact(session, plain, member, Deed.CARRIED_OVER, "", ASSAY, TEAM_SINCE)


def seal_quietly(desk: Desk) -> None:
    """Seal what a team was given, of which Slack need not be told."""
    if sealing.seal(desk, NOW):
        with desk.begin() as session:
            standing = seals.lock(session, NOW.date())
            seals.save(session, replace(standing, told=standing.tree.size))


def place(number: int) -> int:
    """Return the place in the journal of the entry that is so many behind what the team was given."""
    return GIVEN + number


def new_request() -> str:
    """Return the id of a request that was never made before."""
    return uuid4().hex


def token(
    desk: Desk, name: str = "ci", *, by: str = HUGO, now: datetime = NOW, **drafted: str
) -> tuple[Token, str]:
    """Return a new token of the HTTP API with its secret."""
    return tokens.make(desk, TokenDraft(name=name, **drafted), by=by, now=now)


def proposed(desk: Desk, *, by: str = ANA, now: datetime = NOW, **typed: Any) -> Experiment:
    """Return a new experiment."""
    draft = replace(PROPOSAL, **typed)
    return proposals.propose(desk, draft, by=by, channel=CHANNEL, now=now, request=new_request())


def amend(
    desk: Desk, experiment: Experiment, *, by: str = ANA, now: datetime = NOW, **typed: Any
) -> Experiment:
    """Change what was proposed, from the words of `PROPOSAL`."""
    draft = replace(PROPOSAL, **typed)
    return proposals.amend(desk, experiment.number, draft, by=by, now=now, request=new_request())


def running(desk: Desk, **typed: Any) -> Experiment:
    """Return an experiment that runs."""
    return closings.start(desk, proposed(desk, **typed).number, by=ANA, now=NOW)


def measure(
    desk: Desk, experiment: Experiment, metric: str, value: str, *, by: str = ANA, now: datetime = NOW
) -> Experiment:
    """Record a value."""
    draft = ValueDraft(metric=metric, value=value)
    return record_value(desk, experiment.number, draft, by=by, now=now, request=new_request())


def measured(desk: Desk, **typed: Any) -> Experiment:
    """Return an experiment that runs, with values on the right side of every threshold."""
    experiment = running(desk, **typed)
    for metric, value in VALUES:
        experiment = measure(desk, experiment, metric, value)
    return experiment


def submit(
    desk: Desk, experiment: Experiment, *, by: str = ANA, now: datetime = NOW, **typed: Any
) -> Experiment:
    """Submit the next revision; the words of `SUBMISSION` hold where nothing else is typed."""
    draft = replace(SUBMISSION, **typed)
    return submissions.submit(desk, experiment.number, draft, by=by, now=now, request=new_request())


def in_review(desk: Desk, **typed: Any) -> Experiment:
    """Return an experiment before the board, with all its evidence."""
    return submit(desk, measured(desk, **typed))


def seat(experiment: Experiment, kind: ReviewKind) -> ReviewSeat:
    """Return a seat of the board of the current revision."""
    return ReviewSeat(experiment.number, experiment.revision, kind)


def approve(
    desk: Desk, experiment: Experiment, kind: ReviewKind, *, by: str = "", now: datetime = NOW
) -> Experiment:
    """Approve one review, by who holds it."""
    return decisions.review(desk, seat(experiment, kind), Verdict.APPROVE, by=by or REVIEWER[kind], now=now)


def ask_for_changes(
    desk: Desk,
    experiment: Experiment,
    kind: ReviewKind = ReviewKind.TECHNICAL,
    reason: str = "Test it longer.",
) -> Experiment:
    """Ask for changes in one review, by who holds it."""
    return decisions.review(
        desk, seat(experiment, kind), Verdict.ASK_FOR_CHANGES, by=REVIEWER[kind], now=NOW, reason=reason
    )


def unrehearsed(desk: Desk, **typed: Any) -> Experiment:
    """Return an experiment before the board that lacks a rollback plan, and nothing else."""
    references = {kind: one for kind, one in REFERENCES.items() if kind is not ArtifactKind.ROLLBACK_PLAN}
    return submit(desk, measured(desk, **typed), references=references)


def ask_override(
    desk: Desk, experiment: Experiment, item: Item = Item.ROLLBACK, *, by: str = BEN, now: datetime = NOW
) -> Experiment:
    """Ask to override an open item."""
    return overrides.ask(
        desk, experiment.number, item.value, "The flag is enough.", by=by, now=now, request=new_request()
    )


def confirm_override(
    desk: Desk, experiment: Experiment, place: int = 0, *, by: str = CLARA, now: datetime = NOW
) -> Experiment:
    """Confirm an override as a second person."""
    return overrides.confirm(desk, experiment.number, place, by=by, now=now)


def ask_handover(
    desk: Desk, experiment: Experiment, to: str = IVAN, *, by: str = ANA, now: datetime = NOW
) -> Experiment:
    """Ask somebody to own an experiment."""
    return handovers.ask(desk, experiment.number, to, by=by, now=now, request=new_request())


def hand_over(
    desk: Desk, experiment: Experiment, to: str = IVAN, *, by: str = ANA, now: datetime = NOW
) -> Experiment:
    """Let somebody take an experiment over."""
    asked = ask_handover(desk, experiment, to, by=by, now=now)
    return handovers.accept(desk, experiment.number, len(asked.handovers) - 1, by=to, now=now)


def changes_asked(desk: Desk) -> Experiment:
    """Return an experiment of which the technical reviewer asked changes."""
    return ask_for_changes(desk, in_review(desk))


def rejected(desk: Desk) -> Experiment:
    """Return an experiment that the ethics reviewer rejected."""
    experiment = in_review(desk)
    place = seat(experiment, ReviewKind.ETHICS)
    return decisions.review(desk, place, Verdict.REJECT, by=CLARA, now=NOW, reason="It leaks names.")


def approved(desk: Desk, **typed: Any) -> Experiment:
    """Return an experiment that all three reviews approved."""
    experiment = in_review(desk, **typed)
    for kind in ReviewKind:
        experiment = approve(desk, experiment, kind)
    return experiment


def promote(desk: Desk, experiment: Experiment, *, by: str = ANA, now: datetime = NOW) -> Experiment:
    """Ask for the promotion."""
    draft = replace(ROLLOUT, queries=queries(*(metric.name for metric in experiment.metrics)))
    return promote_with(desk, experiment, draft, by=by, now=now)


def promote_with(
    desk: Desk, experiment: Experiment, draft: RolloutDraft, *, by: str = ANA, now: datetime = NOW
) -> Experiment:
    """Ask for the promotion with a rollout."""
    return submissions.promote(desk, experiment.number, draft, by=by, now=now, request=new_request())


def promoting(desk: Desk, **typed: Any) -> Experiment:
    """Return an experiment before the three approvers."""
    return promote(desk, approved(desk, **typed))


def approval_seat(experiment: Experiment, kind: ApprovalKind) -> ApprovalSeat:
    """Return a seat of the gate of the current round."""
    return ApprovalSeat(experiment.number, experiment.round, kind)


def approve_as(
    desk: Desk, experiment: Experiment, kind: ApprovalKind, *, by: str = "", now: datetime = NOW
) -> Experiment:
    """Approve the promotion in one role, by who holds it."""
    return decisions.approve(desk, approval_seat(experiment, kind), by=by or APPROVER[kind], now=now)


def declined(desk: Desk) -> Experiment:
    """Return an experiment whose promotion security declined."""
    experiment = promoting(desk)
    return decisions.decline(
        desk, experiment.number, experiment.round, by=GRETA, now=NOW, reason="No threat model."
    )


def in_production(desk: Desk, **typed: Any) -> Experiment:
    """Return an experiment that all three approvers promoted."""
    experiment = promoting(desk, **typed)
    for kind in ApprovalKind:
        experiment = approve_as(desk, experiment, kind)
    return experiment


def close(
    desk: Desk, experiment: Experiment, step: Step, *, by: str = ANA, note: str = "It was time."
) -> Experiment:
    """Roll back, retire, withdraw or conclude an experiment."""
    return closings.close(desk, experiment.number, step, by=by, note=note, now=NOW, request=new_request())


STAGES: dict[Stage, Callable[[Desk], Experiment]] = {
    Stage.PROPOSED: proposed,
    Stage.RUNNING: running,
    Stage.IN_REVIEW: in_review,
    Stage.CHANGES_ASKED: changes_asked,
    Stage.APPROVED: approved,
    Stage.PROMOTING: promoting,
    Stage.DECLINED: declined,
    Stage.IN_PRODUCTION: in_production,
    Stage.ROLLED_BACK: lambda desk: close(desk, in_production(desk), Step.ROLL_BACK),
    Stage.RETIRED: lambda desk: close(desk, in_production(desk), Step.RETIRE),
    Stage.REJECTED: rejected,
    Stage.WITHDRAWN: lambda desk: close(desk, proposed(desk), Step.WITHDRAW),
    Stage.CONCLUDED: lambda desk: close(desk, running(desk), Step.CONCLUDE),
}


def at(desk: Desk, stage: Stage) -> Experiment:
    """Return an experiment in a stage."""
    return STAGES[stage](desk)
