"""The review board of a revision: who may decide which review, and which reviews count. It fails closed."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from rules.evidence.checklist import JUDGED_LIKE, is_complete, stated_for
from rules.evidence.evidence_links import CHECKED
from rules.experiments.experiment import Artifact, Experiment, Review, ReviewKind, Stage, Verdict
from rules.experiments.staleness import digest, is_fresh
from rules.lifecycle.making import maker_objections
from rules.lifecycle.seats import Gap, ReviewSeat, duty_advice, gap, holds
from rules.lifecycle.steps import Step, advance, objections
from rules.marks import mention
from rules.people.people import Person, Team

# What was decided on the way to production stands, whoever owns it since.
PAST_THE_GATE = frozenset({Stage.IN_PRODUCTION, Stage.ROLLED_BACK, Stage.RETIRED})
STEP_OF_VERDICT = {
    Verdict.APPROVE: Step.REVIEW,
    Verdict.ASK_FOR_CHANGES: Step.ASK_FOR_CHANGES,
    Verdict.REJECT: Step.REJECT,
}


def standing_review(experiment: Experiment, kind: ReviewKind) -> Review | None:
    """Return the verdict that counts in a seat of the board now: the latest, unless the experiment changed since.

    An approval of an earlier revision stands as long as nothing that it judged has changed.
    """
    latest = next((review for review in reversed(experiment.reviews) if review.kind is kind), None)
    if latest is None or not may_count(experiment, latest):
        return None
    is_approval = latest.verdict is Verdict.APPROVE
    carried = is_approval and is_fresh(experiment, latest) and has_seen_words(experiment, latest)
    decided = latest.verdict is not Verdict.APPROVE and latest.revision == experiment.revision
    return latest if carried or decided else None


def has_seen_words(experiment: Experiment, review: Review) -> bool:
    """Tell whether an approval confirms all evidence in words that its review judges, or was given when that was there
    already and nothing was confirmed by name yet."""
    return all(
        one.reference in review.confirms or one.added_at is None or one.added_at < review.at
        for one in stated_for(experiment, review.kind)
    )


def confirmation(experiment: Experiment, artifact: Artifact) -> Review | None:
    """Return the approval that confirms evidence in words by name, if one counts, or counted on the way to production."""
    kind = JUDGED_LIKE[CHECKED[artifact.kind]]
    latest = next((review for review in reversed(experiment.reviews) if review.kind is kind), None)
    if latest is None or artifact.reference not in latest.confirms:
        return None
    return latest if experiment.stage in PAST_THE_GATE or standing_review(experiment, kind) else None


def may_count(experiment: Experiment, review: Review) -> bool:
    """Tell whether a review is of this board and its reviewer still is no maker and in no other seat."""
    is_of_this_board = review.revision >= experiment.board_since
    return is_of_this_board and review.by not in experiment.makers and not has_moved_on(experiment, review)


def has_moved_on(experiment: Experiment, review: Review) -> bool:
    """Tell whether the reviewer has since taken another seat, which empties this one even if its content returns."""
    later = experiment.reviews[experiment.reviews.index(review) + 1 :]
    elsewhere = any(other.by == review.by and other.kind is not review.kind for other in later)
    return elsewhere and experiment.requirements.one_seat_each


def board_is_content(experiment: Experiment) -> bool:
    """Tell whether every required review stands approved."""
    standing = (standing_review(experiment, kind) for kind in experiment.requirements.reviews)
    return all(review is not None and review.verdict is Verdict.APPROVE for review in standing)


def review_objections(experiment: Experiment, seat: ReviewSeat, step: Step, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot decide this seat of the board now."""
    yield from objections(experiment, step, by)
    if seat.revision != experiment.revision:
        yield (
            f"This button belongs to revision {seat.revision} of {experiment.key};"
            f" revision {experiment.revision} is the current one."
        )
    elif seat.seen and seat.seen != digest(experiment, seat.kind):
        yield f"What the {seat.kind.words} review judges has changed since you saw it. Look again, then decide."
    if seat.kind not in experiment.requirements.reviews:
        yield f"{experiment.key} does not require a {seat.kind.words} review."
    standing = standing_review(experiment, seat.kind)
    if standing and standing.by != by.id:
        yield f"{mention(standing.by)} has already decided the {seat.kind.words} review."
    yield from reviewer_objections(experiment, seat.kind, by)


def reviewer_objections(experiment: Experiment, kind: ReviewKind, by: Person) -> Iterator[str]:
    """Yield why a person may not sit in this seat: duty, four eyes, one seat each."""
    barred = list(maker_objections(experiment, by))
    others = [other for other in experiment.requirements.reviews if other is not kind]
    taken = [other.words for other in others if holds(standing_review(experiment, other), by)]
    if experiment.requirements.one_seat_each and taken:
        barred.append(f"You decided the {taken[0]} review of {experiment.key}; one person fills one seat.")
    if kind.duty not in by.duties:
        yield f"You do not hold the duty “{kind.words}”, which decides the {kind.words} review.{duty_advice(kind, barred)}"
    yield from barred


def board_gaps(experiment: Experiment, team: Team) -> tuple[Gap, ...]:
    """Return the reviews still missing, each with who could give it."""
    missing = [kind for kind in experiment.requirements.reviews if standing_review(experiment, kind) is None]
    return tuple(gap(kind, team, partial(reviewer_objections, experiment, kind)) for kind in missing)


def settle(experiment: Experiment, now: datetime) -> Experiment:
    """Return the experiment where its reviews and its evidence put it: through the board, or back before it."""
    passes = board_is_content(experiment) and is_complete(experiment)
    if experiment.stage is Stage.IN_REVIEW and passes:
        return advance(experiment, Step.PASS_BOARD, now)
    if experiment.stage in (Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED) and not passes:
        return advance(experiment, Step.REOPEN, now)
    return experiment
