"""What differs between two texts of a field."""

import pytest

from rules.experiments.differences import difference_words, metric_differences
from rules.experiments.staleness import Field, FieldChange

BEFORE = (
    "accuracy >= 0.92 (now 0.88)\ncost per 1,000 calls <= 0.04 € (now 0.12 €)\nguardrail: latency <= 800 ms"
)


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("<= 0.04 €", "<= 0.05 €", ("cost per 1,000 calls: <= 0.04 € → <= 0.05 €",)),
        ("(now 0.88)", "", ("accuracy: now 0.88 → no value now",)),
        ("guardrail: latency", "latency", ("latency: guardrail → no guardrail",)),
        ("accuracy >=", "Accuracy >=", ("Accuracy: accuracy → Accuracy",)),
        ("\nguardrail: latency <= 800 ms", "", ("removed: guardrail: latency <= 800 ms",)),
        ("800 ms", "800 ms\nrecall > 0.5", ("added: recall > 0.5",)),
        ("0.92 (now 0.88)", "0.9 (now 0.8)", ("accuracy: >= 0.92, now 0.88 → >= 0.9, now 0.8",)),
        ("800 ms", "800 ms", ()),
    ],
)
def test_only_what_differs_in_a_metric_is_told(was: str, becomes: str, told: tuple[str, ...]) -> None:
    assert metric_differences(BEFORE, BEFORE.replace(was, becomes)) == told


def test_text_that_does_not_read_as_metrics_has_no_differences_to_tell() -> None:
    assert metric_differences("faster", BEFORE) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (FieldChange(Field.MODEL, "", "m:/2", ()), "model: nothing → m:/2"),
        (FieldChange(Field.HYPOTHESIS, "If we", "x" * 61, ()), "hypothesis"),
        (FieldChange(Field.METRICS, "a > 1\nb > 2", "a > 1\nb > 3", ()), "success metrics: b: > 2 → > 3"),
    ],
)
def test_a_change_is_told_on_one_line(change: FieldChange, told: str) -> None:
    assert difference_words(change) == told
