"""Numbers as people type them, through the command and the forms: one meaning is echoed, two are asked back."""

import pytest
from strictslack.client.person import Person

from rules.evidence.typed_values import value_field
from rules.experiments.experiment import Stage
from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import values


def proposing(lab: Lab, label: str, typed: str) -> Person:
    """Return somebody before the form of a proposal that is filled in, one field of it as typed."""
    ana = lab.person("ana")
    ana.type("/experiment propose", channel="reviews")
    for field, text in {"Title": "Router", "Hypothesis": "If we …, then …", label: typed}.items():
        ana.fill(field, text)
    return ana


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("accuracy 0,925", "accuracy of EXP-1 is 0.925; it meets >= 0.92."),
        ("accuracy 93%", "accuracy of EXP-1 is 0.93; it meets >= 0.92."),
        ("accuracy = ٠٫٩٣", "accuracy of EXP-1 is 0.93; it meets >= 0.92."),
        ("accuracy exactly 88", "accuracy of EXP-1 is 88; it meets >= 0.92."),
        ("latency 1 250 ms", "latency of EXP-1 is 1250 ms; it does not meet <= 800 ms."),
        ("latency 1.250,5", "latency of EXP-1 is 1250.5 ms; it does not meet <= 800 ms."),
        ("latency 3.1e-17", "latency of EXP-1 is 3.1e-17 ms; it meets <= 800 ms."),
    ],
)
def test_a_value_with_one_meaning_is_echoed(sqlite_lab: Lab, typed: str, echo: str) -> None:
    stories.running(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment metric EXP-1 {typed}", channel="lab")
    ana.sees(echo)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("accuracy 92,125", "write 92.125 or 92125."),
        ("accuracy 88", "write 0.88 or 88%; if you mean 88 itself, write exactly 88."),
        ("latency 1.250 ms", "write 1.25 ms or 1250 ms."),
        ("latency - 640", "write -640 or 640."),
        ("latency 1.2k", "write 1200 or 1.2 k."),
    ],
)
def test_a_value_with_two_meanings_is_asked_back_and_recorded_nowhere(
    sqlite_lab: Lab, typed: str, question: str
) -> None:
    stories.running(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type(f"/experiment metric EXP-1 {typed}", channel="lab")
    ana.sees(question)
    assert sqlite_lab.experiment().measurements == ()


def test_the_form_of_a_value_asks_beside_its_field(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment metric EXP-1", channel="lab")
    ana.fill("accuracy >= 0.92", "92,125")
    assert "write 92.125 or 92125." in ana.submit()["errors"][value_field("accuracy")]
    ana.fill("accuracy >= 0.92", "0,925")
    assert ana.submit()["ok"]
    sqlite_lab.deliver()
    ana.sees("accuracy of EXP-1 is 0.925; it meets >= 0.92.")


PASTED = """\
- guardrail: p95 latency <= 800 ms (now 620 ms)
1. recall ≧ 0,8
[guardrail] error rate <= 2%
• cost <= $0.02
latency (p95) <= 800 ms
accuracy >= 0.92 (now 88%)"""
READ = (
    "guardrail: p95 latency <= 800 ms (now 620 ms)",
    "recall >= 0.8",
    "guardrail: error rate <= 2%",
    "cost <= 0.02 $",
    "latency (p95) <= 800 ms",
    "accuracy >= 0.92 (now 0.88)",
)


def test_a_pasted_list_of_metrics_is_proposed_and_stands_in_the_form_as_it_was_read(sqlite_lab: Lab) -> None:
    ana = proposing(sqlite_lab, "Success metrics", PASTED)
    assert ana.submit()["ok"]
    assert tuple(metric.line for metric in sqlite_lab.experiment().metrics) == READ
    ana.type("/experiment edit EXP-1", channel="reviews")
    assert values(ana.modal())["metrics"] == "\n".join(READ)


@pytest.mark.parametrize(
    ("metrics", "question"),
    [
        ("accuracy >= 92,125", "Line 1: “92,125” can be read in two ways"),
        ("accuracy >= 92% (now 0.88)", "write 88 or 88%; if you mean 0.88 %, write 0.88%."),
        ("accuracy >= 0.92 (now 0.95)", "which is past its target >= 0.92 already"),
        ("accuracy ≈ 0.92", "“≈” does not say which side is the better one"),
    ],
)
def test_a_metric_that_may_mean_two_things_is_asked_back_beside_the_field(
    sqlite_lab: Lab, metrics: str, question: str
) -> None:
    ana = proposing(sqlite_lab, "Success metrics", metrics)
    assert question in ana.submit()["errors"]["metrics"]


def test_a_target_a_century_away_is_asked_about(sqlite_lab: Lab) -> None:
    ana = proposing(sqlite_lab, "Target date", "2126-06-30")
    assert "30 June 2126 is 100 years away: is the year right?" in ana.submit()["errors"]["target"]


def test_what_was_understood_before_is_not_asked_again(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk, metrics="loss <= 0.5 (now exactly 6.2)\ntime <= exactly 12.345 s")
    ana = sqlite_lab.person("ana")
    ana.type("/experiment edit EXP-1", channel="lab")
    ana.fill("Title", "Another title")
    assert ana.submit()["ok"]
    assert [metric.line for metric in sqlite_lab.experiment().metrics] == [
        "loss <= 0.5 (now 6.2)",
        "time <= 12.345 s",
    ]


def test_amounts_of_two_meanings_are_asked_back_beside_their_fields(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment submit EXP-1", channel="lab")
    ana.fill("Monthly cost", "1,200")
    ana.fill("Monthly budget", "0,500")
    errors = ana.submit()["errors"]
    assert (list(errors), "write 1.2 or 1200." in errors["monthly_cost"]) == (["monthly_cost"], True)
    ana.fill("Monthly cost", "1.250,50 €")
    assert ana.submit()["ok"]
    budget = sqlite_lab.experiment().budget
    assert (str(budget.monthly_cost), str(budget.monthly_budget)) == ("1250.50", "0.500")
    assert sqlite_lab.experiment().stage is Stage.IN_REVIEW
