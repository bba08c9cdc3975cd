"""How a metric has come along: from where, by how much, and since when it is met or missed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.trends import LEVELS, MOST_POINTS, standing_since, trend, values_of
from rules.experiments.experiment import Experiment
from rules.experiments.metrics import Measurement, read_metric
from tests.rules.cast import ANA
from tests.rules.stages import NOW, proposed

WITH_BASELINE = read_metric("accuracy >= 0.92 (now 0.88)")
WITHOUT = read_metric("accuracy >= 0.92")


def valued(*values: str | tuple[str, int]) -> Experiment:
    """Return an experiment with these values of accuracy, an hour apart or at the hour that is given."""
    hours = [value if isinstance(value, tuple) else (value, hour) for hour, value in enumerate(values)]
    return replace(
        proposed(),
        measurements=tuple(
            Measurement(metric="accuracy", value=Decimal(value), by=ANA.id, at=NOW + timedelta(hours=hour))
            for value, hour in hours
        ),
    )


@pytest.mark.parametrize(
    ("line", "values", "start", "change"),
    [
        ("accuracy >= 0.92 (now 0.88)", (), "0.88", None),
        ("accuracy >= 0.92 (now 0.88)", ("0.93",), "0.88", "0.05"),
        ("accuracy >= 0.92 (now 0.88)", ("0.95", "0.80"), "0.88", "-0.08"),
        ("accuracy >= 0.92", (), None, None),
        ("accuracy >= 0.92", ("0.93",), None, None),
        ("accuracy >= 0.92", ("0.90", "0.93"), "0.90", "0.03"),
        ("accuracy >= 0.92", ("0.93", "0.93"), "0.93", "0"),
    ],
)
def test_the_change_is_from_the_baseline_or_else_from_the_first_value(
    line: str, values: tuple[str, ...], start: str | None, change: str | None
) -> None:
    found = trend(valued(*values), read_metric(line))
    assert found.start == (None if start is None else Decimal(start))
    assert found.change == (None if change is None else Decimal(change))


def test_values_stand_in_the_order_in_which_they_were_measured() -> None:
    late_entry = valued(("0.90", 5), ("0.80", 1), ("0.95", 9))
    assert trend(late_entry, WITHOUT).points == (Decimal("0.80"), Decimal("0.90"), Decimal("0.95"))


def test_of_two_values_at_once_the_later_entry_is_the_latest() -> None:
    experiment = valued(("0.90", 1), ("0.95", 1))
    assert values_of(experiment, WITHOUT)[-1] == experiment.latest(WITHOUT)


def test_only_the_last_values_are_drawn() -> None:
    assert trend(valued(*(f"0.{number}" for number in range(10, 40))), WITHOUT).points == tuple(
        Decimal(f"0.{number}") for number in range(40 - MOST_POINTS, 40)
    )


def test_heights_go_from_the_lowest_to_the_highest_value() -> None:
    assert trend(valued("1", "2", "3", "4", "5"), WITHOUT).levels == (0, 1, 2, 3, 4)


def test_the_same_values_stand_in_the_middle() -> None:
    assert trend(valued("1", "1"), WITHOUT).levels == (2, 2)


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=12)


@given(st.lists(numbers, min_size=1, max_size=20))
def test_heights_keep_the_order_of_the_values(values: list[Decimal]) -> None:
    found = trend(valued(*(str(value) for value in values)), WITHOUT)
    pairs = sorted(zip(found.points, found.levels, strict=True))
    assert [level for _, level in pairs] == sorted(found.levels)
    assert all(0 <= level < LEVELS for level in found.levels)


@given(numbers, numbers)
def test_the_change_is_exact(first: Decimal, last: Decimal) -> None:
    change = trend(valued(str(first), str(last)), WITHOUT).change
    assert change is not None
    assert int(change * 10**12) == int(last * 10**12) - int(first * 10**12)


@pytest.mark.parametrize(
    ("values", "hour"),
    [
        (("0.95",), 0),
        (("0.95", "0.94", "0.93"), 0),
        (("0.80", "0.95", "0.94"), 1),
        (("0.95", "0.80", "0.70"), 1),
        (("0.80", "0.95", "0.80"), 2),
    ],
)
def test_a_metric_stands_where_it_is_since_it_came_to_that_side(values: tuple[str, ...], hour: int) -> None:
    assert standing_since(valued(*values), WITH_BASELINE) == NOW + timedelta(hours=hour)


def test_without_a_value_it_stands_nowhere() -> None:
    assert standing_since(valued(), WITH_BASELINE) is None
