"""Promtool at work: it judges what is typed, runs what is posted, and would notice an alert that drifted."""

from dataclasses import replace

import pytest

from bot.draw.promotion.attachments import files
from bot.outside.promtool import ALIKE, NEVER_SILENT, NO_PROMTOOL, find_promtool
from rules.experiments.experiment import Query, Rollout
from rules.experiments.metrics import read_metrics
from rules.promotion.alert_trials import Monitoring, monitoring
from rules.promotion.plans import deployment_plan
from tests import stories
from tests.bot.draw.facts import TEAM, in_production
from tests.bot.lab import Lab
from tests.bot.looks import all_messages, words
from tests.rules.promotion.expressions import APART, BROKEN, COLLIDING, SOUND
from tests.stories import NOW

PROMTOOL = find_promtool("")
HOSTILE = """\
accuracy >= 0.92 (now 0.88)
guardrail: p95 latency <= 800 ms
a $b [[x]] {{ .y }} "q" \\ 'z' `k` # ${p} %d: & 漢 é 😀 > -5%
{{ template "x" }} < 0.123456789012345678901234567
large <= 99999999999999.999 €/1000requests
tiny >= 0.000000000001
p-value <= 3.1e-17
vast > 1e300
zero > 0
C accuracy >= 1
C++ accuracy >= 1
C# accuracy >= 1
漢字 < -1.5
: - ? ! | * & %@ x > 1"""


def set_up(metrics: str, *expressions: str, service: str = 'a"b\\c {{ d }} $e') -> Monitoring:
    """Return the monitoring of metrics with their expressions; the last expression serves for the rest."""
    read = read_metrics(metrics)
    typed = (*expressions, *[expressions[-1]] * len(read))
    queries = tuple(
        Query(metric=metric.name, expression=query) for metric, query in zip(read, typed, strict=False)
    )
    rollout = Rollout(service=service, queries=queries)
    experiment = in_production(metrics=read, rollout=rollout, title="{{ . }} & 'title' # \"x\"")
    return monitoring(deployment_plan(experiment, NOW), "Eva {{ $labels }}")


def test_promtool_is_here() -> None:
    assert PROMTOOL.path, "install Debian's package prometheus, or run tools/system-packages"


def test_alerts_of_any_names_and_numbers_pass_every_case() -> None:
    trial = PROMTOOL.trial(set_up(HOSTILE, "sum(rate(x[5m])) / sum(rate(y[5m]))  # a comment ("))
    assert (trial.has_run, trial.faults) == (True, ())


@pytest.mark.parametrize(
    ("was", "becomes"), [(" < 0.92", " <= 0.92"), (" < 0.92", " < 0.9"), (" < 0.92", " > 0.92")]
)
def test_an_alert_that_drifted_from_the_threshold_fails_its_case(was: str, becomes: str) -> None:
    sound = set_up("accuracy >= 0.92", "avg(x)")
    drifted = replace(sound.alerts[0], expression=sound.alerts[0].expression.replace(was, becomes))
    trial = PROMTOOL.trial(replace(sound, alerts=(drifted, *sound.alerts[1:])))
    assert trial.faults[0].startswith("Exp12AccuracyTooLow did not do at 5m")


def test_a_rule_that_does_not_read_is_named_by_its_metric() -> None:
    trial = PROMTOOL.trial(set_up("accuracy >= 0.92\nlatency <= 8 ms", "avg(x)", "rate(x)"))
    (fault,) = trial.faults
    assert fault.startswith("latency: Prometheus does not understand this: expected type range vector")


def test_without_promtool_nothing_is_checked_but_what_is_lacking_is_told() -> None:
    assert NO_PROMTOOL.trial(set_up("accuracy >= 0.92", "rate(x)")).has_run is False
    assert NO_PROMTOOL.trial(set_up("accuracy >= 0.92", "")).faults == ("There is no metric to watch.",)
    assert NO_PROMTOOL.faults({"query_of_a": "rate(x)"}) == {}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("rate(x)", "Prometheus does not understand this: expected type range vector"),
        ("foo bar", "Prometheus does not understand this: unexpected identifier"),
        ('x{y=~"("}', "Prometheus does not understand this: error parsing regexp"),
        ("x[5m]", "This gives a range or a text"),
        ('"text"', "This gives a range or a text"),
        ("1 + 1", "This is a number that never changes."),
        ("sum(x) or vector(0)", "This gives a value even when the service reports nothing"),
        ("absent(x)", "This gives a value even when the service reports nothing"),
        ("sum_over_time(vector(1)[10y:1ms])", "Trying the expressions took too long."),
    ],
)
def test_an_expression_that_no_alert_can_rest_on_is_refused_with_the_cure(typed: str, why: str) -> None:
    (fault,) = PROMTOOL.faults({"query_of_a": typed}).values()
    assert fault.startswith(why)


def test_the_rules_judge_as_prometheus_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outside.promtool.FORM_SECONDS", 60)
    numbered = dict(enumerate([*SOUND, *BROKEN]))
    faults = PROMTOOL.faults({str(number): typed for number, typed in numbered.items()})
    refused = {numbered[int(number)] for number, why in faults.items() if why not in (NEVER_SILENT, ALIKE)}
    # Within the brackets that Assay puts around it, this one reads: only the rules see that it closes them.
    assert refused == set(BROKEN) - {"up) >= 0 or (down"}


def test_prometheus_finds_alike_what_the_rules_call_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outside.promtool.FORM_SECONDS", 60)
    faults = PROMTOOL.faults({typed: typed for typed in [*COLLIDING, *APART]})
    assert {typed for typed, why in faults.items() if why == ALIKE} == set(COLLIDING)


def test_what_only_prometheus_finds_alike_is_refused_too() -> None:
    assert PROMTOOL.faults({"query_of_a": "sum(rate({__name__=~'a|b'}[5m]))"}) == {"query_of_a": ALIKE}


def test_an_expression_that_was_kept_before_is_tried_before_its_alerts_are_posted() -> None:
    trial = PROMTOOL.trial(set_up("accuracy >= 0.92\nlatency <= 8 ms", "avg(x)", "avg by (revision) (x)"))
    assert (trial.has_run, trial.faults) == (True, (f"latency: {ALIKE}",))


def test_what_is_wrong_is_told_field_by_field_whatever_the_fields_are_called() -> None:
    typed = {
        "query_of_../../x": "rate(x)",
        "query_of_b": "avg(x)",
        "query_of_c": "",
        "query_of_d": "vector(1)",
    }
    faults = PROMTOOL.faults(typed)
    assert set(faults) == {"query_of_../../x", "query_of_d"}
    assert "range vector" in faults["query_of_../../x"]
    assert "reports nothing" in faults["query_of_d"]


@pytest.mark.parametrize("typed", ["avg(x)", "sum(rate(x[5m])) / sum(rate(y[5m])) # why", "x or 0 * y"])
def test_an_expression_that_falls_silent_with_its_service_is_fine(typed: str) -> None:
    assert PROMTOOL.faults({"query_of_a": typed}) == {}


def test_files_whose_alerts_do_not_pass_stay_out_of_the_thread_which_says_why(mail: Lab) -> None:
    draft = replace(stories.ROLLOUT, queries=stories.queries("accuracy", "latency"))
    wrong = dict.fromkeys(draft.queries, "vector(1)")
    experiment = stories.promote_with(mail.desk, stories.approved(mail.desk), replace(draft, queries=wrong))
    for kind in stories.APPROVER:
        experiment = stories.approve_as(mail.desk, experiment, kind)
    mail.deliver()
    (message,) = [one for one in all_messages(mail) if one.get("files")]
    assert [one["name"] for one in message["files"]] == ["EXP-1-revision-1-deployment-plan.md"]
    assert "did not do at 15m what its case expects" in words(message)


def test_what_is_posted_twice_is_the_same() -> None:
    plan = deployment_plan(in_production(), NOW)
    first, second = (
        list(files(plan, monitoring(plan, "A"), NO_PROMTOOL.trial(monitoring(plan, "A")), TEAM)) for _ in "ab"
    )
    assert first == second
