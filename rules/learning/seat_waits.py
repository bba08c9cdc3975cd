"""How long the seats of the board and of the gate waited, by duty: the team learns where it waits, nobody is ranked.

A seat opens when its revision is submitted or its promotion is asked for, or when the word that filled it counts no more. It
waited until somebody decided in it, but for the time in which a question on it waited for its answer. Who decided is no part
of this.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from rules.experiments.experiment import Approval, Review
from rules.learning.small_numbers import is_enough, within
from rules.learning.studied import Studied
from rules.people.people import Duty
from rules.people.working_time import NONE, Stretch, without

# The percentage beside the half.
MOST = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledSeat:
    """A seat that somebody filled; `turn` is the revision of the board, or the round of the gate."""

    experiment: int
    duty: Duty
    turn: int
    open_for: Stretch
    waited: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWait:
    """How long the seats of one duty waited: half of them, and all but one in ten, where they are enough to tell."""

    duty: Duty
    seats: int
    half: timedelta | None = None
    most: timedelta | None = None


def waits_by_duty(seats: Iterable[SettledSeat]) -> tuple[DutyWait, ...]:
    """Return how long the seats of each duty waited; a duty without any is left out."""
    by_duty: dict[Duty, list[float]] = {}
    for seat in seats:
        by_duty.setdefault(seat.duty, []).append(seat.waited.total_seconds())
    return tuple(duty_wait(duty, by_duty[duty]) for duty in Duty if duty in by_duty)


def duty_wait(duty: Duty, seconds: Sequence[float]) -> DutyWait:
    """Return how long the seats of a duty waited."""
    most = within(seconds, MOST)
    return DutyWait(
        duty=duty,
        seats=len(seconds),
        half=timedelta(seconds=median(seconds)) if is_enough(len(seconds)) else None,
        most=None if most is None else timedelta(seconds=most),
    )


def settled_seats(one: Studied) -> Iterator[SettledSeat]:
    """Yield every seat of an experiment that was filled, in the order of the board, then of the gate."""
    for place, review in enumerate(one.reviews):
        opened = opened_at(review, one.reviews[:place], one.submitted, review.revision, fallen(one))
        if opened:
            yield settled(one, review, review.revision, opened)
    for place, approval in enumerate(one.approvals):
        lapsed = [lapse.at for lapse in one.lapses if lapse.kind is approval.kind]
        opened = opened_at(approval, one.approvals[:place], one.asked, approval.round, lapsed)
        if opened:
            yield settled(one, approval, approval.round, opened)


def fallen(one: Studied) -> list[datetime]:
    """Return when reviews that stood came to count no more, as far as that is kept."""
    return [*one.reopened, *([one.board_reset_at] if one.board_reset_at else [])]


def opened_at(
    decision: Review | Approval,
    earlier: Sequence[Review | Approval],
    turns: Sequence[datetime],
    turn: int,
    fell: Iterable[datetime],
) -> datetime | None:
    """Return since when the seat of a decision was open; None where it was filled, as by who thinks again."""
    if not 1 <= turn <= len(turns):
        return None
    began = turns[turn - 1]
    before = [one.at for one in earlier if one.kind is decision.kind and one.at >= began]
    if not before:
        return began if began <= decision.at else None
    return min((at for at in fell if before[-1] <= at <= decision.at), default=None)


def settled(one: Studied, decision: Review | Approval, turn: int, opened: datetime) -> SettledSeat:
    """Return a filled seat with how long it waited."""
    duty = decision.kind.duty
    open_for = Stretch(opened, decision.at)
    asked = (question for question in one.questions if (question.duty, question.turn) == (duty, turn))
    pauses = tuple(Stretch(question.at, question.answered_at or decision.at) for question in asked)
    waited = sum((part.length for part in without(open_for, pauses)), NONE)
    return SettledSeat(experiment=one.number, duty=duty, turn=turn, open_for=open_for, waited=waited)
