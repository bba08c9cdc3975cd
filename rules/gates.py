"""The two gates: the review board of a revision, and the three approvals of a promotion. Both fail closed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from rules.checklist import is_complete
from rules.experiments import Approval, ApprovalKind, Experiment, Review, ReviewKind, Stage, Verdict
from rules.lifecycle import Step, advance, objections, required_reason
from rules.people import Duty, Person, Team, mention, mentions
from rules.refusals import refuse
from rules.staleness import digest, is_fresh

STEP_OF_VERDICT = {
    Verdict.APPROVE: Step.REVIEW,
    Verdict.ASK_FOR_CHANGES: Step.ASK_FOR_CHANGES,
    Verdict.REJECT: Step.REJECT,
}


@dataclass(frozen=True, slots=True)
class ReviewSeat:
    """One seat of the board: a kind of review on one revision of one experiment.

    `seen` is the digest of what the button showed, or empty where that is not known.
    """

    experiment: int
    revision: int
    kind: ReviewKind
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalSeat:
    """One seat of the promotion gate: a kind of approval in one round of one experiment."""

    experiment: int
    round: int
    kind: ApprovalKind


@dataclass(frozen=True, slots=True)
class Gap:
    """A seat that nobody fills yet: who could fill it, or in a sentence why nobody can."""

    kind: ReviewKind | ApprovalKind
    could: tuple[str, ...]
    why_nobody: str = ""


def standing_review(experiment: Experiment, kind: ReviewKind) -> Review | None:
    """Return the verdict that counts in a seat of the board now: the latest, unless the experiment changed since.

    An approval of an earlier revision stands as long as nothing that it judged has changed.
    """
    latest = next((review for review in reversed(experiment.reviews) if review.kind is kind), None)
    if latest is None or not may_count(experiment, latest):
        return None
    carried = latest.verdict is Verdict.APPROVE and is_fresh(experiment, latest)
    decided = latest.verdict is not Verdict.APPROVE and latest.revision == experiment.revision
    return latest if carried or decided else None


def may_count(experiment: Experiment, review: Review) -> bool:
    """Tell whether a review is of this board and its reviewer still is no maker and in no other seat."""
    is_of_this_board = review.revision >= experiment.board_since
    return is_of_this_board and review.by not in experiment.makers and not has_moved_on(experiment, review)


def has_moved_on(experiment: Experiment, review: Review) -> bool:
    """Tell whether the reviewer has since taken another seat, which empties this one even if its content returns."""
    later = experiment.reviews[experiment.reviews.index(review) + 1 :]
    elsewhere = any(other.by == review.by and other.kind is not review.kind for other in later)
    return elsewhere and experiment.requirements.one_seat_each


def standing_approval(experiment: Experiment, kind: ApprovalKind) -> Approval | None:
    """Return the word that counts in a seat of the promotion gate in the current round.

    The word of an approver who became the owner since counts no more.
    """
    for approval in reversed(experiment.approvals):
        if approval.kind is kind and approval.round == experiment.round:
            return approval if approval.by != experiment.owner else None
    return None


def board_is_content(experiment: Experiment) -> bool:
    """Tell whether every required review stands approved."""
    standing = (standing_review(experiment, kind) for kind in experiment.requirements.reviews)
    return all(review is not None and review.verdict is Verdict.APPROVE for review in standing)


def gate_is_open(experiment: Experiment) -> bool:
    """Tell whether every required approval of this round is given."""
    standing = (standing_approval(experiment, kind) for kind in experiment.requirements.approvals)
    return all(approval is not None and approval.verdict is Verdict.APPROVE for approval in standing)


def settle(experiment: Experiment, now: datetime) -> Experiment:
    """Return the experiment where its reviews and its evidence put it: through the board, or back before it."""
    passes = board_is_content(experiment) and is_complete(experiment)
    if experiment.stage is Stage.IN_REVIEW and passes:
        return advance(experiment, Step.PASS_BOARD, now)
    if experiment.stage in (Stage.APPROVED, Stage.PROMOTING, Stage.DECLINED) and not passes:
        return advance(experiment, Step.REOPEN, now)
    return experiment


def review(
    experiment: Experiment, seat: ReviewSeat, verdict: Verdict, by: Person, reason: str, now: datetime
) -> Experiment:
    """Record one verdict of the board; the last one that was missing approves the experiment."""
    standing = standing_review(experiment, seat.kind)
    if is_repeated(standing, seat.revision, verdict, by):
        return experiment
    step = STEP_OF_VERDICT[verdict]
    refuse(review_objections(experiment, seat, step, by))
    kept = "" if verdict is Verdict.APPROVE else required_reason(step, reason)
    decision = Review(
        kind=seat.kind,
        revision=experiment.revision,
        verdict=verdict,
        by=by.id,
        at=now,
        digest=digest(experiment, seat.kind),
        reason=kept,
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
    if kind.duty not in by.duties:
        yield (
            f"You do not hold the duty “{kind.words}”, which decides the {kind.words} review."
            f" An admin can give it: `/team give @you {kind.words}`."
        )
    if by.id in experiment.makers:
        yield f"You {made_words(experiment, by)}, so somebody else decides: two pairs of eyes."
    others = [other for other in experiment.requirements.reviews if other is not kind]
    taken = [other.words for other in others if holds(standing_review(experiment, other), by)]
    if experiment.requirements.one_seat_each and taken:
        yield f"You decided the {taken[0]} review of {experiment.key}; one person fills one seat."


def made_words(experiment: Experiment, by: Person) -> str:
    """Return what makes a person a maker of this revision."""
    if by.id == experiment.owner:
        return f"own {experiment.key}"
    if by.id == experiment.proposer:
        return f"proposed {experiment.key}"
    return f"contributed an artifact to this revision of {experiment.key}"


def holds(standing: Review | Approval | None, by: Person) -> bool:
    """Tell whether a standing word is this person's."""
    return standing is not None and standing.by == by.id


def approve_promotion(experiment: Experiment, seat: ApprovalSeat, by: Person, now: datetime) -> Experiment:
    """Record one approval of a promotion; the last one that was missing opens the gate."""
    standing = standing_approval(experiment, seat.kind)
    if (
        standing
        and seat.round == experiment.round
        and (standing.by, standing.verdict) == (by.id, Verdict.APPROVE)
    ):
        return experiment
    refuse(approval_objections(experiment, seat, Step.APPROVE, by))
    approved = with_approval(experiment, seat.kind, Verdict.APPROVE, by, "", now)
    return advance(approved, Step.PASS_GATE, now) if gate_is_open(approved) else approved


def decline_promotion(
    experiment: Experiment, round_: int, by: Person, reason: str, now: datetime
) -> Experiment:
    """Record that an approver declines; the promotion ends and its reason stays."""
    if has_declined(experiment, round_, by):
        return experiment
    kinds = [kind for kind in experiment.requirements.approvals if kind.duty in by.duties]
    kind = kinds[0] if kinds else experiment.requirements.approvals[0]
    refuse(decline_objections(experiment, round_, by))
    kept = required_reason(Step.DECLINE, reason)
    return advance(with_approval(experiment, kind, Verdict.DECLINE, by, kept, now), Step.DECLINE, now)


def has_declined(experiment: Experiment, round_: int, by: Person) -> bool:
    """Tell whether this person has declined this very promotion: the same click again counts once."""
    return any(
        (word.by, word.round, word.verdict) == (by.id, round_, Verdict.DECLINE)
        for word in experiment.approvals
    )


def with_approval(
    experiment: Experiment, kind: ApprovalKind, verdict: Verdict, by: Person, reason: str, now: datetime
) -> Experiment:
    """Return the experiment with one more word of an approver."""
    word = Approval(
        kind=kind,
        revision=experiment.revision,
        round=experiment.round,
        verdict=verdict,
        by=by.id,
        at=now,
        reason=reason,
    )
    return replace(experiment, approvals=(*experiment.approvals, word))


def approval_objections(experiment: Experiment, seat: ApprovalSeat, step: Step, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot fill this seat of the promotion gate now."""
    yield from round_objections(experiment, seat.round, step, by)
    standing = standing_approval(experiment, seat.kind)
    if standing and standing.by != by.id:
        yield f"{mention(standing.by)} has already decided as {seat.kind.words}."
    yield from approver_objections(experiment, seat.kind, by)


def round_objections(experiment: Experiment, round_: int, step: Step, by: Person) -> Iterator[str]:
    """Yield why a button of a promotion no longer fits the experiment."""
    yield from objections(experiment, step, by)
    if round_ != experiment.round:
        yield f"This button belongs to an earlier promotion of {experiment.key}."


def approver_objections(experiment: Experiment, kind: ApprovalKind, by: Person) -> Iterator[str]:
    """Yield why a person may not sit in this seat: duty, not the owner, each a different person."""
    yield from duty_objections(kind, by)
    yield from owner_objections(experiment, by)
    others = [other for other in experiment.requirements.approvals if other is not kind]
    taken = [other.words for other in others if holds(standing_approval(experiment, other), by)]
    if experiment.requirements.one_seat_each and taken:
        yield f"You approved {experiment.key} as {taken[0]}; each approval is a different person's."


def decline_objections(experiment: Experiment, round_: int, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot decline this promotion now."""
    yield from round_objections(experiment, round_, Step.DECLINE, by)
    duties: set[Duty] = {kind.duty for kind in experiment.requirements.approvals}
    if not duties & by.duties:
        yield "Only a technical lead, a product owner or security can decline a promotion; you hold none of these duties."
    yield from owner_objections(experiment, by)


def duty_objections(kind: ApprovalKind, by: Person) -> Iterator[str]:
    """Yield that a person lacks the duty of an approval."""
    if kind.duty not in by.duties:
        yield f"You do not hold the duty “{kind.words}”. An admin can give it: `/team give @you {kind.words}`."


def owner_objections(experiment: Experiment, by: Person) -> Iterator[str]:
    """Yield that the owner has no word in the promotion of their own experiment."""
    if by.id == experiment.owner:
        yield f"You own {experiment.key}, so others decide about its promotion."


def board_gaps(experiment: Experiment, team: Team) -> tuple[Gap, ...]:
    """Return the reviews still missing, each with who could give it."""
    missing = [kind for kind in experiment.requirements.reviews if standing_review(experiment, kind) is None]
    return tuple(gap(kind, team, partial(reviewer_objections, experiment, kind)) for kind in missing)


def gate_gaps(experiment: Experiment, team: Team) -> tuple[Gap, ...]:
    """Return the approvals still missing, each with who could give it."""
    missing = [
        kind for kind in experiment.requirements.approvals if standing_approval(experiment, kind) is None
    ]
    return tuple(gap(kind, team, partial(approver_objections, experiment, kind)) for kind in missing)


def gap(kind: ReviewKind | ApprovalKind, team: Team, objections_to: Callable[[Person], Iterator[str]]) -> Gap:
    """Return one missing seat with those who hold its duty and may sit in it, or why nobody can."""
    holders = team.holders(kind.duty)
    people = {member.id: member.person for member in team.members}
    could = tuple(user for user in holders if not any(objections_to(people[user])))
    return Gap(kind, could, "" if could else why_nobody(kind, holders))


def why_nobody(kind: ReviewKind | ApprovalKind, holders: Iterable[str]) -> str:
    """Return why a seat cannot be filled now and how to mend it."""
    held_by = mentions(holders)
    cure = f"An admin can give it to somebody: `/team give @who {kind.words}`."
    if not held_by:
        return f"Nobody holds the duty “{kind.words}”. {cure}"
    return f"Only {held_by} could, but had a part in this or fills another seat. {cure}"
