"""The values of one form: each metric beside its own field, all of them or none."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.typed_values import NOTHING_MEASURED, ValuesDraft, read_values, value_field
from rules.experiments.metrics import read_metrics
from rules.refusals import Refused

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
METRICS = read_metrics("accuracy >= 0.92\nlatency <= 800 ms\nerrors <= 2")
NAMES = [metric.name for metric in METRICS]


def draft(typed: Mapping[str, str], measured_at: datetime | None = None) -> ValuesDraft:
    """Return a form with what was typed for each metric."""
    values = {value_field(name): text for name, text in typed.items()}
    return ValuesDraft(values=values, measured_at=measured_at)


def refused(typed: ValuesDraft) -> Mapping[str, str]:
    """Return what is said beside the fields of a form."""
    with pytest.raises(Refused) as refusal:
        read_values(METRICS, typed, NOW)
    return refusal.value.fields


def test_each_value_goes_to_its_metric_and_empty_ones_are_left_out() -> None:
    found = read_values(METRICS, draft({"errors": "1.5", "accuracy": "0.93", "latency": " "}), NOW)
    assert [(one.metric, one.value) for one in found] == [("accuracy", "0.93"), ("errors", "1.5")]


def test_an_empty_form_is_asked_back_beside_its_first_field() -> None:
    assert refused(draft({})) == {value_field("accuracy"): NOTHING_MEASURED}


def test_everything_wrong_is_told_at_once_beside_its_own_field() -> None:
    said = refused(draft({"accuracy": "good", "latency": "620 apples", "errors": "1"}))
    assert list(said) == [value_field("accuracy"), value_field("latency")]


def test_a_time_to_come_is_refused_once_beside_the_time() -> None:
    said = refused(draft({"accuracy": "0.93", "latency": "620"}, NOW + timedelta(hours=1)))
    assert list(said) == ["measured_at"]


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["", "0.5", "1", "many"]), max_size=3))
def test_a_form_is_read_as_a_whole_or_refused_at_exactly_what_is_wrong(typed: dict[str, str]) -> None:
    wrong = {value_field(name) for name, text in typed.items() if text == "many"}
    right = [name for name in NAMES if typed.get(name) in ("0.5", "1")]
    if wrong or not right:
        assert set(refused(draft(typed))) == (wrong or {value_field("accuracy")})
    else:
        assert [one.metric for one in read_values(METRICS, draft(typed), NOW)] == right
