"""Experiments brought to each stage by the deeds that lead there."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from rules.evidence.measurements import ValueDraft
from rules.evidence.submissions import Submission
from rules.experiments.experiment import (
    ApprovalKind,
    ArtifactKind,
    Budget,
    Experiment,
    Requirements,
    ReviewKind,
    Rollout,
    Stage,
    Verdict,
)
from rules.experiments.metrics import read_metrics
from rules.experiments.proposals import Proposal
from rules.lifecycle import gate, handing_over, recording, reviewing, revisions, steps
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import Step
from rules.people.people import Person, Team
from rules.people.projects import Workstream
from tests.rules.cast import ANA, APPROVER, EVERYBODY, REVIEWER, team_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
REQUIRED = Requirements()
TYPED: dict[str, Any] = {
    "title": "Smaller router model",
    "hypothesis": "If we route with a smaller model, answers come faster.",
    "workstream": Workstream.OPTIMIZATION,
    "owner": "",
    "metrics": read_metrics("accuracy >= 0.92 (now 0.88)\nguardrail: latency <= 800 ms"),
}
REFERENCES = {kind: f"https://lab.example/{kind.value}" for kind in ArtifactKind}
BUDGET = Budget(monthly_cost=Decimal(900), monthly_budget=Decimal(1200))


def proposal(**changes: Any) -> Proposal:
    """Return the proposal of these tests, with changes by name."""
    return Proposal(**{**TYPED, **changes})


def submission(*, without: ArtifactKind | None = None, **changes: Any) -> Submission:
    """Return a submission with every artifact, without one kind, or with other references and budget by name."""
    references: Mapping[ArtifactKind, str] = changes.pop("references", REFERENCES)
    kept = {kind: reference for kind, reference in references.items() if kind is not without}
    return Submission(references=kept, budget=changes.pop("budget", BUDGET))


def proposed(**changes: Any) -> Experiment:
    """Return an experiment that was proposed by Ana."""
    return revisions.propose(proposal(**changes), 12, by=ANA.id, channel="C0LAB", now=NOW)


def measured(
    experiment: Experiment, accuracy: str = "0.94", latency: str = "620 ms", by: Person = ANA
) -> Experiment:
    """Return an experiment with a value for each of its two metrics."""
    once = recording.measure(experiment, ValueDraft(metric="accuracy", value=accuracy), by, NOW)
    return recording.measure(once, ValueDraft(metric="latency", value=latency), by, NOW)


def submit(
    experiment: Experiment,
    brought: Submission | None = None,
    *,
    by: Person = ANA,
    required: Requirements = REQUIRED,
) -> Experiment:
    """Return the next revision before the board."""
    return revisions.submit(experiment, brought or submission(), required, by, NOW)


def in_review(**changes: Any) -> Experiment:
    """Return an experiment before the board, with all the evidence that the checklist asks for."""
    return submit(measured(proposed(**changes)))


def judge(
    experiment: Experiment,
    kind: ReviewKind,
    verdict: Verdict = Verdict.APPROVE,
    *,
    by: Person | None = None,
    revision: int | None = None,
) -> Experiment:
    """Return an experiment after one click on a seat of the board."""
    seat = ReviewSeat(experiment.number, experiment.revision if revision is None else revision, kind)
    return reviewing.review(experiment, seat, verdict, by or REVIEWER[kind], "Because of the bias.", NOW)


def judged(experiment: Experiment, *kinds: ReviewKind) -> Experiment:
    """Return an experiment that the reviewers of these kinds approved."""
    for kind in kinds:
        experiment = judge(experiment, kind)
    return experiment


def approved(**changes: Any) -> Experiment:
    """Return an experiment that the board approved."""
    return judged(in_review(**changes), *ReviewKind)


def promote(experiment: Experiment) -> Experiment:
    """Return an experiment before the approvers, in a new round."""
    return revisions.promote(experiment, Rollout(service="router"), ANA, NOW)


def promoting() -> Experiment:
    """Return an experiment before the approvers."""
    return promote(approved())


def allow(
    experiment: Experiment, kind: ApprovalKind, *, by: Person | None = None, team: Team | None = None
) -> Experiment:
    """Return an experiment after one click on an approval, with everybody in the team unless another one is given."""
    seat = ApprovalSeat(experiment.number, experiment.round, kind)
    return gate.approve_promotion(experiment, seat, by or APPROVER[kind], team or team_of(*EVERYBODY), NOW)


def allowed(experiment: Experiment, *kinds: ApprovalKind) -> Experiment:
    """Return an experiment whose promotion the approvers of these kinds approved."""
    for kind in kinds:
        experiment = allow(experiment, kind)
    return experiment


def decline(experiment: Experiment, by: Person) -> Experiment:
    """Return an experiment whose promotion somebody declined."""
    return gate.decline_promotion(experiment, experiment.round, by, "Not this quarter.", NOW)


def close(experiment: Experiment, step: Step, by: Person = ANA) -> Experiment:
    """Return an experiment after it was closed in one of the four ways."""
    return steps.close(experiment, step, by, "It slowed down.", NOW)


def amend(experiment: Experiment, *, by: Person = ANA, **changes: Any) -> Experiment:
    """Return an experiment with what was proposed changed by name."""
    return revisions.amend(experiment, proposal(**changes), by, NOW)


def asked_of(experiment: Experiment, to: Person, *, by: Person | None = None) -> Experiment:
    """Return an experiment that its owner wants somebody else to own."""
    return handing_over.ask(experiment, to.id, by or Person(experiment.owner), NOW)


def handed_over(experiment: Experiment, to: Person, *, by: Person | None = None) -> Experiment:
    """Return an experiment that somebody else has taken over."""
    asked = asked_of(experiment, to, by=by)
    return handing_over.accept(asked, len(asked.handovers) - 1, to, LATER)


def at(stage: Stage) -> Experiment:
    """Return an experiment in any stage."""
    ways: dict[Stage, Callable[[], Experiment]] = {
        Stage.PROPOSED: proposed,
        Stage.RUNNING: lambda: steps.start(proposed(), ANA, NOW),
        Stage.IN_REVIEW: in_review,
        Stage.CHANGES_ASKED: lambda: judge(in_review(), ReviewKind.ETHICS, Verdict.ASK_FOR_CHANGES),
        Stage.REJECTED: lambda: judge(in_review(), ReviewKind.ETHICS, Verdict.REJECT),
        Stage.APPROVED: approved,
        Stage.PROMOTING: promoting,
        Stage.DECLINED: lambda: decline(promoting(), APPROVER[ApprovalKind.SECURITY]),
        Stage.IN_PRODUCTION: lambda: allowed(promoting(), *ApprovalKind),
        Stage.ROLLED_BACK: lambda: close(at(Stage.IN_PRODUCTION), Step.ROLL_BACK),
        Stage.RETIRED: lambda: close(at(Stage.IN_PRODUCTION), Step.RETIRE),
        Stage.WITHDRAWN: lambda: close(proposed(), Step.WITHDRAW),
        Stage.CONCLUDED: lambda: close(proposed(), Step.CONCLUDE),
    }
    return ways[stage]()
