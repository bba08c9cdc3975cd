"""Labels that our rules set tell no values of an expression apart, and every expression is tried on series that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.promotion.promql import misread
from rules.promotion.promql_labels import NAME, OURS, collision
from rules.promotion.promql_probes import probes
from tests.rules.promotion.expressions import APART, COLLIDING, SOUND

LABELS = st.lists(
    st.sampled_from(["pod", "zone", "revision", "service", "experiment", "severity"]), unique=True
)
WRAPPED = st.sampled_from(
    ["{}", "({})", "-{}", "1 - {}", "{} * 100", "clamp({}, 0, 1)", "avg_over_time({}[5m:])"]
)


@pytest.mark.parametrize(("typed", "label"), COLLIDING.items())
def test_what_keeps_values_apart_by_a_label_of_ours_is_refused_with_the_label_and_the_cure(
    typed: str, label: str
) -> None:
    said = collision(typed)
    assert f"“{label}”" in said
    assert f'choose one value, as in {label}="…"' in said


@pytest.mark.parametrize("typed", APART)
def test_what_keeps_them_apart_by_other_labels_is_fine(typed: str) -> None:
    assert collision(typed) == ""


@given(LABELS, LABELS, WRAPPED)
def test_an_aggregation_is_refused_exactly_when_it_keeps_a_label_of_ours_of_which_no_value_is_chosen(
    kept: list[str], chosen: list[str], wrapped: str
) -> None:
    matchers = ", ".join(f'{label}="a"' for label in chosen)
    typed = wrapped.format(f"sum by ({', '.join(kept)}) (x{{{matchers}}})")
    assert misread(typed) == ""
    assert bool(collision(typed)) == bool(OURS & set(kept) - set(chosen))


@given(LABELS, LABELS)
def test_a_sum_of_everything_is_never_refused(kept: list[str], chosen: list[str]) -> None:
    matchers = ", ".join(f'{label}=~"a|b"' for label in chosen)
    assert collision(f"sum(avg by ({', '.join(kept)}) (x{{{matchers}}}))") == ""


@pytest.mark.parametrize("typed", [*SOUND, *COLLIDING, *APART])
def test_series_of_a_trial_differ_in_one_label(typed: str) -> None:
    for group in probes(typed):
        for one in group:
            near = [other for other in group if other is not one and other[NAME] == one[NAME]]
            assert not near or min(len(one.items() ^ other.items()) for other in near) == 2


def test_series_of_a_trial_are_those_that_the_expression_finds() -> None:
    typed = 'rate(x_total{job="a", code=~"5..", env!="dev", zone=""}[5m])'
    series = [one for group in probes(typed) for one in group]
    assert {(one[NAME], one["job"], one["code"][0], len(one["code"])) for one in series} == {
        ("x_total", "a", "5", 3)
    }
    assert all(one["env"] != "dev" and "zone" not in one for one in series)
    assert len({one["code"] for one in series}) == len({one["instance"] for one in series}) == 2


def test_a_pattern_that_would_take_for_ever_is_left_out_at_once() -> None:
    list(probes('x{a=~"(a+)+c|' + "a" * 300 + 'b"}'))
