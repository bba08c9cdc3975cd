"""Handing a seat over to another holder of its duty."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.record import Doing, record
from flows.waiting.questions import mine
from rules.experiments.experiment import Experiment
from rules.experiments.notices import Notice, NoticeTopic
from rules.journal.entries import Deed
from rules.lifecycle.steps import Step
from rules.marks import mention
from rules.people.people import Duty, Person, Team
from rules.refusals import Refused, refuse
from rules.waiting import passing
from rules.waiting.asked import could_fill
from rules.waiting.questioning import Seat, seat_words
from store.experiments import experiments
from store.people.absences import absences_at


@dataclass(frozen=True, slots=True)
class Successors:
    """To whom somebody may hand over a seat; `team` names them."""

    seat: Seat
    could: tuple[str, ...]
    team: Team


def pass_seat(desk: Desk, seat: Seat, to: str, *, by: str, now: datetime, request: str) -> Experiment:
    """Hand a seat over; who is asked from now on hears of it in the thread."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, seat.experiment, by)
        team = desk.concerned(session)
        could = could_fill(before, seat.kind, team)
        after = passing.pass_seat(before, seat, to, person, could, absences_at(session, now), now)
        words = seat_words(seat.kind.duty)
        notice = Notice(topic=NoticeTopic.SEAT_PASSED, by=by, about=words, to=(to,))
        said = f"{words}, to {mention(to)}"
        return record(
            session, before, after, Doing(deed=Deed.PASSED_SEAT, by=by, now=now, said=said, news=(notice,))
        )


def successors(
    desk: Desk, number: int, turn: int, duty: Duty | None, *, by: str, now: datetime
) -> tuple[Successors, ...]:
    """Return for each seat that somebody could hand over to whom; refuse now who could hand over none."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        person, team = desk.person(session, by), desk.concerned(session)
        seats = mine(experiment, turn, duty, person, Step.PASS_SEAT)
        found = tuple(found_for(session, experiment, seat, person, team, now) for seat in seats)
        if not any(one.could for one in found):
            could = could_fill(experiment, seats[0].kind, team)
            refuse(passing.pass_objections(experiment, seats[0], person, could, absences_at(session, now)))
            raise Refused("Everybody else who could fill this seat is away, or has handed it over already.")
        return tuple(one for one in found if one.could)


def found_for(
    session: Session, experiment: Experiment, seat: Seat, by: Person, team: Team, now: datetime
) -> Successors:
    """Return to whom somebody may hand over one seat; nobody where it does not wait for them."""
    could, absences = could_fill(experiment, seat.kind, team), absences_at(session, now)
    if any(passing.pass_objections(experiment, seat, by, could, absences)):
        return Successors(seat, (), team)
    others = (user for user in could if user != by.id)
    free = (user for user in others if not passing.to_objection(experiment, seat, user, could, absences))
    return Successors(seat, tuple(free), team)
