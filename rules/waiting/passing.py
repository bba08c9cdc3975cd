"""Handing a seat over: who is asked to decide asks another holder of the duty to do so in their place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rules.experiments.experiment import Experiment
from rules.lifecycle.steps import Step
from rules.marks import mention
from rules.people.people import Person, mentions
from rules.people.seat_facts import PassedSeat
from rules.people.standing_in import Absences
from rules.refusals import Refused, refuse
from rules.waiting.asked import asked_of, handed_to, handovers_of
from rules.waiting.questioning import Seat, seat_objections, seat_words, turn_of


def pass_objections(
    experiment: Experiment, seat: Seat, by: Person, could: Sequence[str], absences: Absences
) -> Iterator[str]:
    """Yield every reason why this person has no seat to hand over; `could` are those who could fill it now."""
    yield from seat_objections(experiment, seat, Step.PASS_SEAT, by)
    duty, turn = seat.kind.duty, turn_of(seat)
    asked = {one.user for one in asked_of(could, absences, handed_to(experiment, duty, turn))}
    if by.id in could and by.id not in asked:
        yield f"{seat_words(duty).capitalize()} of {experiment.key} waits for {mentions(sorted(asked))}, not for you."
    if not set(could) - {by.id}:
        yield (
            f"Nobody else could fill this seat of {experiment.key}."
            f" An admin can give the duty to somebody: `/team give @who {duty.words}`."
        )


def to_objection(
    experiment: Experiment, seat: Seat, to: str, could: Sequence[str], absences: Absences
) -> str:
    """Return why a seat cannot be handed to somebody, or nothing."""
    others = mentions(user for user in could if user != to)
    if to not in could:
        cure = f" These could: {others}." if others else ""
        return (
            f"{mention(to)} could not fill it: they do not hold the duty “{seat.kind.duty.words}”, had a part in"
            f" {experiment.key}, or fill another of its seats.{cure}"
        )
    if to in absences:
        return f"{mention(to)} is away until {absences[to].last_day.day} {absences[to].last_day:%B}. Pick somebody who is there."
    if any(one.by == to for one in handovers_of(experiment, seat.kind.duty, turn_of(seat))):
        return f"{mention(to)} has handed this seat over already, so it would go in a circle. Pick somebody else."
    return ""


def pass_seat(
    experiment: Experiment,
    seat: Seat,
    to: str,
    by: Person,
    could: Sequence[str],
    absences: Absences,
    now: datetime,
) -> Experiment:
    """Return the experiment with a seat handed on; who could fill it still may, and is no longer reminded of it."""
    duty, turn = seat.kind.duty, turn_of(seat)
    last = next(reversed(handovers_of(experiment, duty, turn)), None)
    if last and (last.by, last.to) == (by.id, to):
        return experiment
    refuse(pass_objections(experiment, seat, by, could, absences))
    if to == by.id:
        raise Refused(fields={"passed_to": "This seat is yours already. Pick somebody else."})
    objection = to_objection(experiment, seat, to, could, absences)
    if objection:
        raise Refused(fields={"passed_to": objection})
    passed = PassedSeat(duty=duty, turn=turn, by=by.id, to=to, at=now)
    return replace(experiment, passed_seats=(*experiment.passed_seats, passed))
