"""Bias checks: groups as typed or pasted, ratios to the best group, the four-fifths rule on both sides."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.bias_checks import FOUR_FIFTHS, BiasDraft, read_check
from rules.experiments.bias_facts import BiasCheck, GroupValue
from rules.refusals import Refused
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


def test_a_check_is_refused_beside_each_of_its_fields_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        read_check(BiasDraft(experiment=1, metric=" ", groups="x"), FOUR_FIFTHS, by="U0A", now=NOW)
    assert set(refusal.value.fields) == {"metric", "groups"}


def test_a_check_with_mixed_units_is_refused_beside_its_groups() -> None:
    draft = BiasDraft(experiment=1, metric="rate", groups="A, 50%\nB, 0.62")
    with pytest.raises(Refused) as refusal:
        read_check(draft, FOUR_FIFTHS, by="U0A", now=NOW)
    assert "different units: “A” in % and “B” without a unit" in refusal.value.fields["groups"]


@pytest.mark.parametrize(("size", "is_small"), [(29, True), (30, False), (None, False)])
def test_a_group_of_few_is_small(size: int | None, is_small: bool) -> None:
    draft = f"A, 0.5{f', {size}' if size else ''}\nB, 0.6, 400"
    made = read_check(BiasDraft(experiment=1, metric="rate", groups=draft), FOUR_FIFTHS, by="U0A", now=NOW)
    assert {row.group: row.is_small for row in made.ratios} == {"A": is_small, "B": False}
