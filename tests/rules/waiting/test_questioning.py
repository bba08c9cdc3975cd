"""A question on a seat: who may ask, that it decides nothing, that the clock stands still until it is answered."""

from datetime import timedelta

import pytest

from rules.experiments.experiment import ApprovalKind, Experiment, ReviewKind, Verdict
from rules.lifecycle.board import board_is_content, standing_review
from rules.lifecycle.reviewing import review
from rules.lifecycle.seats import ApprovalSeat, ReviewSeat
from rules.people.people import Duty, Person
from rules.people.working_time import Stretch
from rules.waiting.questioning import (
    MOST_QUESTIONS,
    Seat,
    answer,
    ask,
    is_awaited,
    pauses,
    still_open,
)
from tests.rules import stages
from tests.rules.cast import ANA, BEN, CLARA, EVA, HUGO, IVAN, MARA, REVIEWER
from tests.rules.refusal import reasons_of
from tests.rules.stages import LATER, NOW

ETHICS = ReviewSeat(12, 1, ReviewKind.ETHICS)
LEAD = ApprovalSeat(12, 1, ApprovalKind.TECHNICAL_LEAD)
WHY = "On which users was the evaluation run?"


def asked(by: Person = CLARA, seat: Seat = ETHICS, text: str = WHY) -> Experiment:
    """Return an experiment with a question on a seat."""
    before = stages.in_review() if isinstance(seat, ReviewSeat) else stages.promoting()
    return ask(before, seat, text, by, LATER)


@pytest.mark.parametrize(("by", "seat"), [(CLARA, ETHICS), (EVA, LEAD)])
def test_a_question_leaves_the_seat_open(by: Person, seat: Seat) -> None:
    after = asked(by, seat)
    before = stages.in_review() if seat is ETHICS else stages.promoting()
    assert (after.stage, after.stage_since, after.reviews) == (
        before.stage,
        before.stage_since,
        before.reviews,
    )
    assert standing_review(after, ReviewKind.ETHICS) == standing_review(before, ReviewKind.ETHICS)
    assert is_awaited(after, after.questions[0])
    assert still_open(after, seat.kind.duty, 1) == after.questions


@pytest.mark.parametrize(
    ("by", "why"),
    [(BEN, "do not hold the duty"), (IVAN, "do not hold the duty"), (ANA, "You own"), (HUGO, "do not hold")],
)
def test_only_who_could_fill_the_seat_asks(by: Person, why: str) -> None:
    assert why in reasons_of(lambda: asked(by))


def test_who_has_decided_asks_no_more() -> None:
    decided = review(stages.in_review(), ETHICS, Verdict.APPROVE, CLARA, "", NOW)
    assert "You have decided" in reasons_of(lambda: ask(decided, ETHICS, WHY, CLARA, LATER))
    assert "has already decided" in reasons_of(lambda: ask(decided, ETHICS, WHY, MARA, LATER))


def test_the_same_question_counts_once_and_another_waits() -> None:
    once = asked()
    assert ask(once, ETHICS, WHY, CLARA, LATER) is once
    assert "awaits its answer already" in reasons_of(lambda: ask(once, ETHICS, "And why?", CLARA, LATER))
    assert len(ask(once, ETHICS, "And why?", MARA, LATER).questions) == 2


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_a_question_has_words(text: str) -> None:
    assert reasons_of(lambda: asked(text=text))


def test_there_is_an_end_of_questions() -> None:
    one = asked()
    answered = answer(one, 0, "All.", ANA, LATER)
    full = answered.__class__(**{**fields(answered), "questions": answered.questions * MOST_QUESTIONS})
    assert "Write in its thread" in reasons_of(lambda: ask(full, ETHICS, "Another?", CLARA, LATER))


def fields(experiment: Experiment) -> dict[str, object]:
    """Return an experiment's fields by name."""
    return {name: getattr(experiment, name) for name in experiment.__dataclass_fields__}


@pytest.mark.parametrize("by", [ANA, HUGO])
def test_the_owner_or_an_admin_answers(by: Person) -> None:
    later = LATER + timedelta(hours=3)
    after = answer(asked(), 0, "All users of May.", by, later)
    assert (after.questions[0].answer, after.questions[0].answered_by) == ("All users of May.", by.id)
    assert pauses(after, Duty.ETHICS, 1) == (Stretch(LATER, later),)
    assert pauses(after, Duty.TECHNICAL, 1) == ()
    assert not still_open(after, Duty.ETHICS, 1)


@pytest.mark.parametrize("by", [CLARA, IVAN])
def test_nobody_else_answers(by: Person) -> None:
    assert "Only the owner" in reasons_of(lambda: answer(asked(), 0, "All.", by, LATER))


def test_a_question_is_answered_once() -> None:
    after = answer(asked(), 0, "All.", ANA, LATER)
    assert answer(after, 0, "All.", ANA, LATER) is after
    assert "has answered this question already" in reasons_of(lambda: answer(after, 0, "Some.", HUGO, LATER))
    assert "no such question" in reasons_of(lambda: answer(after, 1, "Some.", ANA, LATER))


def test_who_asked_may_decide_without_the_answer() -> None:
    after = review(asked(), ETHICS, Verdict.APPROVE, CLARA, "", LATER)
    assert standing_review(after, ReviewKind.ETHICS)
    assert not board_is_content(after)


def test_a_question_ends_with_its_board() -> None:
    after = asked()
    for kind, by in REVIEWER.items():
        after = review(after, ReviewSeat(12, 1, kind), Verdict.APPROVE, by, "", LATER)
    assert not is_awaited(after, after.questions[0])
    assert reasons_of(lambda: answer(after, 0, "All.", ANA, LATER))
