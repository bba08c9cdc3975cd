"""PromQL without Prometheus: what is sound, what is refused with which words, and what leaves values out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.promotion.promql import guarded, left_out, misread, tree
from tests.rules.promotion.expressions import BROKEN, BY_VERSION, SOUND


@pytest.mark.parametrize("typed", [*SOUND, *BY_VERSION])
def test_what_prometheus_understands_is_understood(typed: str) -> None:
    assert misread(typed) == ""


@pytest.mark.parametrize(("typed", "why"), BROKEN.items())
def test_what_prometheus_would_refuse_is_refused_with_the_place_and_the_cure(typed: str, why: str) -> None:
    assert why in misread(typed)


@pytest.mark.parametrize("typed", ['x{a="$service"}', 'x{a=~"a|${service:regex}"}', "sum($service)"])
def test_what_only_grafana_would_fill_in_is_left_open(typed: str) -> None:
    assert "is a variable of Grafana, and Prometheus does not know it. Write what it stands for." in misread(
        typed
    )


def test_a_dollar_that_stands_for_itself_is_fine() -> None:
    assert (
        misread('x{path="/$metadata", a=~"b$|c$"} or label_replace(x, "a", "$name", "b", "(?P<name>.*)")')
        == ""
    )


@pytest.mark.parametrize("typed", ["a / -(b > 0)", "a % (b == 0)", "a > bool 1", "topk(5, a > 1)", "-(a)"])
def test_what_leaves_nothing_out_is_fine(typed: str) -> None:
    assert left_out(typed) == ""


def test_the_first_of_two_faults_is_named() -> None:
    assert left_out("(a > 1) and b").startswith("“>”")


def test_a_long_expression_is_refused_without_a_place_and_at_once() -> None:
    assert misread("x y" + " + x" * 300).startswith("Prometheus does not understand this. An operator")


@given(st.text(alphabet="()[]{}\"'`\\#\n ab5m", max_size=30))
def test_nothing_typed_can_close_the_brackets_that_assay_puts_around_it(typed: str) -> None:
    if not misread(typed):
        around = tree(guarded(typed))
        assert around.lhs.expr.prettify() == tree(typed).prettify()
