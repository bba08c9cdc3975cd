"""Lines of metrics as they are pasted: marks of lists are dropped, the guardrail stays, the sign at fault is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.experiments.metrics import read_metric, read_metrics
from rules.numbers.metric_lines import split_pasted
from tests.rules.refusal import reasons_of


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("- guardrail: p95 latency <= 800 ms", "guardrail: p95 latency <= 800 ms"),
        ("1. recall >= 0.8", "recall >= 0.8"),
        ("1.recall >= 0.8", "recall >= 0.8"),
        ("12) recall >= 0.8", "recall >= 0.8"),
        ("(a) recall >= 0.8", "recall >= 0.8"),
        ("[guardrail] error rate <= 2%", "guardrail: error rate <= 2%"),
        ("- (guardrail) error rate <= 2%", "guardrail: error rate <= 2%"),
        ("guardrail - error rate <= 2%", "guardrail: error rate <= 2%"),
        ("error rate (guardrail) <= 2%", "guardrail: error rate <= 2%"),
        ("error rate <= 2%, guardrail", "guardrail: error rate <= 2%"),
        ("• cost <= $0.02", "cost <= 0.02 $"),
        ("•cost <= 0,02 €;", "cost <= 0.02 €"),
        ("→ cost <= 0,02 €", "cost <= 0.02 €"),
        ("✅ cost <= 0,02 €", "cost <= 0.02 €"),
        ("latency (p95) <= 800 ms", "latency (p95) <= 800 ms"),
        ("recall ≧ 0.8", "recall >= 0.8"),
        ("recall ⩽ 0.8", "recall <= 0.8"),
        ("recall => 0.8", "recall >= 0.8"),
        ("recall ＞＝ ０．８", "recall >= 0.8"),
        ("- [ ] recall: >= 0.8", "recall >= 0.8"),
        ("* **Guardrail:** `p95` < 800 ms", "guardrail: p95 < 800 ms"),
        ("> recall >= 0.8.", "recall >= 0.8"),
        ("1.5 quantile >= 3", "1.5 quantile >= 3"),
        ("accuracy >= 92,5 % (now: 88,1 %)", "accuracy >= 92.5% (now 88.1%)"),
        ("latency < 800 ms now 900 ms", "latency < 800 ms (now 900 ms)"),
        ("recall >= 0.8, now: 0.7 (guardrail)", "guardrail: recall >= 0.8 (now 0.7)"),
    ],
)
def test_a_pasted_line_reads_as_what_it_lists(pasted: str, read: str) -> None:
    assert read_metric(pasted).line == read


@pytest.mark.parametrize(
    ("pasted", "fault"),
    [
        ("recall = 0.8", "“=” does not say which side is the better one"),
        ("recall ≈ 0.8", "“≈” does not say"),
        ("recall → 0.8", "“→” does not say"),
        ("recall 0.8", "nothing says which side"),
        ("0.7 <= recall <= 0.9", "it has 2 comparisons, “<=” and “<=”"),
        ("- >= 0.9", "nothing stands before “>=”"),
        (": >= 0.9", "nothing stands before “>=”"),
        ("recall >=", "nothing stands after “>=”"),
        ("latency <= 800 ms (p95)", "after “<=” stands a number"),
        ("recall >= 0.8 now 0.6 (now 0.7)", "“0.8 now 0.6” is not a number"),
        ("recall (now 0.7) >= 0.8", "its value of now stands before the comparison"),
    ],
)
def test_the_sign_at_fault_is_named(pasted: str, fault: str) -> None:
    assert fault in reasons_of(lambda: read_metric(pasted))


MARKS = st.sampled_from(["", "- ", "* ", "• ", "1. ", "2) ", "- [x] ", "– ", "> - ", "◦"])
GUARDRAILS = st.sampled_from(["guardrail: ", "Guardrail ", "[guardrail] ", "(guardrail): "])


@given(MARKS, st.booleans(), GUARDRAILS, st.sampled_from([">=", "≥", "≧", "<", "≤"]))
def test_no_mark_of_a_list_changes_what_a_line_says(
    mark: str, is_guardrail: bool, guardrail: str, sign: str
) -> None:
    parts = split_pasted(f"{mark}{guardrail if is_guardrail else ''}p95 latency (ms) {sign} 800 ms (now 900)")
    assert (parts.name, parts.threshold, parts.baseline) == ("p95 latency (ms)", "800 ms", "900")
    assert parts.guardrail is is_guardrail


@pytest.mark.parametrize(
    "many", ["-" * 3000, ",x" * 1500, " x:" * 1000 + ">= 3", "guardrail " * 300, "(" * 3000]
)
def test_endless_lines_are_read_in_a_moment(many: str) -> None:
    assert "stands once" in reasons_of(lambda: read_metrics(f"{many} x\n recall >= 1\nrecall >= 1"))
