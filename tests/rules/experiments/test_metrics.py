"""Metric lines: what reads, what is refused and where, and that a printed line reads as the same metric."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.metrics import (
    Comparison,
    Metric,
    find_metric,
    read_metric,
    read_metrics,
    read_value,
    stated_metric,
)
from rules.refusals import Refused
from rules.typed import plain_number, shown_number
from rules.words import fold
from tests.rules.refusal import reasons_of, refusal_of
from tests.rules.stages import TYPED

ACCURACY, LATENCY = TYPED["metrics"]
SHARE = read_metric("accuracy >= 92%")


@pytest.mark.parametrize(
    ("line", "metric"),
    [
        (
            "accuracy >= 0.92 (now 0.88)",
            Metric(
                name="accuracy",
                comparison=Comparison.AT_LEAST,
                threshold=Decimal("0.92"),
                baseline=Decimal("0.88"),
            ),
        ),
        (
            "p95 latency<800ms",
            Metric(name="p95 latency", comparison=Comparison.BELOW, threshold=Decimal(800), unit="ms"),
        ),
        (
            "recall ≥ 90%",
            Metric(name="recall", comparison=Comparison.AT_LEAST, threshold=Decimal(90), unit="%"),
        ),
        (
            "errors ≤ .5 %",
            Metric(name="errors", comparison=Comparison.AT_MOST, threshold=Decimal("0.5"), unit="%"),
        ),
        ("users > 12 500", Metric(name="users", comparison=Comparison.ABOVE, threshold=Decimal(12500))),
        ("drift > -1e-3", Metric(name="drift", comparison=Comparison.ABOVE, threshold=Decimal("-0.001"))),
        (
            "  cost   per answer  <=  0.002   $ ( NOW 0.003 $ ) ",
            Metric(
                name="cost per answer",
                comparison=Comparison.AT_MOST,
                threshold=Decimal("0.002"),
                baseline=Decimal("0.003"),
                unit="$",
            ),
        ),
    ],
)
def test_a_line_reads_as_the_metric_it_describes(line: str, metric: Metric) -> None:
    assert read_metric(line) == metric


@pytest.mark.parametrize(
    "line",
    [
        "guardrail: toxicity < 0.01",
        "guardrail:toxicity < 0.01",
        "Guardrail toxicity < 0.01",
        "toxicity < 0.01 guardrail",
        "toxicity < 0.01 (guardrail)",
    ],
)
def test_a_guardrail_is_marked_before_or_after_the_metric(line: str) -> None:
    metric = read_metric(line)
    assert (metric.name, metric.guardrail) == ("toxicity", True)


@pytest.mark.parametrize(
    ("line", "name"), [("guardrail >= 5", "guardrail"), ("guardrails hit < 3", "guardrails hit")]
)
def test_a_name_that_merely_looks_like_the_mark_is_a_name(line: str, name: str) -> None:
    metric = read_metric(line)
    assert (metric.name, metric.guardrail) == (name, False)


def test_a_unit_that_ends_in_the_mark_is_a_unit() -> None:
    metric = read_metric("shots < 5 softguardrail")
    assert (metric.unit, metric.guardrail) == ("softguardrail", False)


@pytest.mark.parametrize(
    "line",
    [
        "accuracy",
        "accuracy 0.92",
        "accuracy = 0.92",
        "accuracy >=",
        ">= 0.92",
        "accuracy >= high",
        "accuracy >= nan",
        "accuracy >= inf",
        "accuracy >= -Infinity",
        "accuracy >= e5",
        "accuracy >= -e5",
        "accuracy >= 1e301",
        "accuracy >= 1e-301",
        "accuracy >= 1e99999999",
        "users > 12,500",
        "users > 1,2,3",
        "accuracy >= 9/10",
        "accuracy >= 0." + "123" * 2000,
        "accuracy >= " + "9" * 100_000,
        "accuracy >= 0.92 (now)",
        "accuracy >= 0.92 (now high)",
        "latency < 800 ms (now 900 s)",
        "a >= 1 <= 2",
        "<!channel> >= 2",
        "!!! >= 2",
        "x" * 61 + " >= 2",
    ],
)
def test_what_is_no_metric_is_refused(line: str) -> None:
    assert refusal_of(lambda: read_metric(line)).reasons


def test_every_line_that_does_not_read_is_named_by_its_number() -> None:
    refusal = refusal_of(lambda: read_metrics("accuracy > 1\n\nspeedy\ncost < 2\nlatency < slow"))
    assert [reason.split(":")[0] for reason in refusal.reasons] == ["Line 3", "Line 5"]


def test_a_name_stands_once_however_it_is_written() -> None:
    assert "stands once; “P95 latency” and “p95-latency” are one name" in reasons_of(
        lambda: read_metrics("P95 latency < 1\np95-latency < 2")
    )


def test_signs_that_tell_metrics_apart_make_several_each_found_by_its_own_name() -> None:
    metrics = read_metrics("C accuracy >= 0.9\nC++ accuracy >= 0.8\nC# accuracy >= 0.7")
    assert [find_metric(metrics, f"{name} Accuracy") for name in ("c", "c++", "c#")] == list(metrics)
    refused = reasons_of(lambda: find_metric(metrics[1:], "C accuracy"))
    assert "There is no metric “C accuracy”. Its metrics are: C++ accuracy and C# accuracy." in refused


def test_more_metrics_than_a_card_can_show_are_refused() -> None:
    lines = "\n".join(f"metric {number} > 1" for number in range(21))
    assert "At most 20" in reasons_of(lambda: read_metrics(lines))


def test_no_lines_are_no_metrics() -> None:
    assert read_metrics(" \n \n") == ()


QUANTITIES = st.decimals(min_value=Decimal("-1e14"), max_value=Decimal("1e14"), places=6)
UNITS = st.sampled_from(["", "%", "ms", "s", "tokens/s", "$", "€", "µs"])
NAMES = st.text("abc XYZ0123._-:/guardrail é%", min_size=1, max_size=50).map(
    lambda name: " ".join(name.split())
)


@st.composite
def typed_lines(draw: st.DrawFn) -> str:
    """Return lines as people may type them."""
    prefix = draw(st.sampled_from(["", "guardrail: ", "guardrail "]))
    comparison = draw(st.sampled_from([">=", "<=", ">", "<", "≥", "≤"]))
    unit = draw(UNITS)
    now = f" (now {draw(QUANTITIES)} {unit})" if draw(st.booleans()) else ""
    name = draw(NAMES.filter(fold))
    return f"{prefix}{name} {comparison} {draw(QUANTITIES)}{unit}{now}"


@given(typed_lines())
def test_a_metric_is_typed_again_in_its_form_and_read_in_its_history_as_the_same(line: str) -> None:
    with contextlib.suppress(Refused):
        metric = read_metric(line)
        assert read_metric(metric.typed) == metric
        assert stated_metric(metric.line) == metric


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with contextlib.suppress(Refused):
        metric = read_metric(text)
        assert read_metric(metric.typed) == metric


@pytest.mark.parametrize(
    ("line", "met", "not_met"),
    [("a >= 2", "2", "1.99"), ("a > 2", "2.01", "2"), ("a <= 2", "2", "2.01"), ("a < 2", "1.99", "2")],
)
def test_a_threshold_itself_meets_only_the_comparisons_that_include_it(
    line: str, met: str, not_met: str
) -> None:
    metric = read_metric(line)
    assert (metric.met_by(Decimal(met)), metric.met_by(Decimal(not_met))) == (True, False)


@given(st.sampled_from(Comparison), QUANTITIES, QUANTITIES)
def test_the_opposite_holds_exactly_when_the_comparison_does_not(
    comparison: Comparison, value: Decimal, threshold: Decimal
) -> None:
    assert comparison.holds(value, threshold) != comparison.opposite.holds(value, threshold)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1E+3", "1000"),
        ("0.9200", "0.92"),
        ("-0.0", "0"),
        ("0E+99", "0"),
        ("100", "100"),
        ("1E-7", "0.0000001"),
    ],
)
def test_a_number_is_written_in_digits_and_without_idle_zeros(number: str, shown: str) -> None:
    assert plain_number(Decimal(number)) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3.1E-17", "3.1e-17"),
        ("-0.00000012", "-1.2e-7"),
        ("0.000001", "0.000001"),
        ("1E+15", "1e15"),
        ("123456789012345678901234567890", "1.2345678901234567890123456789e29"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_a_tiny_or_huge_number_is_shown_in_scientific_notation(number: str, shown: str) -> None:
    assert shown_number(Decimal(number)) == shown


def test_lines_that_stand_already_are_not_asked_about_again() -> None:
    before = stated_metric("accuracy >= 0.92 (now 0.95)")
    assert read_metrics(f"{before.typed}\nrecall >= 0.8", [before])[0] is before
    assert "is past its target" in reasons_of(lambda: read_metrics(before.typed))


def test_a_baseline_that_is_past_its_target_is_asked_back_unless_it_must_only_not_get_worse() -> None:
    reasons = reasons_of(lambda: read_metric("accuracy >= 0.92 (now 0.95)"))
    assert "accuracy is 0.95 now, which is past its target >= 0.92 already" in reasons
    assert "guardrail: accuracy >= 0.92" in reasons
    assert read_metric("guardrail: accuracy >= 0.92 (now 0.95)").baseline == Decimal("0.95")
    assert read_metric("accuracy >= 0.92 (now 0.92)").baseline == Decimal("0.92")


def test_a_metric_is_found_however_its_name_is_written() -> None:
    assert find_metric((ACCURACY, LATENCY), " LATENCY ") is LATENCY


def test_an_unknown_metric_is_answered_with_the_nearest_and_all() -> None:
    reasons = reasons_of(lambda: find_metric((ACCURACY, LATENCY), "acuracy"))
    assert "accuracy and latency" in reasons
    assert "Did you mean “accuracy”?" in reasons


def test_without_metrics_any_name_is_told_so() -> None:
    assert "no metrics yet" in reasons_of(lambda: find_metric((), "accuracy"))


@pytest.mark.parametrize("typed", ["620", "620 ms", " 620ms "])
def test_a_value_may_leave_out_its_unit(typed: str) -> None:
    assert read_value(LATENCY, typed) == 620


@pytest.mark.parametrize("typed", ["0.6 s", "620 MS", "fast", "", "nan", "1e400 ms"])
def test_a_value_in_another_unit_or_none_at_all_is_refused(typed: str) -> None:
    assert refusal_of(lambda: read_value(LATENCY, typed)).reasons


@pytest.mark.parametrize(("typed", "percent"), [("0.94", "94"), ("1", "100"), (".005", "0.5")])
def test_a_fraction_is_not_taken_for_percent_without_a_word(typed: str, percent: str) -> None:
    reasons = reasons_of(lambda: read_value(SHARE, typed))
    assert f"accuracy is measured in %: write {percent} or {percent}%; if you mean" in reasons


@pytest.mark.parametrize("typed", ["0.94%", "0.94 %", "94", "1.01", "0", "-0.5"])
def test_percent_that_cannot_be_mistaken_are_taken(typed: str) -> None:
    assert read_value(SHARE, typed) == Decimal(typed.rstrip(" %"))


def test_a_fraction_is_taken_where_its_unit_stands_beside_it_or_the_threshold_is_as_small() -> None:
    assert read_value(SHARE, "0.94", unit="%") == Decimal("0.94")
    assert read_value(read_metric("error rate <= 0.5%"), "0.4") == Decimal("0.4")


def test_a_plain_metric_refuses_a_unit() -> None:
    assert "plain numbers" in reasons_of(lambda: read_value(ACCURACY, "94 ms"))
