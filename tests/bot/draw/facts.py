"""Facts for drawings to draw: one plain story of EXP-12, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rules.dates.typed_past import Lately
from rules.evidence.checklist import judged_digest
from rules.experiments.experiment import (
    Approval,
    ApprovalKind,
    Artifact,
    ArtifactKind,
    Budget,
    Experiment,
    Lapse,
    Query,
    Requirements,
    Review,
    ReviewKind,
    Rollout,
    Stage,
    Verdict,
)
from rules.experiments.makers import Handover, HandoverOutcome
from rules.experiments.metrics import Comparison, Measurement, Metric, Strike
from rules.experiments.overrides import Item, Override, OverrideOutcome
from rules.experiments.sheets import ExperimentSheet
from rules.experiments.staleness import digest
from rules.learning.choices import InsightsChoice
from rules.learning.insights import InsightsSheet, insights_of
from rules.people.people import Duty, Team
from rules.people.projects import Milestone, Project, Workstream
from rules.people.seat_facts import Question
from rules.people.tokens import Token, TokenSheet
from tests import stories
from tests.rules.learning.studying import studied
from tests.stories import ANA, APPROVER, BEN, CLARA, NOW, REVIEWER

TEAM = Team(stories.TEAM)
ACCURACY = Metric(
    name="accuracy", comparison=Comparison.AT_LEAST, threshold=Decimal("0.92"), baseline=Decimal("0.88")
)
LATENCY = Metric(
    name="latency", comparison=Comparison.AT_MOST, threshold=Decimal(800), unit="ms", guardrail=True
)
REFERENCES = {
    ArtifactKind.MODEL: "registry/ranker:7",
    ArtifactKind.SAFETY_EVALUATION: "https://example.com/safety?a=1&b=2",
    ArtifactKind.COST_PROJECTION: "https://example.com/cost",
    ArtifactKind.DOCUMENTATION: "https://example.com/docs",
    ArtifactKind.ROLLBACK_PLAN: "Flip the flag ranker_v7 off.",
}


def proposed(**changes: Any) -> Experiment:
    """Return EXP-12 as it was proposed."""
    facts: dict[str, Any] = {
        "number": 12,
        "title": "Rank answers with the small model",
        "hypothesis": "If we rank with the small model, then cost falls, because it is cheaper.",
        "owner": ANA,
        "proposer": ANA,
        "workstream": Workstream.OPTIMIZATION,
        "proposed_at": NOW,
        "stage_since": NOW,
        "channel": "C0REVIEW",
        "metrics": (ACCURACY, LATENCY),
        "target": date(2030, 1, 31),
    }
    return Experiment(**{**facts, **changes})


def running(**changes: Any) -> Experiment:
    """Return EXP-12 while it runs."""
    return proposed(stage=Stage.RUNNING, **changes)


def in_review(**changes: Any) -> Experiment:
    """Return EXP-12 before its board, with evidence for everything but its accuracy."""
    facts: dict[str, Any] = {
        "stage": Stage.IN_REVIEW,
        "revision": 1,
        "artifacts": tuple(
            Artifact(kind=kind, reference=reference, added_by=ANA) for kind, reference in REFERENCES.items()
        ),
        "budget": Budget(monthly_cost=Decimal(900), monthly_budget=Decimal(1200)),
        "measurements": (value("latency", "640", "ms"),),
    }
    return proposed(**{**facts, **changes})


def overriding(outcome: OverrideOutcome = OverrideOutcome.ASKED, **changes: Any) -> Experiment:
    """Return EXP-12 before its board, with the override of its missing accuracy asked for, and answered in some way."""
    experiment = in_review()
    is_answered = outcome is not OverrideOutcome.ASKED
    override = Override(
        item=Item.PERFORMANCE,
        lacks=("accuracy has no value yet",),
        reason="The <old> model is worse.",
        revision=1,
        digest=judged_digest(experiment, Item.PERFORMANCE),
        asked_by=BEN,
        asked_at=NOW,
        outcome=outcome,
        settled_by=CLARA if is_answered else "",
        settled_at=NOW + timedelta(hours=2) if is_answered else None,
    )
    return replace(experiment, **{"overrides": (override,), **changes})


def questioned(**changes: Any) -> Experiment:
    """Return EXP-12 before its board, with a question of Clara's that waits for Ana's answer."""
    question = Question(
        duty=Duty.ETHICS, turn=1, by=CLARA, at=NOW, text="On which users was the evaluation run?"
    )
    return in_review(**{"questions": (question,), **changes})


def handing_over(outcome: HandoverOutcome = HandoverOutcome.ASKED, **changes: Any) -> Experiment:
    """Return EXP-12 while Ben is asked to own it, or once that ended in some way."""
    is_answered = outcome is not HandoverOutcome.ASKED
    asked = Handover(
        of=ANA,
        to=BEN,
        revision=0,
        asked_by=ANA,
        asked_at=NOW,
        outcome=outcome,
        settled_by=BEN if is_answered else "",
        settled_at=NOW + timedelta(hours=2) if is_answered else None,
    )
    return proposed(**{"handovers": (asked,), **changes})


def approved(**changes: Any) -> Experiment:
    """Return EXP-12 with every review and all its evidence."""
    complete = in_review(measurements=(value("latency", "640", "ms"), value("accuracy", "0.94")))
    reviewed = replace(complete, reviews=tuple(review(complete, kind) for kind in ReviewKind))
    return replace(reviewed, **{"stage": Stage.APPROVED, **changes})


def promoting(**changes: Any) -> Experiment:
    """Return EXP-12 before its approvers."""
    queries = (
        Query(metric="accuracy", expression="avg(ranker_right)"),
        Query(metric="latency", expression="max(ranker_ms)"),
    )
    rollout = Rollout(service="answer-ranker", rollback_owner=ANA, queries=queries)
    return replace(approved(), **{"stage": Stage.PROMOTING, "round": 1, "rollout": rollout, **changes})


def in_production(**changes: Any) -> Experiment:
    """Return EXP-12 in production."""
    words = tuple(approval(kind) for kind in ApprovalKind)
    return promoting(**{"stage": Stage.IN_PRODUCTION, "approvals": words, **changes})


def value(metric: str, number: str, unit: str = "") -> Measurement:
    """Return a measured value."""
    return Measurement(metric=metric, value=Decimal(number), unit=unit, by=ANA, at=NOW)


def review(
    experiment: Experiment, kind: ReviewKind, verdict: Verdict = Verdict.APPROVE, reason: str = ""
) -> Review:
    """Return the verdict of the reviewer of a kind on the experiment as it is."""
    return Review(
        kind=kind,
        revision=experiment.revision,
        verdict=verdict,
        by=REVIEWER[kind],
        at=NOW + timedelta(hours=1),
        digest=digest(experiment, kind),
        reason=reason,
    )


def approval(
    kind: ApprovalKind, verdict: Verdict = Verdict.APPROVE, reason: str = "", round: int = 1
) -> Approval:
    """Return the word of the approver of a kind."""
    at = NOW + timedelta(days=1)
    return Approval(
        kind=kind, revision=1, round=round, verdict=verdict, by=APPROVER[kind], at=at, reason=reason
    )


def reviewed(experiment: Experiment, *reviews: Review, **changes: Any) -> Experiment:
    """Return the experiment with these verdicts added."""
    return replace(experiment, reviews=(*experiment.reviews, *reviews), **changes)


def uncounted(reason: str = "It ran on the training set.") -> Experiment:
    """Return a promoting experiment with a value that was marked as wrong and one that was set aside, whose technical lead
    lost the duty after approving."""
    experiment = promoting()
    wrong = Measurement(
        metric="accuracy", value=Decimal("0.99"), by=BEN, at=NOW - timedelta(days=1), source="run ~7~"
    )
    aside = Measurement(metric="latency", value=Decimal(950), unit="ms", by=stories.IVAN, at=NOW, aside=True)
    lead = approval(ApprovalKind.TECHNICAL_LEAD)
    lapse = Lapse(place=0, kind=lead.kind, by=lead.by, at=NOW + timedelta(days=2))
    return replace(
        experiment,
        measurements=(*experiment.measurements, wrong, aside),
        strikes=(Strike(value=wrong, by=ANA, at=NOW, reason=reason),),
        approvals=(lead,),
        lapses=(lapse,),
    )


def shared_seats(experiment: Experiment) -> Experiment:
    """Return the experiment where one person may give several reviews."""
    return replace(experiment, requirements=Requirements(one_seat_each=False))


def sheet(experiment: Experiment, **changes: Any) -> ExperimentSheet:
    """Return the sheet of an experiment with the team and its project."""
    facts: dict[str, Any] = {"experiment": experiment, "team": TEAM, "project": "Apollo"}
    return ExperimentSheet(**{**facts, **changes})


def apollo(**changes: Any) -> Project:
    """Return a project with one milestone done and one open."""
    facts: dict[str, Any] = {
        "number": 3,
        "name": "Apollo",
        "workstream": Workstream.PRODUCTION,
        "members": (ANA, BEN),
        "milestones": (
            Milestone(title="Alpha", due=date(2026, 1, 31), done_at=NOW),
            Milestone(title="Beta", due=date(2030, 1, 31)),
        ),
    }
    return Project(**{**facts, **changes})


TOKEN = Token(
    number=7,
    name="nightly evaluation",
    hint="x-9_",
    made_by=stories.HUGO,
    made_at=NOW,
    expires_at=NOW + timedelta(days=90),
)


def tokens(*live: Token, **changes: Any) -> TokenSheet:
    """Return what an admin sees of these tokens; whatever is given changes the sheet."""
    return TokenSheet(**{"live": live, "orphans": {}, "projects": {}, **changes})


def insights() -> InsightsSheet:
    """Return what one experiment of a project says."""
    one = studied(number=12, project=apollo().number, stage=Stage.CONCLUDED, finished_at=NOW)
    choice = InsightsChoice(apollo().number, Lately(90))
    found = insights_of([one], NOW)
    return InsightsSheet(choice=choice, today=NOW.date(), found=found, studied=(one,), projects=(apollo(),))
