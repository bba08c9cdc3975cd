"""The deployment plan of a promotion, made from the very thresholds that were approved."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.evidence.checklist import stands
from rules.experiments.experiment import ArtifactKind, Experiment
from rules.experiments.metrics import Metric
from rules.experiments.overrides import Override
from rules.lifecycle.gate import standing_approval
from rules.placeholders import Worth, worth_of

POST_LAUNCH_REVIEW_DAYS = 14
# A value must stay on the wrong side for so long, or be away for so long, before an alert sounds.
HELD_MINUTES = 5
MISSING_MINUTES = 15
NOT_STATED = "not stated when the promotion was asked for"
# How the last step of a rollback is worded, today's first: a plan stays as it was worded when it was made.
RECORDING = (
    "Record it with Roll back on the card of {key}, or by /experiment rollback {key}",
    "Record it: /experiment rollback {key}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficStage:
    """One step of traffic: its share in percent, how long it bakes, and when it is entered and left."""

    percent: int
    bake_hours: int
    enter_when: tuple[str, ...]
    abort_when: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What monitoring watches: a metric as it was approved, the expression that returns it, and its alert's name.

    The condition that alarms is never kept beside the threshold, so that the two cannot come to differ.
    """

    metric: Metric
    query: str
    alert: str

    @property
    def alarm(self) -> str:
        """Return the condition that alarms, in words."""
        return alarm_words(self.metric)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentPlan:
    """How one revision goes to production, and how it comes back; no alert is made of what is `unwatched`, for nobody gave its
    expression."""

    experiment: str
    title: str
    revision: int
    made_at: datetime
    service: str
    stages: tuple[TrafficStage, ...]
    rollback_owner: str
    rollback_steps: tuple[str, ...]
    watches: tuple[Watch, ...]
    unwatched: tuple[Metric, ...] = ()
    missing_data_alarm: str
    missing_data_alert: str
    post_launch_review: date
    approvals: tuple[tuple[str, str], ...]
    overrides: tuple[Override, ...] = ()


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
        watches=watches(experiment),
        unwatched=tuple(one for one in experiment.metrics if not rollout.query(one)),
        missing_data_alarm=f"any watched metric reports nothing for {MISSING_MINUTES} minutes",
        missing_data_alert=f"{alert_prefix(experiment)}DataMissing",
        post_launch_review=(now + baking + timedelta(days=POST_LAUNCH_REVIEW_DAYS)).date(),
        approvals=tuple(approvals(experiment)),
        overrides=tuple(one for one in experiment.overrides if stands(experiment, one)),
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


def watches(experiment: Experiment) -> tuple[Watch, ...]:
    """Return what monitoring must watch: every metric whose expression is known, guardrail or not."""
    named = zip(experiment.metrics, alert_names(experiment), strict=True)
    found = (
        Watch(metric=metric, query=experiment.rollout.query(metric), alert=name) for metric, name in named
    )
    return tuple(watch for watch in found if watch.query)


def alert_prefix(experiment: Experiment) -> str:
    """Return how the name of each alert of an experiment begins."""
    return f"Exp{experiment.number}"


def alert_names(experiment: Experiment) -> Iterator[str]:
    """Yield a name for the alert of each metric, each one different, in letters and digits that every tool takes."""
    known: set[str] = set()
    for ordinal, metric in enumerate(experiment.metrics, start=1):
        side = "TooLow" if metric.comparison.wants_more else "TooHigh"
        word = camel(metric.name)
        # A digit would read on from the experiment's number: EXP-1 has no alert of EXP-15.
        said = f"Metric{word}" if not word or word[0].isdigit() else word
        name = f"{alert_prefix(experiment)}{said}{side}"
        # An underscore stands in no other name, so that a name made different cannot meet a third one.
        yield name if name not in known and word else f"{name}_{ordinal}"
        known.add(name)


def camel(text: str) -> str:
    """Return the words of a text joined with capitals, without accents and whatever is no ASCII letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", plain))


def rollback_steps(experiment: Experiment) -> tuple[str, ...]:
    """Return what the rollback owner does, in order."""
    artifact = experiment.artifact(ArtifactKind.ROLLBACK_PLAN)
    is_plan = artifact is not None and worth_of(artifact.reference) is not Worth.PLACEHOLDER
    plan = artifact.reference if artifact and is_plan else NOT_STATED
    return (
        "Set the new version's traffic to 0%.",
        f"Follow the rollback plan of revision {experiment.revision}: {plan}",
        "Check that every watched metric is back at its value from before the rollout.",
        RECORDING[0].format(key=experiment.key),
    )


def as_worded(plan: DeploymentPlan) -> tuple[DeploymentPlan, ...]:
    """Return a plan as today's version words it and as each earlier one did."""
    *steps, _ = plan.rollback_steps
    endings = (words.format(key=plan.experiment) for words in RECORDING)
    return tuple(replace(plan, rollback_steps=(*steps, ending)) for ending in endings)
