"""The promotion gate: three approvals by three people, none of them a maker. It fails closed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from rules.experiments.experiment import Approval, ApprovalKind, Experiment, Lapse, Stage, Verdict
from rules.lifecycle.making import made_words
from rules.lifecycle.seats import ApprovalSeat, Gap, duty_advice, gap, holds
from rules.lifecycle.steps import Step, advance, objections, required_reason
from rules.marks import mention
from rules.people.people import Duty, Person, Team
from rules.refusals import refuse


def standing_approval(experiment: Experiment, kind: ApprovalKind) -> Approval | None:
    """Return the word that counts in a seat of the promotion gate in the current round.

    The word of an approver who became a maker since counts no more, nor that of one who lost the duty, nor a second one of
    somebody: three people approve, whatever was required of them when the revision was submitted.
    """
    place = last_place(experiment, kind)
    if place is None or any(one.place == place for one in experiment.lapses):
        return None
    approval = experiment.approvals[place]
    return approval if approval.by not in experiment.makers and not sits_already(experiment, place) else None


def sits_already(experiment: Experiment, place: int) -> bool:
    """Tell whether who gave the word at a place had given another seat of the round theirs before; it is looked at only
    while the promotion awaits approvals."""
    if experiment.stage is not Stage.PROMOTING:
        return False
    word = experiment.approvals[place]
    places = (last_place(experiment, kind) for kind in experiment.requirements.approvals)
    earlier = (one for one in places if one is not None and one < place)
    ended = {lapse.place for lapse in experiment.lapses}
    return any(experiment.approvals[one].by == word.by for one in earlier if one not in ended)


def last_place(experiment: Experiment, kind: ApprovalKind) -> int | None:
    """Return the place of the last word in a seat in the current round, counted or not."""
    words = enumerate(experiment.approvals)
    mine = [place for place, one in words if one.kind is kind and one.round == experiment.round]
    return mine[-1] if mine else None


def holds_still(approval: Approval, team: Team) -> bool:
    """Tell whether an approver still holds the duty and is a person of this workspace."""
    return approval.by in team.holders(approval.kind.duty)


def lapsing(experiment: Experiment, kind: ApprovalKind, team: Team) -> bool:
    """Tell whether an approval that stands is by somebody who has lost the duty or the account since; it is looked at
    only while the promotion awaits approvals."""
    standing = standing_approval(experiment, kind)
    is_asked = experiment.stage is Stage.PROMOTING
    return bool(is_asked and standing and not holds_still(standing, team))


def lapsed_approval(experiment: Experiment, kind: ApprovalKind, team: Team) -> Approval | None:
    """Return the approval of a seat that is asked again because its giver lost the duty, if that is so."""
    place = last_place(experiment, kind)
    if place is None or experiment.stage is not Stage.PROMOTING:
        return None
    is_told = any(one.place == place for one in experiment.lapses)
    return experiment.approvals[place] if is_told or lapsing(experiment, kind, team) else None


def without_lapsed(experiment: Experiment, team: Team, now: datetime) -> Experiment:
    """Return the experiment without the approvals of those who have lost the duty or the account since."""
    lapsed = [kind for kind in experiment.requirements.approvals if lapsing(experiment, kind, team)]
    found = [
        Lapse(place=place, kind=kind, by=experiment.approvals[place].by, at=now)
        for kind in lapsed
        if (place := last_place(experiment, kind)) is not None
    ]
    return replace(experiment, lapses=(*experiment.lapses, *found)) if found else experiment


def approvers(experiment: Experiment) -> tuple[str, ...]:
    """Return whose approvals stand in the current round, of whom the gate asks whether they still hold the duty."""
    standing = (standing_approval(experiment, kind) for kind in experiment.requirements.approvals)
    return tuple(dict.fromkeys(one.by for one in standing if one))


def gate_is_open(experiment: Experiment) -> bool:
    """Tell whether every required approval of this round is given."""
    standing = (standing_approval(experiment, kind) for kind in experiment.requirements.approvals)
    return all(approval is not None and approval.verdict is Verdict.APPROVE for approval in standing)


def approve_promotion(
    experiment: Experiment, seat: ApprovalSeat, by: Person, team: Team, now: datetime
) -> Experiment:
    """Record one approval of a promotion; the last one that was missing opens the gate.

    The `team` says who of those whose approvals stand holds which duty now: what who lost it had approved is asked again.
    """
    asked, experiment = experiment, without_lapsed(experiment, team, now)
    standing = standing_approval(experiment, seat.kind)
    if (
        standing
        and seat.round == experiment.round
        and (standing.by, standing.verdict) == (by.id, Verdict.APPROVE)
    ):
        return asked
    refuse(approval_objections(experiment, seat, Step.APPROVE, by))
    approved = with_approval(experiment, seat.kind, Verdict.APPROVE, by, "", now)
    return advance(approved, Step.PASS_GATE, now) if gate_is_open(approved) else approved


def decline_promotion(
    experiment: Experiment, round_: int, by: Person, reason: str, now: datetime
) -> Experiment:
    """Record that an approver declines; the promotion ends and its reason stays."""
    if has_declined(experiment, round_, by):
        return experiment
    refuse(decline_objections(experiment, round_, by))
    kept = required_reason(Step.DECLINE, reason)
    kind = next(kind for kind in experiment.requirements.approvals if kind.duty in by.duties)
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
    """Yield why a person may not sit in this seat: duty, no maker, each a different person."""
    barred = list(part_objections(experiment, by))
    others = [other for other in experiment.requirements.approvals if other is not kind]
    taken = [other.words for other in others if holds(standing_approval(experiment, other), by)]
    if taken:
        barred.append(f"You approved {experiment.key} as {taken[0]}; each approval is a different person's.")
    if kind.duty not in by.duties:
        yield f"You do not hold the duty “{kind.words}”.{duty_advice(kind, barred)}"
    yield from barred


def decline_objections(experiment: Experiment, round_: int, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot decline this promotion now."""
    yield from round_objections(experiment, round_, Step.DECLINE, by)
    duties: set[Duty] = {kind.duty for kind in experiment.requirements.approvals}
    if not duties & by.duties:
        yield "Only a technical lead, a product owner or security can decline a promotion; you hold none of these duties."
    yield from part_objections(experiment, by)


def part_objections(experiment: Experiment, by: Person) -> Iterator[str]:
    """Yield that a maker has no word in the promotion of what they made, neither yes nor no."""
    if by.id in experiment.makers:
        yield f"You {made_words(experiment, by)}, so others decide about its promotion."


def gate_gaps(experiment: Experiment, team: Team) -> tuple[Gap, ...]:
    """Return the approvals that are missing or asked again, each with who could give it."""
    missing = [
        kind
        for kind in experiment.requirements.approvals
        if standing_approval(experiment, kind) is None or lapsing(experiment, kind, team)
    ]
    return tuple(gap(kind, team, partial(approver_objections, experiment, kind)) for kind in missing)
