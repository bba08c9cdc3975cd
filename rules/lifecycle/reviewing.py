"""Deciding a seat of the board, and what follows from it."""

from dataclasses import replace
from datetime import datetime

from rules.evidence.checklist import stated_for
from rules.experiments.experiment import Experiment, Review, Verdict
from rules.experiments.staleness import digest
from rules.lifecycle.board import STEP_OF_VERDICT, review_objections, settle, standing_review
from rules.lifecycle.seats import ReviewSeat
from rules.lifecycle.steps import advance, required_reason
from rules.people.people import Person
from rules.refusals import refuse


def review(
    experiment: Experiment, seat: ReviewSeat, verdict: Verdict, by: Person, reason: str, now: datetime
) -> Experiment:
    """Record one verdict of the board, with the evidence in words that an approval confirms by name; the last one that was
    missing approves the experiment."""
    standing = standing_review(experiment, seat.kind)
    if is_repeated(standing, seat.revision, verdict, by):
        return experiment
    step = STEP_OF_VERDICT[verdict]
    refuse(review_objections(experiment, seat, step, by))
    confirmed = stated_for(experiment, seat.kind) if verdict is Verdict.APPROVE else ()
    kept = "" if verdict is Verdict.APPROVE else required_reason(step, reason)
    decision = Review(
        kind=seat.kind,
        revision=experiment.revision,
        verdict=verdict,
        by=by.id,
        at=now,
        digest=digest(experiment, seat.kind),
        reason=kept,
        confirms=tuple(one.reference for one in confirmed),
    )
    reviewed = replace(experiment, reviews=(*experiment.reviews, decision))
    return settle(reviewed, now) if verdict is Verdict.APPROVE else advance(reviewed, step, now)


def is_repeated(standing: Review | None, revision: int, verdict: Verdict, by: Person) -> bool:
    """Tell whether this is the same click again, which counts once."""
    return standing is not None and (standing.by, standing.verdict, standing.revision) == (
        by.id,
        verdict,
        revision,
    )
