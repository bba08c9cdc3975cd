"""Of whom a seat is awaited: whom it was handed to, or all who could fill it, and in the place of who is away their stand-in."""

from collections.abc import Iterator, Sequence
from functools import partial

from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind
from rules.lifecycle.board import reviewer_objections
from rules.lifecycle.gate import approver_objections
from rules.lifecycle.seats import gap
from rules.people.people import Duty, Team
from rules.people.seat_facts import AskedPerson, PassedSeat
from rules.people.standing_in import Absences, stand_in_of


def asked_of(could: Sequence[str], absences: Absences, handed_to: str = "") -> tuple[AskedPerson, ...]:
    """Return who is asked to decide; where whom it was handed to is away without a stand-in, all who could are asked.

    `could` are those whom no rule bars, so that nobody is asked who made a part of it or is seated already. Where all
    are away they are named all the same, as away: nothing else could be done.
    """
    first = tuple(resolved((handed_to,), could, absences)) if handed_to in could else ()
    found = first or tuple(resolved(could, could, absences))
    return found or tuple(AskedPerson(user, away_until=absences[user].last_day) for user in could)


def resolved(users: Sequence[str], could: Sequence[str], absences: Absences) -> Iterator[AskedPerson]:
    """Yield those who are there, and the stand-ins of those who are not, each person once."""
    for_whom: dict[str, str] = {}
    for user in users:
        stand_in = stand_in_of(user, absences, could.__contains__) if user in absences else ""
        if stand_in:
            for_whom.setdefault(stand_in, user)
    here = (user for user in users if user not in absences)
    for user in dict.fromkeys((*here, *for_whom)):
        yield AskedPerson(user, in_place_of=for_whom.get(user, ""))


def could_fill(experiment: Experiment, kind: ReviewKind | ApprovalKind, team: Team) -> tuple[str, ...]:
    """Return who of a team could fill a seat: no rule bars them."""
    objections = reviewer_objections if isinstance(kind, ReviewKind) else approver_objections
    return gap(kind, team, partial(objections, experiment, kind)).could  # type: ignore[arg-type]


def handovers_of(experiment: Experiment, duty: Duty, turn: int) -> tuple[PassedSeat, ...]:
    """Return how a seat was handed on, in this order."""
    return tuple(one for one in experiment.passed_seats if (one.duty, one.turn) == (duty, turn))


def handed_to(experiment: Experiment, duty: Duty, turn: int) -> str:
    """Return whom a seat was handed to last, or nobody."""
    return next((one.to for one in reversed(handovers_of(experiment, duty, turn))), "")
