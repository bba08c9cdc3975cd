"""Whether words typed in a review thread are answered, and which seats their author could decide instead."""

from rules.answering.typed_decisions import TypedDecision, TypedVerdict
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage
from rules.lifecycle.board import board_gaps, standing_review
from rules.lifecycle.gate import decline_objections, gate_gaps, standing_approval
from rules.lifecycle.seats import Gap
from rules.people.people import Person, Team


def open_gaps(experiment: Experiment, team: Team) -> tuple[Gap, ...]:
    """Return the seats that wait for a decision."""
    if experiment.stage is Stage.IN_REVIEW:
        return board_gaps(experiment, team)
    return gate_gaps(experiment, team) if experiment.stage is Stage.PROMOTING else ()


def decidable(
    experiment: Experiment, team: Team, by: Person, verdict: TypedVerdict
) -> tuple[ReviewKind | ApprovalKind, ...]:
    """Return the seats that somebody could decide like this now; no seat of the gate is approved while it is held, and any
    approver may decline."""
    gaps = open_gaps(experiment, team)
    if experiment.stage is Stage.PROMOTING:
        if verdict is TypedVerdict.REFUSE:
            declines = gaps and not any(decline_objections(experiment, experiment.round, by))
            return tuple(gap.kind for gap in gaps) if declines else ()
        if experiment.holds:
            return ()
    return tuple(gap.kind for gap in gaps if by.id in gap.could)


def has_decided(experiment: Experiment, by: Person) -> bool:
    """Tell whether a verdict of somebody stands in a seat that is asked now: what they type is no decision to come."""
    if experiment.stage is Stage.IN_REVIEW:
        reviews = (standing_review(experiment, kind) for kind in experiment.requirements.reviews)
        return any(review and review.by == by.id for review in reviews)
    approvals = (standing_approval(experiment, kind) for kind in experiment.requirements.approvals)
    return any(approval and approval.by == by.id for approval in approvals)


def is_answered(experiment: Experiment, team: Team, by: Person, said: TypedDecision) -> bool:
    """Tell whether a typed decision is answered: where something waits, to who could decide it, and to others where they
    mean it so and have not decided already."""
    if not open_gaps(experiment, team):
        return False
    if decidable(experiment, team, by, said.verdict):
        return True
    repeats = said.verdict is TypedVerdict.APPROVE and has_decided(experiment, by)
    return not said.may_be_talk and not repeats
