"""PromQL without Prometheus: what is sound, what is refused with which words, and what leaves values out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.promotion.promql import guarded, left_out, misread
from rules.promotion.promql_tree import tree
from tests.rules.promotion.expressions import BROKEN, BY_VERSION, SOUND


@pytest.mark.parametrize("typed", [*SOUND, *BY_VERSION])
def test_what_prometheus_understands_is_understood(typed: str) -> None:
    assert misread(typed) == ""


@pytest.mark.parametrize(("typed", "why"), BROKEN.items())
def test_what_prometheus_would_refuse_is_refused_with_the_place_and_the_cure(typed: str, why: str) -> None:
    assert why in misread(typed)


@pytest.mark.parametrize(
    "typed",
    ['x{a="$service"}', 'x{a=~"a|${service:regex}"}', "sum($service)", 'x{a="router-$env"}', 'x{a=~"/$env"}'],
)
def test_what_only_grafana_would_fill_in_is_left_open(typed: str) -> None:
    assert "is a variable of Grafana, and Prometheus does not know it. Write what it stands for." in misread(
        typed
    )


@pytest.mark.parametrize(
    "typed",
    [
        'x{a="{{ $labels.service }}"}',
        'x{a!="{{service}}"}',
        'x{a="prefix-{{ env }}-router"}',
        'x{a="[[service]]"}',
        'x{a="%(service)s"}',
        'x{a="#{service}"}',
        'x{a="$(service)"}',
        'x{a="$1"}',
        'x{a="<service name>"}',
        "rate({{service}}_total[5m])",
        "sum by ({{label}}) (x)",
    ],
)
def test_what_a_template_would_fill_in_is_refused_wherever_it_stands(typed: str) -> None:
    assert "is to be filled in by a template" in misread(typed)


@given(
    st.sampled_from(["$service", "${service}", "{{service}}", "[[service]]"]),
    st.sampled_from(["=", "!=", "=~", "!~"]),
)
def test_a_matcher_on_a_variable_is_never_accepted(variable: str, operator: str) -> None:
    assert misread(f'avg(rate(x{{job{operator}"{variable}", a="b"}}[5m]))')


def test_a_chain_without_end_is_refused_at_once() -> None:
    assert misread("+".join(["x"] * 900)).startswith("More than 150 parts stand within one another here.")
    assert misread("(" * 900 + "x" + ")" * 900).startswith("More than 150 parts")
    assert misread("+".join(["x"] * 100)) == ""


def test_a_dollar_that_stands_for_itself_is_fine() -> None:
    assert (
        misread(
            'x{path="/$metadata", a=~"b$|c$", d=~"US\\\\$rate", e="/users/<int:id>", f=~"[[:alpha:]]"} or label_replace(x, "a", "$name", "b", "(?P<name>.*)")'
        )
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
