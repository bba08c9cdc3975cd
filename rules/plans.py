"""The deployment plan of a promotion, made from the very thresholds that were approved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.experiments import ArtifactKind, Experiment
from rules.gates import standing_approval
from rules.metrics import Metric

POST_LAUNCH_REVIEW_DAYS = 14
NOT_STATED = "not stated when the promotion was asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficStage:
    """One step of traffic: its share in percent, how long it bakes, and when it is entered and left."""

    percent: int
    bake_hours: int
    enter_when: tuple[str, ...]
    abort_when: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What monitoring must watch of one metric: the approved threshold and the condition that alarms."""

    metric: str
    approved: str
    alarm: str
    guardrail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentPlan:
    """How one revision goes to production, and how it comes back."""

    experiment: str
    title: str
    revision: int
    made_at: datetime
    service: str
    stages: tuple[TrafficStage, ...]
    rollback_owner: str
    rollback_steps: tuple[str, ...]
    watches: tuple[Watch, ...]
    missing_data_alarm: str
    post_launch_review: date
    approvals: tuple[tuple[str, str], ...]


def deployment_plan(experiment: Experiment, now: datetime) -> DeploymentPlan:
    """Return the plan of the promotion that has just passed the gate."""
    rollout = experiment.rollout
    last = len(rollout.traffic_steps)
    baking = timedelta(hours=rollout.bake_hours * last)
    return DeploymentPlan(
        experiment=experiment.key,
        title=experiment.title,
        revision=experiment.revision,
        made_at=now,
        service=rollout.service or NOT_STATED,
        stages=tuple(traffic_stage(experiment, index) for index in range(last)),
        rollback_owner=rollout.rollback_owner or experiment.owner,
        rollback_steps=rollback_steps(experiment),
        watches=tuple(watch(metric) for metric in experiment.metrics),
        missing_data_alarm="any watched metric reports nothing for 15 minutes",
        post_launch_review=(now + baking + timedelta(days=POST_LAUNCH_REVIEW_DAYS)).date(),
        approvals=tuple(approvals(experiment)),
    )


def approvals(experiment: Experiment) -> Iterator[tuple[str, str]]:
    """Yield each approval that opened the gate, in words, and who gave it."""
    for kind in experiment.requirements.approvals:
        approval = standing_approval(experiment, kind)
        if approval:
            yield kind.words, approval.by


def traffic_stage(experiment: Experiment, index: int) -> TrafficStage:
    """Return one stage: the first is entered on the approvals, each later one on the thresholds held before."""
    rollout = experiment.rollout
    held = tuple(f"{metric.name} stayed {metric.target}" for metric in experiment.metrics)
    return TrafficStage(
        percent=rollout.traffic_steps[index],
        bake_hours=rollout.bake_hours,
        enter_when=held if index else ("the promotion is approved by all three roles",),
        abort_when=tuple(alarm_words(metric) for metric in experiment.metrics),
    )


def alarm_words(metric: Metric) -> str:
    """Return the condition on which a rollout stops: the approved threshold turned round."""
    return f"{metric.name} {metric.comparison.opposite.value} {metric.quantity(metric.threshold)}"


def watch(metric: Metric) -> Watch:
    """Return what monitoring must watch of a metric."""
    return Watch(
        metric=metric.name, approved=metric.target, alarm=alarm_words(metric), guardrail=metric.guardrail
    )


def rollback_steps(experiment: Experiment) -> tuple[str, ...]:
    """Return what the rollback owner does, in order."""
    artifact = experiment.artifact(ArtifactKind.ROLLBACK_PLAN)
    plan = artifact.reference if artifact else NOT_STATED
    return (
        "Set the new version's traffic to 0%.",
        f"Follow the rollback plan of revision {experiment.revision}: {plan}",
        "Check that every watched metric is back at its value from before the rollout.",
        f"Record it: /experiment rollback {experiment.key}",
    )
