"""Asking before deciding: a question on a seat, and the owner's answer."""

from datetime import datetime

from flows.desk import Desk
from flows.experiments.record import Doing, record
from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Stage
from rules.experiments.notices import Notice, NoticeTopic
from rules.journal.entries import Deed
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import SEATED, Step
from rules.people.people import Duty, Person
from rules.people.seat_facts import Question
from rules.refusals import Refused, refuse
from rules.waiting import questioning
from rules.waiting.questioning import Seat, seat_objections, seat_words
from store.experiments import experiments


def ask(desk: Desk, seat: Seat, text: str, *, by: str, now: datetime, request: str) -> Experiment:
    """Ask a question on a seat; the owner is told, and the seat's clock stands still."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, seat.experiment, by)
        after = questioning.ask(before, seat, text, person, now)
        said = f"{seat_words(seat.kind.duty)}: {after.questions[-1].text}"
        return record(session, before, after, Doing(deed=Deed.ASKED_QUESTION, by=by, now=now, said=said))


def answer(
    desk: Desk, number: int, place: int, text: str, *, by: str, now: datetime, request: str
) -> Experiment:
    """Answer a question on a seat; who asked hears of it, and the seat's clock goes on."""
    with desk.begin(request, now) as session:
        before, person = desk.lock(session, number, by)
        after = questioning.answer(before, place, text, person, now)
        question = after.questions[place]
        words = seat_words(question.duty)
        to = (question.by,) if question.by != by else ()
        notice = Notice(topic=NoticeTopic.QUESTION_ANSWERED, by=by, about=words, to=to)
        said = f"{words}: {question.answer}"
        doing = Doing(deed=Deed.ANSWERED_QUESTION, by=by, now=now, said=said, news=(notice,))
        return record(session, before, after, doing)


def askable(desk: Desk, number: int, turn: int, duty: Duty | None, by: str) -> tuple[Seat, ...]:
    """Return the seats on which somebody could ask a question; refuse now who could not."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        seats = mine(experiment, turn, duty, desk.person(session, by), Step.ASK)
        if len(seats) == 1:
            refuse(questioning.ask_objections(experiment, seats[0], desk.person(session, by)))
        return seats


def seat(desk: Desk, number: int, turn: int, duty: Duty) -> Seat:
    """Return the seat that a form names."""
    with desk.look() as session:
        return seat_of(experiments.get(session, number), turn, duty)


def answerable(desk: Desk, number: int, place: int, by: str) -> Question:
    """Return a question for the form of its answer; refuse now who could not give it."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        refuse(questioning.answer_objections(experiment, place, desk.person(session, by)))
        return questioning.at_place(experiment, place)


def mine(experiment: Experiment, turn: int, duty: Duty | None, by: Person, step: Step) -> tuple[Seat, ...]:
    """Return the seat that a button names, or those that somebody could fill; refuse where there is none."""
    seats = tuple(seat_of(experiment, turn, one) for one in ([duty] if duty else seated_duties(experiment)))
    could = tuple(one for one in seats if not any(seat_objections(experiment, one, step, by)))
    if not could:
        refuse(seat_objections(experiment, likeliest(seats, by), step, by))
    return could


def likeliest(seats: tuple[Seat, ...], by: Person) -> Seat:
    """Return of which seat to say why somebody cannot fill it: one whose duty they hold, or the first."""
    return next((one for one in seats if one.kind.duty in by.duties), seats[0])


def seated_duties(experiment: Experiment) -> tuple[Duty, ...]:
    """Return the duties whose seats are asked in the stage of an experiment."""
    if experiment.stage not in SEATED:
        raise Refused(
            f"Nothing of {experiment.key} waits for a decision now: it is {experiment.stage.words}."
        )
    required = experiment.requirements
    kinds = required.reviews if experiment.stage is Stage.IN_REVIEW else required.approvals
    return tuple(kind.duty for kind in kinds)


def seat_of(experiment: Experiment, turn: int, duty: Duty) -> Seat:
    """Return the seat of a duty."""
    review = next((kind for kind in ReviewKind if kind.duty is duty), None)
    if review:
        return ReviewSeat(experiment.number, turn, review)
    approval = next((kind for kind in ApprovalKind if kind.duty is duty), None)
    if approval is None:
        raise Refused(f"No seat of {experiment.key} is filled by the duty “{duty.words}”.")
    return ApprovalSeat(experiment.number, turn, approval)
