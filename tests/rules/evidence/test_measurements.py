"""Values as they come in: their time, their source, and what is known already."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.measurements import (
    CLOCK_SKEW,
    OLDEST,
    ValueDraft,
    measured_words,
    read_measured_at,
    read_measurement,
)
from rules.experiments.experiment import ReviewKind, Stage
from rules.experiments.metrics import read_metrics
from rules.lifecycle.recording import measure, measure_all
from rules.refusals import Refused
from tests.rules.cast import ANA, BEN
from tests.rules.refusal import reasons_of, refusal_of
from tests.rules.stages import LATER, NOW, at, judged, proposed, submit

METRICS = read_metrics("accuracy >= 0.92 (now 0.88)\nguardrail: latency <= 800 ms")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (None, NOW),
        ("", NOW),
        ("  ", NOW),
        ("2026-03-01T09:30:00Z", NOW - timedelta(days=1)),
        ("2026-03-01T10:30:00+01:00", NOW - timedelta(days=1)),
        (NOW - timedelta(hours=2), NOW - timedelta(hours=2)),
        (NOW.astimezone(timezone(timedelta(hours=-7))), NOW),
    ],
)
def test_a_time_is_kept_in_utc_and_is_now_where_none_is_given(
    said: str | datetime | None, kept: datetime
) -> None:
    assert read_measured_at(said, NOW) == kept
    assert read_measured_at(said, NOW).tzinfo is UTC


@pytest.mark.parametrize("ahead", [timedelta(microseconds=1), CLOCK_SKEW])
def test_a_clock_a_little_ahead_means_now(ahead: timedelta) -> None:
    assert read_measured_at(NOW + ahead, NOW) == NOW


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (NOW + CLOCK_SKEW + timedelta(seconds=1), "2026-03-02 09:35 UTC has not come yet"),
        ("9999-12-31T23:59:59-23:59", "has not come yet"),
        (NOW - OLDEST - timedelta(seconds=1), "more than ten years ago"),
        ("0001-01-01T00:00:00+23:59", "more than ten years ago"),
        ("1970-01-21T00:00:00Z", "more than ten years ago"),
        ("2026-03-01T09:30:00", "Say in which zone"),
        ("2026-03-01", "Say in which zone"),
        ("yesterday", "“yesterday” is not a time"),
        ("2026-13-01T00:00:00Z", "is not a time"),
        ("x" * 5000, "is not a time"),
    ],
)
def test_a_time_that_cannot_be_is_refused(said: str | datetime, why: str) -> None:
    assert why in reasons_of(lambda: read_measured_at(said, NOW))


@given(st.one_of(st.text(), st.datetimes(timezones=st.timezones() | st.none())))
def test_whatever_is_said_is_a_time_that_has_come_or_a_refusal(said: str | datetime) -> None:
    with suppress(Refused):
        assert NOW - OLDEST <= read_measured_at(said, NOW) <= NOW


@pytest.mark.parametrize(
    "value", ["nan", "NaN", "inf", "-Infinity", "1e999", "1e1000000", "0.9.3", "", " ", "0x10", "1_000"]
)
def test_what_is_no_finite_number_is_refused_beside_the_value(value: str) -> None:
    draft = ValueDraft(metric="accuracy", value=value)
    assert set(refusal_of(lambda: read_measurement(METRICS, draft, by=ANA.id, now=NOW)).fields) == {"value"}


def test_everything_wrong_is_told_at_once() -> None:
    draft = ValueDraft(metric="latency", value="0.6 s", measured_at="soon", source="x" * 201)
    fields = refusal_of(lambda: read_measurement(METRICS, draft, by=ANA.id, now=NOW)).fields
    assert fields["value"] == "latency is measured in ms, not in s."
    assert set(fields) == {"value", "measured_at", "source"}


def test_the_same_measurement_again_changes_nothing() -> None:
    draft = ValueDraft(metric="accuracy", value="0.94", measured_at=NOW, source="nightly run")
    once = measure(proposed(), draft, ANA, LATER)
    again = ValueDraft(metric="Accuracy", value="0.940", measured_at=NOW, source=" nightly  run ")
    assert measure(once, again, BEN, LATER + timedelta(days=1)) is once


@pytest.mark.parametrize(
    "other",
    [
        ValueDraft(metric="accuracy", value="0.941", measured_at=NOW, source="nightly run"),
        ValueDraft(metric="accuracy", value="0.94", measured_at=LATER, source="nightly run"),
        ValueDraft(metric="accuracy", value="0.94", measured_at=NOW, source="other run"),
        ValueDraft(metric="latency", value="0.94", measured_at=NOW, source="nightly run"),
    ],
    ids=["value", "time", "source", "metric"],
)
def test_another_value_time_source_or_metric_is_another_measurement(other: ValueDraft) -> None:
    draft = ValueDraft(metric="accuracy", value="0.94", measured_at=NOW, source="nightly run")
    assert len(measure_all(proposed(), (draft, other, other), ANA, LATER).measurements) == 2


def test_several_values_are_recorded_all_or_none() -> None:
    drafts = (ValueDraft(metric="accuracy", value="0.94"), ValueDraft(metric="latency", value="fast"))
    assert "“fast” is not a number" in reasons_of(lambda: measure_all(proposed(), drafts, ANA, NOW))


def test_a_value_of_earlier_does_not_replace_a_later_one() -> None:
    later = measure(proposed(), ValueDraft(metric="accuracy", value="0.95", measured_at=NOW), ANA, LATER)
    hour_before = NOW - timedelta(hours=1)
    both = measure(later, ValueDraft(metric="accuracy", value="0.5", measured_at=hour_before), ANA, LATER)
    latest = both.latest(METRICS[0])
    assert latest
    assert latest.value == Decimal("0.95")


def test_the_last_value_of_several_that_was_missing_approves() -> None:
    board_is_content = judged(submit(proposed()), *ReviewKind)
    drafts = (ValueDraft(metric="accuracy", value="0.94"), ValueDraft(metric="latency", value="620"))
    assert measure_all(board_is_content, drafts, BEN, NOW).stage is Stage.APPROVED


def test_capital_letters_do_not_make_another_metric() -> None:
    measured = measure(proposed(), ValueDraft(metric="accuracy", value="0.94"), ANA, NOW)
    assert measured.latest(read_metrics("Accuracy >= 0.92")[0])


def test_another_unit_makes_another_metric() -> None:
    measured = measure(at(Stage.PROPOSED), ValueDraft(metric="latency", value="620"), ANA, NOW)
    assert measured.latest(read_metrics("latency <= 0.8 s")[0]) is None


def test_the_history_tells_time_and_source_where_there_is_something_to_tell() -> None:
    typed = ValueDraft(metric="accuracy", value="0.940")
    pulled = ValueDraft(metric="latency", value="620", measured_at=NOW, source="nightly run")
    found = [read_measurement(METRICS, draft, by=ANA.id, now=LATER) for draft in (typed, pulled)]
    assert measured_words(found, LATER) == (
        "accuracy 0.94; latency 620 ms, measured 2026-03-02 09:30 UTC (nightly run)"
    )
