"""From how many on something is told of many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.learning.small_numbers import few_words, fewest, is_enough, within


@pytest.mark.parametrize(("percent", "number"), [(50, 4), (75, 4), (80, 4), (85, 6), (90, 9), (95, 19)])
def test_the_fewest_are_as_many_as_keep_the_bound_with_that_chance(percent: int, number: int) -> None:
    assert fewest(percent) == number
    assert is_enough(number, percent)
    assert not is_enough(number - 1, percent)


def test_a_small_number_says_how_small_it_is() -> None:
    assert few_words(2, "experiment") == "2 experiments: too few to tell"
    assert few_words(1, "seat") == "1 seat: too few to tell"


def test_of_nine_the_largest_bounds_ninety_percent_and_of_eight_nothing_does() -> None:
    assert within(range(9, 0, -1), 90) == 9
    assert within(range(19), 90) == 17
    assert within(range(8), 90) is None


@given(st.lists(st.floats(0, 1e6), min_size=9, max_size=60))
def test_at_least_nine_in_ten_lie_within_the_bound(values: list[float]) -> None:
    bound = within(values, 90)
    assert bound is not None
    assert sum(value <= bound for value in values) >= 0.9 * len(values)
