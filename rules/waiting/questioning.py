"""Asking without deciding: a question on a seat, and its answer; the seat stays open, and its clock stands still."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from rules.experiments.experiment import Experiment
from rules.lifecycle.board import review_objections, standing_review
from rules.lifecycle.gate import approval_objections, standing_approval
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.lifecycle.steps import SEATED, Step, objections
from rules.marks import mention
from rules.people.people import Duty, Person
from rules.people.seat_facts import Question
from rules.people.working_time import Stretch
from rules.refusals import Refused, refuse
from rules.words import clean, within

LONGEST = 2000
MOST_QUESTIONS = 50
Seat = ReviewSeat | ApprovalSeat


def turn_of(seat: Seat) -> int:
    """Return the revision of the board or the round of the gate."""
    return seat.revision if isinstance(seat, ReviewSeat) else seat.round


def current_turn(experiment: Experiment, duty: Duty) -> int:
    """Return the revision or the round in which the seat of a duty would be filled now."""
    is_review = any(kind.duty is duty for kind in experiment.requirements.reviews)
    return experiment.revision if is_review else experiment.round


def seat_words(duty: Duty) -> str:
    """Return a seat as a sentence names it: “the ethics review” or “the approval as security”."""
    return f"the {seat_noun(duty)}"


def seat_noun(duty: Duty) -> str:
    """Return a seat as a list names it: “ethics review” or “approval as security”."""
    is_review = duty in (Duty.TECHNICAL, Duty.ETHICS, Duty.BUSINESS)
    return f"{duty.words} review" if is_review else f"approval as {duty.words}"


def seat_objections(experiment: Experiment, seat: Seat, step: Step, by: Person) -> Iterator[str]:
    """Yield every reason why this person could not fill a seat that is still open."""
    if isinstance(seat, ReviewSeat):
        yield from review_objections(experiment, seat, step, by)
        standing = standing_review(experiment, seat.kind)
    else:
        yield from approval_objections(experiment, seat, step, by)
        standing = standing_approval(experiment, seat.kind)  # type: ignore[assignment]
    if standing and standing.by == by.id:
        yield f"You have decided {seat_words(seat.kind.duty)} of {experiment.key} already."


def ask_objections(experiment: Experiment, seat: Seat, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot ask a question on a seat now."""
    yield from seat_objections(experiment, seat, Step.ASK, by)
    mine = (one for one in still_open(experiment, seat.kind.duty, turn_of(seat)) if one.by == by.id)
    if any(mine):
        yield f"Your question on {seat_words(seat.kind.duty)} of {experiment.key} awaits its answer already."
    if len(experiment.questions) >= MOST_QUESTIONS:
        yield f"{MOST_QUESTIONS} questions on {experiment.key} were asked. Write in its thread instead."


def ask(experiment: Experiment, seat: Seat, text: str, by: Person, now: datetime) -> Experiment:
    """Return the experiment with a question on one of its seats; the same question again counts once."""
    kept = read_text(text, "question", "Write what you want to know before you decide.")
    duty, turn = seat.kind.duty, turn_of(seat)
    if any((one.by, one.text) == (by.id, kept) for one in still_open(experiment, duty, turn)):
        return experiment
    refuse(ask_objections(experiment, seat, by))
    question = Question(duty=duty, turn=turn, by=by.id, at=now, text=kept)
    return replace(experiment, questions=(*experiment.questions, question))


def answer_objections(experiment: Experiment, place: int, by: Person) -> Iterator[str]:
    """Yield every reason why this person cannot answer this question now."""
    question = at_place(experiment, place)
    yield from objections(experiment, Step.ANSWER, by)
    if not question.is_open:
        yield f"{mention(question.answered_by)} has answered this question already."


def answer(experiment: Experiment, place: int, text: str, by: Person, now: datetime) -> Experiment:
    """Return the experiment with the answer to a question; its seat's clock goes on."""
    question = at_place(experiment, place)
    kept = read_text(text, "answer", "Write the answer.")
    if (question.answered_by, question.answer) == (by.id, kept):
        return experiment
    refuse(answer_objections(experiment, place, by))
    questions = list(experiment.questions)
    questions[place] = replace(question, answer=kept, answered_by=by.id, answered_at=now)
    return replace(experiment, questions=tuple(questions))


def at_place(experiment: Experiment, place: int) -> Question:
    """Return the question that a button names."""
    if not 0 <= place < len(experiment.questions):
        raise Refused(f"{experiment.key} has no such question. Its thread shows those there are.")
    return experiment.questions[place]


def is_awaited(experiment: Experiment, question: Question) -> bool:
    """Tell whether a question is still to be answered: its seat is awaited."""
    is_current = question.turn == current_turn(experiment, question.duty)
    return question.is_open and is_current and experiment.stage in SEATED


def still_open(experiment: Experiment, duty: Duty, turn: int) -> tuple[Question, ...]:
    """Return the questions on a seat that nobody has answered."""
    return tuple(one for one in experiment.questions if (one.duty, one.turn) == (duty, turn) and one.is_open)


def pauses(experiment: Experiment, duty: Duty, turn: int) -> tuple[Stretch, ...]:
    """Return from when to when the clock of a seat stood still, because a question waited for its answer."""
    mine = (one for one in experiment.questions if (one.duty, one.turn) == (duty, turn))
    return tuple(Stretch(one.at, one.answered_at) for one in mine if one.answered_at)


def read_text(text: str, field: str, missing: str) -> str:
    """Return a question or an answer as it is kept; refuse an empty or over-long one beside its field."""
    kept = clean(text)
    if not kept:
        raise Refused(fields={field: missing})
    return within(kept, LONGEST, field=field)
