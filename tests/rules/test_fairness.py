"""Bias checks: groups as typed or pasted, ratios to the best group, the four-fifths rule on both sides."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fairness import FOUR_FIFTHS, BiasCheck, BiasDraft, GroupValue, read_check, read_groups
from rules.refusals import Refused
from tests.rules.refusal import reasons_of
from tests.rules.stages import NOW


def check(*values: str, higher: bool = True, threshold: float = FOUR_FIFTHS) -> BiasCheck:
    groups = tuple(GroupValue(f"group {place}", Decimal(value)) for place, value in enumerate(values))
    return BiasCheck(
        experiment=1,
        metric="rate",
        higher_is_better=higher,
        groups=groups,
        threshold=threshold,
        by="U0A",
        at=NOW,
    )


@pytest.mark.parametrize(("low", "passes"), [("0.40", True), ("0.39", False)])
def test_four_fifths_of_the_best_group_pass_and_less_does_not(low: str, passes: bool) -> None:
    assert check("0.50", low).passes is passes


def test_where_lower_is_better_the_lowest_group_is_the_best() -> None:
    ratios = {row.group: row.ratio for row in check("0.10", "0.20", higher=False).ratios}
    assert ratios == {"group 0": 1.0, "group 1": 0.5}


def test_another_threshold_can_be_set() -> None:
    assert check("1", "0.7", threshold=0.6).passes


@given(st.lists(st.decimals(0, 1000, places=3), min_size=2, max_size=10), st.booleans())
def test_every_ratio_is_between_zero_and_one_and_the_best_is_one(values: list[Decimal], higher: bool) -> None:
    ratios = [row.ratio for row in check(*map(str, values), higher=higher).ratios]
    assert ratios[0] == 1.0
    assert all(0 <= ratio <= 1 for ratio in ratios)


@pytest.mark.parametrize(
    "text", ["women, 0.81\nmen, 0.9", "group;rate\nwomen;0.81\nmen;0.9", '"women"\t0.81\n"men"\t90%']
)
def test_groups_are_read_as_typed_or_as_csv_with_or_without_a_header(text: str) -> None:
    assert [one.group for one in read_groups(text)] == ["women", "men"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("women, 0.8", "Give 2 to 30 groups"),
        ("", "Give 2 to 30 groups"),
        ("women, 0.8\nwomen, 0.9", "stands once"),
        ("women 0.8\nmen, 0.9", "does not read"),
        ("women, many\nmen, 0.9\nothers, x", "is not a number"),
        ("women, -1\nmen, 0.9", "below zero"),
    ],
)
def test_groups_that_do_not_read_are_refused_with_what_is_wrong(text: str, reason: str) -> None:
    assert reason in reasons_of(lambda: read_groups(text))


def test_a_check_is_refused_beside_each_of_its_fields_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        read_check(BiasDraft(experiment=1, metric=" ", groups="x"), FOUR_FIFTHS, by="U0A", now=NOW)
    assert set(refusal.value.fields) == {"metric", "groups"}
