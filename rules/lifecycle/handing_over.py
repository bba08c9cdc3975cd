"""Handing an experiment over: the new owner is asked, and until they accept the old one stays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rules.experiments.experiment import Experiment
from rules.experiments.makers import Handover, HandoverOutcome
from rules.lifecycle.board import settle
from rules.lifecycle.steps import BY_STEP, Step, objections
from rules.marks import mention
from rules.people.people import Person
from rules.refusals import Refused, refuse

MOST_HANDOVERS = 50
ENDED = {
    HandoverOutcome.ACCEPTED: "accepted this handover",
    HandoverOutcome.DECLINED: "declined this handover",
    HandoverOutcome.WITHDRAWN: "took this handover back",
}


def awaited(experiment: Experiment) -> Handover | None:
    """Return the handover that waits for an answer; in a final stage nobody is asked any more."""
    last = experiment.handovers[-1] if experiment.handovers else None
    can_end = experiment.stage in BY_STEP[Step.ANSWER_HANDOVER].sources
    return last if last and last.is_awaited and can_end else None


def ask_objections(experiment: Experiment, to: str, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot ask that one to own the experiment now."""
    yield from objections(experiment, Step.HAND_OVER, by)
    standing = awaited(experiment)
    if to == experiment.owner:
        yield f"{mention(to)} owns {experiment.key}, so there is nothing to hand over."
    elif standing and standing.to != to:
        yield f"{mention(standing.to)} is asked to own {experiment.key} already; take that back first."
    if len(experiment.handovers) >= MOST_HANDOVERS:
        yield f"{experiment.key} was handed over {MOST_HANDOVERS} times. Propose it anew, with who shall own it."


def ask(experiment: Experiment, to: str, by: Person, now: datetime) -> Experiment:
    """Return the experiment with somebody asked to own it; the same wish again counts once."""
    refuse(ask_objections(experiment, to, by))
    if awaited(experiment):
        return experiment
    wish = Handover(of=experiment.owner, to=to, revision=experiment.revision, asked_by=by.id, asked_at=now)
    return replace(experiment, handovers=(*experiment.handovers, wish))


def accept(experiment: Experiment, place: int, by: Person, now: datetime) -> Experiment:
    """Return the experiment with its new owner; a review or an approval that they gave counts no more."""
    if is_repeated(experiment, place, HandoverOutcome.ACCEPTED, by):
        return experiment
    refuse(answer_objections(experiment, place, by))
    accepted = ended(experiment, place, HandoverOutcome.ACCEPTED, by, now)
    gave = any(review.by == by.id for review in experiment.reviews)
    reset_at = now if gave else experiment.board_reset_at
    return settle(replace(accepted, owner=by.id, board_reset_at=reset_at), now)


def decline(experiment: Experiment, place: int, by: Person, now: datetime) -> Experiment:
    """Return the experiment with its owner still the owner, since who was asked does not want to."""
    if is_repeated(experiment, place, HandoverOutcome.DECLINED, by):
        return experiment
    refuse(answer_objections(experiment, place, by))
    return ended(experiment, place, HandoverOutcome.DECLINED, by, now)


def take_back(experiment: Experiment, place: int, by: Person, now: datetime) -> Experiment:
    """Return the experiment with nobody asked any more, since the owner or an admin thought again."""
    if is_repeated(experiment, place, HandoverOutcome.WITHDRAWN, by):
        return experiment
    refuse(take_back_objections(experiment, place, by))
    return ended(experiment, place, HandoverOutcome.WITHDRAWN, by, now)


def take_back_objections(experiment: Experiment, place: int, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot take this handover back now."""
    yield from objections(experiment, Step.HAND_OVER, by)
    yield from ended_words(at_place(experiment, place))


def answer_objections(experiment: Experiment, place: int, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot accept or decline this handover now."""
    handover = at_place(experiment, place)
    yield from objections(experiment, Step.ANSWER_HANDOVER, by)
    yield from ended_words(handover)
    if by.id != handover.to:
        yield (
            f"{mention(handover.to)} is asked, so nobody else can accept or decline."
            " The owner or an admin can take it back."
        )


def ended_words(handover: Handover) -> Iterator[str]:
    """Yield that a handover was answered or taken back already."""
    if not handover.is_awaited:
        yield f"{mention(handover.settled_by)} {ENDED[handover.outcome]} already."


def is_repeated(experiment: Experiment, place: int, outcome: HandoverOutcome, by: Person) -> bool:
    """Tell whether this is the same click again, which counts once."""
    handover = at_place(experiment, place)
    return (handover.settled_by, handover.outcome) == (by.id, outcome)


def at_place(experiment: Experiment, place: int) -> Handover:
    """Return the handover that a button names."""
    if not 0 <= place < len(experiment.handovers):
        raise Refused(f"{experiment.key} has no such handover. Its card shows who owns it.")
    return experiment.handovers[place]


def ended(
    experiment: Experiment, place: int, outcome: HandoverOutcome, by: Person, now: datetime
) -> Experiment:
    """Return the experiment with the answer to one handover."""
    handovers = list(experiment.handovers)
    handovers[place] = replace(handovers[place], outcome=outcome, settled_by=by.id, settled_at=now)
    return replace(experiment, handovers=tuple(handovers))


def altered(before: Experiment | None, after: Experiment) -> Iterator[int]:
    """Yield the place of each handover whose message must be drawn anew after a deed."""
    old = before.handovers if before else ()
    for place, handover in enumerate(after.handovers):
        is_new = place >= len(old) or old[place] != handover
        lost_its_buttons = before and awaited(before) is handover and awaited(after) is None
        if is_new or lost_its_buttons:
            yield place
