"""How long a seat waited: from when it opened to the decision in it, by duty and never by person."""

from dataclasses import fields
from datetime import datetime, timedelta

from rules.experiments.experiment import Approval, ApprovalKind, Lapse, Review, ReviewKind, Verdict
from rules.learning.seat_waits import DutyWait, SettledSeat, settled_seats, waits_by_duty
from rules.people.people import Duty
from rules.people.seat_facts import Question
from rules.people.working_time import Stretch
from tests.rules.cast import ANA, BEN
from tests.rules.learning.studying import studied
from tests.rules.stages import NOW


def hours(number: float) -> datetime:
    """Return the instant so many hours later."""
    return NOW + timedelta(hours=number)


def review(after: float, revision: int = 1, by: str = BEN.id, kind: ReviewKind = ReviewKind.ETHICS) -> Review:
    """Return a verdict some hours later."""
    return Review(kind=kind, revision=revision, verdict=Verdict.APPROVE, by=by, at=hours(after), digest="d")


def approval(after: float, round_: int = 1, verdict: Verdict = Verdict.APPROVE) -> Approval:
    """Return the word of security some hours later."""
    at, kind = hours(after), ApprovalKind.SECURITY
    return Approval(kind=kind, revision=1, round=round_, verdict=verdict, by=BEN.id, at=at)


def question(asked: float, answered: float | None = None, turn: int = 1) -> Question:
    """Return a question on the seat of ethics."""
    at = None if answered is None else hours(answered)
    return Question(duty=Duty.ETHICS, turn=turn, by=BEN.id, at=hours(asked), text="Why?", answered_at=at)


def waited(**facts: object) -> list[float]:
    """Return how many hours each seat of an experiment waited."""
    return [seat.waited / timedelta(hours=1) for seat in settled_seats(studied(**facts))]


def test_a_review_waits_from_the_submission_of_its_own_revision() -> None:
    reviews = (review(5), review(30, revision=2))
    assert waited(reviews=reviews, submitted=(hours(0), hours(24))) == [5, 6]


def test_an_approval_waits_from_when_its_round_was_asked_for_and_a_refusal_ends_it_too() -> None:
    approvals = (approval(50, verdict=Verdict.DECLINE), approval(103, round_=2))
    (first, second) = settled_seats(studied(approvals=approvals, asked=(hours(40), hours(100))))
    assert (first.duty, first.turn, first.open_for) == (Duty.SECURITY, 1, Stretch(hours(40), hours(50)))
    assert (second.turn, second.waited) == (2, timedelta(hours=3))


def test_who_thinks_again_filled_the_seat_already() -> None:
    assert waited(reviews=(review(5), review(9)), submitted=(NOW,)) == [5]


def test_a_review_that_fell_waits_from_when_it_fell() -> None:
    reviews = (review(5), review(26, by=ANA.id))
    assert waited(reviews=reviews, submitted=(NOW,), board_reset_at=hours(20)) == [5, 6]
    assert waited(reviews=reviews, submitted=(NOW,), reopened=(hours(24),)) == [5, 2]


def test_what_fell_before_anybody_decided_gives_a_seat_no_later_beginning() -> None:
    assert waited(reviews=(review(5),), submitted=(NOW,), board_reset_at=hours(3)) == [5]


def test_an_approval_that_lapsed_waits_from_its_lapse() -> None:
    lapses = (Lapse(place=0, kind=ApprovalKind.SECURITY, by=BEN.id, at=hours(10)),)
    assert waited(approvals=(approval(2), approval(14)), asked=(NOW,), lapses=lapses) == [2, 4]


def test_the_time_of_a_question_is_not_the_seats() -> None:
    questions = (question(2, 6), question(5, 8), question(1, 3, turn=2))
    assert waited(reviews=(review(10),), submitted=(NOW,), questions=questions) == [4]


def test_a_question_that_nobody_answered_ends_with_the_decision() -> None:
    assert waited(reviews=(review(10),), submitted=(NOW,), questions=(question(7),)) == [7]


def test_a_decision_of_which_no_turn_is_known_is_left_out() -> None:
    assert waited(reviews=(review(5, revision=2),), submitted=(NOW,)) == []
    assert waited(reviews=(review(-1),), submitted=(NOW,)) == []


def test_a_median_needs_four_seats_and_ninety_percent_need_nine() -> None:
    def of(number: int) -> DutyWait:
        every = [review(place) for place in range(1, number + 1)]
        seats = (seat for one in every for seat in settled_seats(studied(reviews=(one,), submitted=(NOW,))))
        (found,) = waits_by_duty(seats)
        return found

    assert of(3) == DutyWait(duty=Duty.ETHICS, seats=3)
    assert of(4) == DutyWait(duty=Duty.ETHICS, seats=4, half=timedelta(hours=2.5))
    assert of(9) == DutyWait(duty=Duty.ETHICS, seats=9, half=timedelta(hours=5), most=timedelta(hours=9))


def test_duties_stand_in_the_order_of_the_board_and_the_gate_whoever_waited_longest() -> None:
    one = studied(
        reviews=(review(9, kind=ReviewKind.BUSINESS), review(1)),
        submitted=(NOW,),
        approvals=(approval(30),),
        asked=(hours(20),),
    )
    duties = [wait.duty for wait in waits_by_duty(settled_seats(one))]
    assert duties == [Duty.ETHICS, Duty.BUSINESS, Duty.SECURITY]


def test_no_seat_says_who_filled_it() -> None:
    names = {field.name for kind in (SettledSeat, DutyWait) for field in fields(kind)}
    assert names == {"experiment", "duty", "turn", "open_for", "waited", "seats", "half", "most"}
