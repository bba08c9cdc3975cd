"""Names that differ in a sign alone, through the form, the command and the interface for machines."""

from tests import stories
from tests.bot.lab import Lab
from tests.bot.looks import values

METRICS = "C accuracy >= 0.9\nC++ accuracy >= 0.9\nC# accuracy >= 0.9"


def test_three_metrics_that_differ_in_a_sign_are_three_and_each_takes_its_own_value(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/experiment propose", channel="lab")
    ana.fill("Title", "Parsers")
    ana.fill("Hypothesis", "If we parse with one model, then it is as good in three languages.")
    ana.fill("Success metrics", METRICS)
    assert ana.submit()["ok"]
    ana.type("/experiment start EXP-1", channel="lab")
    for name, value in (("C", "0.1"), ("c++", "0.2"), ("C#", "0.3")):
        ana.type(f"/experiment metric EXP-1 {name} accuracy {value}", channel="lab")
    found = [(one.metric, str(one.value)) for one in sqlite_lab.experiment().measurements]
    assert found == [("C accuracy", "0.1"), ("C++ accuracy", "0.2"), ("C# accuracy", "0.3")]


def test_a_value_whose_metric_only_lacks_a_sign_is_asked_back(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk, metrics="C++ accuracy >= 0.9\nC# accuracy >= 0.9")
    ana = sqlite_lab.person("ana")
    ana.type("/experiment metric EXP-1 C accuracy 0.95", channel="lab")
    ana.sees("There is no metric “C accuracy”. Its metrics are: C++ accuracy and C# accuracy.")
    assert not sqlite_lab.experiment().measurements


def test_one_name_in_two_spellings_is_refused_with_both(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/experiment propose", channel="lab")
    ana.fill("Title", "Latency")
    ana.fill("Hypothesis", "If we cache, then answers come faster.")
    ana.fill("Success metrics", "P95 latency <= 800 ms\np95_latency <= 900 ms")
    answer = ana.submit()
    assert "“P95 latency” and “p95_latency” are one name, written differently" in answer["errors"]["metrics"]
    assert values(ana.modal())["metrics"].startswith("P95 latency")
