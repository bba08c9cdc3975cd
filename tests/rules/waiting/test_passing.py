"""Handing a seat over: to whom, by whom, never in a circle; and of whom a seat is awaited then."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.experiments.experiment import Experiment, ReviewKind, Verdict
from rules.lifecycle.board import board_gaps
from rules.lifecycle.reviewing import review
from rules.lifecycle.seats import ReviewSeat
from rules.people.absences import Absence
from rules.people.people import Duty, Person
from rules.people.seat_facts import AskedPerson
from rules.waiting.asked import asked_of, handed_to
from rules.waiting.passing import pass_seat
from tests.rules import stages
from tests.rules.cast import ANA, BEN, CLARA, HUGO, MARA, NILS, team_of
from tests.rules.people.test_standing_in import PEOPLE, absences, away
from tests.rules.refusal import reasons_of
from tests.rules.stages import LATER

ETHICS = ReviewSeat(12, 1, ReviewKind.ETHICS)
TEAM = team_of(ANA, BEN, CLARA, HUGO, MARA, NILS)
NOBODY_AWAY: dict[str, Absence] = {}


def could(experiment: Experiment) -> tuple[str, ...]:
    """Return who could fill the seat of the ethics review."""
    return next(gap.could for gap in board_gaps(experiment, TEAM) if gap.kind is ReviewKind.ETHICS)


def passed(
    to: Person, by: Person = CLARA, before: Experiment | None = None, away: dict[str, Absence] = NOBODY_AWAY
) -> Experiment:
    """Return an experiment whose ethics review was handed over."""
    start = before or stages.in_review()
    return pass_seat(start, ETHICS, to.id, by, could(start), away, LATER)


def test_a_seat_is_awaited_of_whom_it_was_handed_to() -> None:
    before, after = stages.in_review(), passed(MARA)
    assert asked_of(could(before), NOBODY_AWAY) == (
        AskedPerson(CLARA.id),
        AskedPerson(MARA.id),
        AskedPerson(NILS.id),
    )
    assert handed_to(after, Duty.ETHICS, 1) == MARA.id
    assert asked_of(could(after), NOBODY_AWAY, MARA.id) == (AskedPerson(MARA.id),)
    # Handing over takes no right away.
    assert could(after) == could(before)


def test_it_holds_for_that_seat_and_that_revision_alone() -> None:
    after = passed(MARA)
    assert handed_to(after, Duty.TECHNICAL, 1) == handed_to(after, Duty.ETHICS, 2) == ""


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (BEN, "could not fill it"),
        (ANA, "could not fill it"),
        (HUGO, "could not fill it"),
        (CLARA, "yours already"),
    ],
)
def test_only_who_could_fill_it_is_handed_a_seat(to: Person, why: str) -> None:
    assert why in reasons_of(lambda: passed(to))


@pytest.mark.parametrize(("by", "why"), [(BEN, "do not hold the duty"), (ANA, "You own")])
def test_only_who_could_fill_it_hands_it_over(by: Person, why: str) -> None:
    assert why in reasons_of(lambda: passed(MARA, by))


def test_who_is_seated_already_is_handed_nothing() -> None:
    seated = review(
        stages.in_review(), ReviewSeat(12, 1, ReviewKind.TECHNICAL), Verdict.APPROVE, MARA, "", LATER
    )
    assert "fill another of its seats" in reasons_of(lambda: passed(MARA, before=seated))


def test_who_is_away_is_handed_nothing() -> None:
    gone = {MARA.id: away(MARA.id)}
    assert "is away until 6 March" in reasons_of(lambda: passed(MARA, away=gone))


def test_a_seat_never_comes_back_in_a_circle() -> None:
    on = passed(NILS, MARA, passed(MARA))
    assert "in a circle" in reasons_of(lambda: passed(CLARA, NILS, on))
    assert "in a circle" in reasons_of(lambda: passed(MARA, NILS, on))


def test_only_of_whom_it_is_awaited_hands_it_on() -> None:
    assert "not for you" in reasons_of(lambda: passed(NILS, CLARA, passed(MARA)))


def test_the_same_click_counts_once() -> None:
    once = passed(MARA)
    assert passed(MARA, before=once) is once


def test_where_nobody_else_could_it_says_so() -> None:
    alone = stages.in_review()
    why = reasons_of(lambda: pass_seat(alone, ETHICS, BEN.id, CLARA, (CLARA.id,), NOBODY_AWAY, LATER))
    assert "Nobody else could" in why


def test_a_stand_in_is_asked_for_who_is_away() -> None:
    gone = {CLARA.id: away(CLARA.id, MARA.id)}
    assert asked_of((CLARA.id, MARA.id), gone) == (AskedPerson(MARA.id, in_place_of=CLARA.id),)
    # Whom a rule bars is not among those who could.
    assert asked_of((CLARA.id, NILS.id), gone) == (AskedPerson(NILS.id),)


def test_where_all_are_away_they_are_named_as_away() -> None:
    gone = {CLARA.id: away(CLARA.id)}
    assert asked_of((CLARA.id,), gone) == (AskedPerson(CLARA.id, away_until=date(2026, 3, 6)),)


def test_whom_it_was_handed_to_may_go_away() -> None:
    gone = {MARA.id: away(MARA.id)}
    assert asked_of((CLARA.id, MARA.id), gone, MARA.id) == (AskedPerson(CLARA.id),)


@given(some.lists(some.sampled_from(PEOPLE), unique=True), absences(), some.sampled_from(["", *PEOPLE]))
def test_only_who_could_is_asked_and_each_once(
    able: list[str], gone: dict[str, Absence], handed: str
) -> None:
    found = asked_of(able, gone, handed)
    users = [one.user for one in found]
    assert len(set(users)) == len(users)
    assert set(users) <= set(able)
    assert bool(found) == bool(able)
    is_anybody_here = any(user not in gone for user in able)
    for one in found:
        assert (one.user in gone) == (not is_anybody_here) == (one.away_until is not None)
        assert not one.in_place_of or (one.in_place_of in gone and one.in_place_of != one.user)


def test_a_seat_was_handed_over_at_a_moment() -> None:
    assert passed(MARA).passed_seats[0].at == LATER == datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
