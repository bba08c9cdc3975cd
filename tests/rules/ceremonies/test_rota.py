"""The rota: whoever facilitated least lately comes first, and nobody who is away."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ceremonies.rota import Turn, beginning_at, whose_turn

ANA, BEN, CLARA = "U0ANA", "U0BEN", "U0CLARA"
TEAM = (ANA, BEN, CLARA)
MONDAY = date(2026, 3, 2)


def turns(*users: str) -> list[Turn]:
    """Return turns on days that follow each other."""
    return [Turn(user, MONDAY + timedelta(days=number)) for number, user in enumerate(users)]


def test_who_never_facilitated_comes_first_in_the_order_of_the_list() -> None:
    assert whose_turn(TEAM, []) == ANA
    assert whose_turn(TEAM, turns(ANA)) == BEN


def test_who_facilitated_least_lately_comes_next() -> None:
    assert whose_turn(TEAM, turns(BEN, ANA, CLARA, ANA)) == BEN


def test_who_is_away_is_skipped_and_comes_first_when_back() -> None:
    assert whose_turn(TEAM, turns(ANA), away={BEN}) == CLARA
    assert whose_turn(TEAM, turns(ANA, CLARA)) == BEN


def test_who_gave_the_turn_away_keeps_the_place() -> None:
    assert whose_turn(TEAM, turns(ANA), but={BEN}) == CLARA
    assert whose_turn(TEAM, turns(ANA, CLARA)) == BEN


def test_nobody_facilitates_where_all_are_away_or_nobody_is_expected() -> None:
    assert whose_turn(TEAM, [], away=set(TEAM)) == ""
    assert whose_turn((), []) == ""


@given(st.integers(2, 9), st.integers(1, 60))
def test_over_time_everybody_facilitates_as_often_as_everybody_else(size: int, holdings: int) -> None:
    team = [f"U{number}" for number in range(size)]
    past: list[Turn] = []
    for number in range(holdings):
        past.append(Turn(whose_turn(team, past), MONDAY + timedelta(days=number)))
    counts = Counter(dict.fromkeys(team, 0))
    counts.update(turn.user for turn in past)
    assert max(counts.values()) - min(counts.values()) <= 1


@given(st.lists(st.sets(st.sampled_from(TEAM)), max_size=30))
def test_whoever_is_away_never_facilitates_and_somebody_does_if_anybody_is_there(
    absences: list[set[str]],
) -> None:
    past: list[Turn] = []
    for number, away in enumerate(absences):
        user = whose_turn(TEAM, past, away=away)
        assert user not in away
        assert bool(user) == (len(away) < len(TEAM))
        past.append(Turn(user, MONDAY + timedelta(days=number)))


@pytest.mark.parametrize(
    ("place", "order"),
    [(0, ("a", "b", "c")), (1, ("b", "c", "a")), (3, ("a", "b", "c")), (5, ("c", "a", "b"))],
)
def test_each_ceremony_of_a_channel_begins_with_another_person(place: int, order: tuple[str, ...]) -> None:
    assert beginning_at(place, ("a", "b", "c")) == order


def test_nobody_begins_where_nobody_is() -> None:
    assert beginning_at(2, ()) == ()
