"""The monitoring of a promotion as files: alert rules for Prometheus, and their unit tests for promtool."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml

from rules.promotion.alert_trials import Case, Expectation, Monitoring, Sounding
from rules.promotion.alerts import RECORD, Alert, Recording, unit_words
from rules.promotion.promql import guarded
from rules.typed import plain_number

INTERVAL = "1m"
MINUTES_FED = 20


class Readable(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and lists below their names indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent lists too."""
        super().increase_indent(flow, indentless=False)


def write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Return a text, as a block where it has lines."""
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Readable.add_representer(str, write_text)


def rules_filename(set_up: Monitoring) -> str:
    """Return the name of the file of alert rules."""
    return f"{stem(set_up)}.rules.yml"


def cases_filename(set_up: Monitoring) -> str:
    """Return the name of the file of their unit tests."""
    return f"{stem(set_up)}.tests.yml"


def stem(set_up: Monitoring) -> str:
    """Return how the names of a round's files begin."""
    return set_up.title.replace(" ", "-")


def rules_file(set_up: Monitoring) -> str:
    """Return the alert rules."""
    rules = [*map(recording_rule, set_up.recordings), *map(alerting_rule, set_up.alerts)]
    heads = (
        f"Alert rules of {set_up.title}, made from the thresholds that were approved. Do not edit: promote anew.",
        f"Check and test them: promtool check rules {rules_filename(set_up)} &&"
        f" promtool test rules {cases_filename(set_up)}",
        "Each expression returns its metric in the unit of its threshold:",
        *(f"- {one.labels['metric']}: {unit_words(one.unit)}" for one in set_up.recordings),
    )
    return document(heads, {"groups": [{"name": set_up.title, "interval": INTERVAL, "rules": rules}]})


def recording_rule(one: Recording) -> dict[str, Any]:
    """Return the rule that keeps a metric."""
    return {"record": RECORD, "expr": guarded(one.expression), "labels": dict(one.labels)}


def alerting_rule(alert: Alert) -> dict[str, Any]:
    """Return the rule of an alert."""
    return {
        "alert": alert.name,
        "expr": alert.expression,
        "for": f"{alert.held_minutes}m",
        "labels": {"severity": alert.severity.value},
        "annotations": dict(alert.templates),
    }


def cases_file(set_up: Monitoring) -> str:
    """Return the unit tests: for every alert a case in which it fires, one in which it is quiet, one without data."""
    heads = (f"Unit tests of the alert rules of {set_up.title}.",)
    tests = [test_group(case) for case in set_up.cases]
    return document(
        heads, {"rule_files": [rules_filename(set_up)], "evaluation_interval": INTERVAL, "tests": tests}
    )


def test_group(case: Case) -> dict[str, Any]:
    """Return the test of one case."""
    return {
        "name": case.outcome.value,
        "interval": INTERVAL,
        "input_series": [
            {"series": selector, "values": values(value)} for selector, value in case.series.items()
        ],
        "alert_rule_test": [expected(one) for one in case.expectations],
    }


def values(value: Decimal) -> str:
    """Return a value that stays as promtool writes it."""
    return f"{plain_number(value)}x{MINUTES_FED}"


def expected(one: Expectation) -> dict[str, Any]:
    """Return what an alert must do."""
    return {
        "alertname": one.alert,
        "eval_time": f"{one.minute}m",
        "exp_alerts": [sounding(each) for each in one.soundings],
    }


def sounding(one: Sounding) -> dict[str, Mapping[str, str]]:
    """Return an alert as it must sound."""
    return {"exp_labels": dict(one.labels), "exp_annotations": dict(one.annotations)}


def shown(head: str) -> str:
    """Return a comment with the signs replaced that a YAML file must not hold outside of quotes."""
    return "".join(sign if sign.isprintable() else "?" for sign in head)


def document(heads: Iterable[str], content: Mapping[str, Any]) -> str:
    """Return YAML below comments, each on one line."""
    comments = "\n".join(f"# {shown(head)}" for head in heads)
    written = yaml.dump(
        dict(content), Dumper=Readable, sort_keys=False, allow_unicode=True, width=10_000, indent=2
    )
    return f"{comments}\n{written}"
