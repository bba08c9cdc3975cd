"""Stand-ins: rerouted to who is there and may, never in a circle; both sides of each rule."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.people.absences import Absence
from rules.people.people import Duty, Member
from rules.people.standing_in import chain, stand_in_objections, stand_in_of

PEOPLE = ("U0ANA", "U0BEN", "U0CLARA", "U0DAVID")
NOBODY_AWAY: dict[str, Absence] = {}


def away(user: str, stand_in: str = "") -> Absence:
    """Return an absence of somebody, with who stands in."""
    return Absence(
        user=user,
        since=datetime(2026, 3, 2, tzinfo=UTC),
        until=datetime(2026, 3, 7, tzinfo=UTC),
        last_day=date(2026, 3, 6),
        set_by=user,
        stand_in=stand_in,
    )


def member(user: str, *duties: Duty) -> Member:
    """Return a member with duties."""
    return Member(id=user, name=user, duties=frozenset(duties))


@some.composite
def absences(draw: some.DrawFn) -> dict[str, Absence]:
    """Draw who is away, each with anybody or nobody to stand in, in circles too."""
    gone = draw(some.sets(some.sampled_from(PEOPLE)))
    return {user: away(user, draw(some.sampled_from(["", *PEOPLE]))) for user in gone}


@given(absences(), some.sampled_from(PEOPLE), some.sets(some.sampled_from(PEOPLE)))
def test_a_stand_in_is_there_and_may(gone: dict[str, Absence], user: str, able: set[str]) -> None:
    found = stand_in_of(user, gone, able.__contains__)
    assert found != user
    assert not found or (found in able and found not in gone and found in chain(user, gone))


@given(absences(), some.sampled_from(PEOPLE))
def test_a_chain_names_nobody_twice(gone: dict[str, Absence], user: str) -> None:
    found = list(chain(user, gone))
    assert len(set(found)) == len(found)
    assert user not in found
    assert bool(found) == (user in gone and gone[user].stand_in not in ("", user))


@given(absences(), some.sampled_from(PEOPLE), some.sampled_from(PEOPLE))
def test_who_is_taken_as_stand_in_makes_no_circle(gone: dict[str, Absence], user: str, other: str) -> None:
    anybody = [member(one, Duty.ETHICS) for one in (user, other)]
    if not list(stand_in_objections(anybody[0], anybody[1], gone)):
        then = {**gone, user: away(user, other)}
        assert stand_in_of(user, then, lambda _: True)


@pytest.mark.parametrize(
    ("duties", "objects"),
    [
        ((Duty.ETHICS,), False),
        ((Duty.ETHICS, Duty.BUSINESS), False),
        ((Duty.BUSINESS,), True),
        ((Duty.ADMIN,), True),
    ],
)
def test_a_stand_in_holds_one_of_the_duties(duties: tuple[Duty, ...], objects: bool) -> None:
    clara = member("U0CLARA", Duty.ETHICS, Duty.ADMIN)
    said = " ".join(stand_in_objections(clara, member("U0BEN", *duties), NOBODY_AWAY))
    assert bool(said) == objects
    assert not objects or "/team give" in said


def test_who_decides_nothing_needs_nobody() -> None:
    said = stand_in_objections(member("U0IVAN"), member("U0BEN", Duty.ETHICS), NOBODY_AWAY)
    assert "holds no duty" in " ".join(said)


def test_nobody_stands_in_for_themselves() -> None:
    clara = member("U0CLARA", Duty.ETHICS)
    assert "themselves" in " ".join(stand_in_objections(clara, clara, NOBODY_AWAY))


def test_two_do_not_stand_in_for_each_other() -> None:
    clara, ben = member("U0CLARA", Duty.ETHICS), member("U0BEN", Duty.ETHICS)
    assert "circle" in " ".join(stand_in_objections(clara, ben, {"U0BEN": away("U0BEN", "U0CLARA")}))


def test_who_is_away_stands_in_only_by_somebody_else() -> None:
    clara, ben = member("U0CLARA", Duty.ETHICS), member("U0BEN", Duty.ETHICS)
    assert "away until 6 March" in " ".join(stand_in_objections(clara, ben, {"U0BEN": away("U0BEN")}))
    assert not list(stand_in_objections(clara, ben, {"U0BEN": away("U0BEN", "U0DAVID")}))
