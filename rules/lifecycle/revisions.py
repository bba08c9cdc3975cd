"""Proposing, submitting a revision, changing what was proposed, asking for promotion: what the board and the gate then judge."""

from dataclasses import replace
from datetime import datetime

from rules.evidence.submissions import Submission, artifacts_of
from rules.experiments.experiment import Budget, Experiment, Requirements, Rollout, Stage
from rules.experiments.makers import Origin, PartKind, PastPart
from rules.experiments.proposals import Proposal
from rules.experiments.staleness import changes
from rules.lifecycle.board import settle
from rules.lifecycle.making import with_parts
from rules.lifecycle.steps import Step, advance, objections
from rules.people.people import Person
from rules.refusals import Refused, refuse

# What was rejected, or failed in production, is not approved again by the word of yesterday.
STARTS_ANEW = (Stage.REJECTED, Stage.ROLLED_BACK)


def propose(
    proposal: Proposal, number: int, *, by: str, channel: str, now: datetime, origin: Origin | None = None
) -> Experiment:
    """Return a new experiment; who proposes owns it where no owner is named.

    Who is named owns at once: nothing is decided yet, and both are makers, as is who wrote the message it comes from.
    """
    return Experiment(
        number=number,
        title=proposal.title,
        hypothesis=proposal.hypothesis,
        owner=proposal.owner or by,
        proposer=by,
        workstream=proposal.workstream,
        project=proposal.project,
        metrics=proposal.metrics,
        target=proposal.target,
        risk=proposal.risk,
        channel=channel,
        proposed_at=now,
        stage_since=now,
        parts=(suggested(origin, by),) if origin else (),
    )


def suggested(origin: Origin, by: str) -> PastPart:
    """Return the part of who wrote the message that an experiment comes from; of an app's message, of who brought it."""
    return PastPart(by=origin.author or by, kind=PartKind.SUGGESTED, revision=0, link=origin.link)


def submission_step(experiment: Experiment) -> Step:
    """Return whether the next submission is the first one of its kind or a resubmission."""
    return Step.SUBMIT if experiment.stage in (Stage.PROPOSED, Stage.RUNNING) else Step.RESUBMIT


def submit(
    experiment: Experiment, submission: Submission, requirements: Requirements, by: Person, now: datetime
) -> Experiment:
    """Return the next revision before the board; what is required of it is frozen here.

    After a rejection or a rollback the board starts anew: no review of an earlier revision counts.
    """
    step = submission_step(experiment)
    refuse(objections(experiment, step, by))
    revision = experiment.revision + 1
    submitted = replace(
        advance(experiment, step, now),
        revision=revision,
        board_since=revision if experiment.stage in STARTS_ANEW else experiment.board_since,
        artifacts=artifacts_of(submission, by.id, experiment.artifacts, now),
        budget=dated(submission.budget, experiment.budget, now),
        requirements=requirements,
        closing_note="",
        closed_by="",
    )
    if experiment.stage is Stage.IN_REVIEW and not any(changes(experiment, submitted)):
        raise Refused(
            f"Revision {experiment.revision} of {experiment.key} is under review, and nothing here differs."
        )
    return settle(with_parts(experiment, submitted, by), now)


def dated(stated: Budget, before: Budget, now: datetime) -> Budget:
    """Return the amounts with the time from which they are these."""
    return replace(stated, stated_at=before.stated_at if stated == before else now)


def amend(experiment: Experiment, proposal: Proposal, by: Person, now: datetime) -> Experiment:
    """Return the experiment with what was proposed changed; a stale review leads back to the board.

    The owner stays: who is named in their place is asked first (`handing_over.ask`).
    """
    refuse(objections(experiment, Step.AMEND, by))
    amended = replace(
        experiment,
        title=proposal.title,
        hypothesis=proposal.hypothesis,
        workstream=proposal.workstream,
        project=proposal.project,
        metrics=proposal.metrics,
        target=proposal.target,
        risk=proposal.risk,
    )
    is_reset = any(change.resets for change in changes(experiment, amended))
    amended = replace(amended, board_reset_at=now) if is_reset and experiment.reviews else amended
    return settle(with_parts(experiment, amended, by), now)


def promote(experiment: Experiment, rollout: Rollout, by: Person, now: datetime) -> Experiment:
    """Return the experiment before the three approvers, in a new round."""
    refuse(objections(experiment, Step.PROMOTE, by))
    asked = replace(rollout, rollback_owner=rollout.rollback_owner or experiment.owner)
    return replace(advance(experiment, Step.PROMOTE, now), round=experiment.round + 1, rollout=asked)
