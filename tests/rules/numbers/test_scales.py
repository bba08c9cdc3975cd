"""On which scale a number is meant: converted where a sign says so, asked back where none does."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.metrics import Comparison, Metric, read_metric, read_value
from rules.refusals import Refused
from tests.rules.refusal import reasons_of


@pytest.mark.parametrize(
    ("line", "typed", "value"),
    [
        ("accuracy >= 0.92", "93%", "0.93"),
        ("accuracy >= 0.92", "93 percent", "0.93"),
        ("accuracy >= 0.92", "９３，５％", "0.935"),
        ("accuracy >= 0.92", "120%", "1.2"),
        ("accuracy >= 0.92", "0,925", "0.925"),
        ("accuracy >= 0.9", "exactly 88", "88"),
        ("accuracy >= 0.9", "1", "1"),
        ("accuracy >= 92%", "94 percent", "94"),
        ("accuracy >= 92%", "exactly 0.5", "0.5"),
        ("accuracy >= 90", "exactly 0.88", "0.88"),
        ("accuracy >= 90", "88", "88"),
        ("errors <= 50", "1", "1"),
        ("cost <= 10", "0.5", "0.5"),
        ("latency <= 0.8", "1.2", "1.2"),
        ("latency <= 0.8 s", "88", "88"),
        ("loss <= 0.5 (now 2)", "8.1", "8.1"),
        ("error rate <= 0.5%", "0.4", "0.4"),
        ("p-value <= 0.05", "3.1e-17", "3.1e-17"),
    ],
)
def test_a_number_is_put_on_the_scale_of_its_metric(line: str, typed: str, value: str) -> None:
    assert read_value(read_metric(line), typed) == Decimal(value)


@pytest.mark.parametrize(
    ("line", "typed", "offer"),
    [
        ("accuracy >= 0.9", "88", "write 0.88 or 88%; if you mean 88 itself, write exactly 88."),
        ("error rate <= 0.02", "1", "write 0.01 or 1%; if you mean 1 itself"),
        ("accuracy >= 0.9", "5", "write 0.05 or 5%; if you mean 5 itself, write exactly 5."),
        ("error rate <= 0.02", "2", "write 0.02 or 2%"),
        ("accuracy >= 92%", "0.88", "write 88 or 88%; if you mean 0.88 %, write 0.88%."),
        ("error rate <= 0.5%", "0.004", "write 0.4 or 0.4%; if you mean 0.004 %, write 0.004%."),
        ("accuracy >= 90", "0.88", "write 88; if you mean 0.88 itself, write exactly 0.88."),
        ("accuracy >= 90", "93%", "write 93; if you mean 0.93, write exactly 0.93."),
    ],
)
def test_a_number_that_may_be_on_another_scale_is_asked_back_with_both(
    line: str, typed: str, offer: str
) -> None:
    assert offer in reasons_of(lambda: read_value(read_metric(line), typed))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("accuracy >= 0.92 (now 88%)", "accuracy >= 0.92 (now 0.88)"),
        ("accuracy >= 92% (now 88)", "accuracy >= 92% (now 88%)"),
        ("loss <= 0.5 (now exactly 6.2)", "loss <= 0.5 (now 6.2)"),
    ],
)
def test_a_baseline_is_put_on_the_scale_of_its_threshold(line: str, read: str) -> None:
    assert read_metric(line).line == read


@pytest.mark.parametrize(
    ("line", "offer"),
    [
        ("accuracy >= 92% (now 0.88)", "write 88 or 88%"),
        ("accuracy >= 0.92 (now 88)", "write 0.88 or 88%"),
        ("accuracy >= 92 (now 0.88)", "write 88; if you mean 0.88 itself"),
        ("loss <= 0.5 (now 6.2)", "write 0.062 or 6.2%; if you mean 6.2 itself"),
    ],
)
def test_a_baseline_on_another_scale_is_asked_back(line: str, offer: str) -> None:
    assert offer in reasons_of(lambda: read_metric(line))


THRESHOLDS = st.decimals("0.01", "0.99", places=2)


@given(st.sampled_from(Comparison), THRESHOLDS, st.decimals("0.01", "1", places=2))
def test_a_share_is_never_recorded_a_hundredfold(
    comparison: Comparison, threshold: Decimal, share: Decimal
) -> None:
    metric = Metric(name="accuracy", comparison=comparison, threshold=threshold)
    percent = share * 100
    assert read_value(metric, f"{percent}%") == share
    with suppress(Refused):
        # What is taken without a question misses its threshold, as it would be if it were a part of one.
        assert read_value(metric, f"{percent:f}") <= threshold * 10


@given(THRESHOLDS, st.decimals("0.01", "1", places=2))
def test_a_percentage_is_never_recorded_a_hundredth(limit: Decimal, share: Decimal) -> None:
    metric = Metric(name="accuracy", comparison=Comparison.AT_LEAST, threshold=limit * 100 + 1, unit="%")
    assert "measured in %" in reasons_of(lambda: read_value(metric, str(share)))
    assert read_value(metric, f"{share * 100}%") == share * 100
