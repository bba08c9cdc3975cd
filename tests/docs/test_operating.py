"""What an operator is given to watch Assay with: alerts that promtool has tried, a dashboard, and no figure that is not there."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.outside.promtool import find_promtool
from bot.watch import metrics
from bot.watch.database_watch import OutboxFigures
from docs import dashboard, generate
from flows import outbox
from store.database import Database
from tests import stories

FOLDER = Path("docs/operating")
RUNNING = Path("docs/running.md")
PROMTOOL = find_promtool("").path
NAME = re.compile(r"\bassay_\w+")
ALERTS = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
TESTS = yaml.safe_load((FOLDER / "alerts.test.yml").read_text())["tests"]


def panels(found: Any) -> Iterator[dict[str, Any]]:
    for one in found:
        yield from panels(one.get("panels") or [])
        if one.get("targets"):
            yield one


PANELS = list(panels(json.loads(generate.DASHBOARD.read_text())["panels"]))
EXPRESSIONS = [rule["expr"] for rule in ALERTS] + [
    target["expr"] for panel in PANELS for target in panel["targets"]
]


@pytest.mark.parametrize("words", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts.test.yml")])
def test_promtool_passes_the_alerts_and_their_tests(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [PROMTOOL, *words], cwd=FOLDER, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("alert", [rule["alert"] for rule in ALERTS])
def test_every_alert_is_tried_both_ways_and_explained(alert: str) -> None:
    cases = [case for test in TESTS for case in test["alert_rule_test"] if case["alertname"] == alert]
    assert {bool(case["exp_alerts"]) for case in cases} == {True, False}
    assert f"\n### {alert}\n" in RUNNING.read_text()


def test_every_figure_that_is_asked_for_is_there(database: Database) -> None:
    desk = stories.desk_of(database, stories.WORKSPACE)
    outbox.note_tick(desk, stories.NOW)
    said = metrics.exposition(OutboxFigures(database, lambda: stories.NOW)).decode()
    there = set(re.findall(r"^# TYPE (assay_\w+) ", said, re.MULTILINE))
    there |= {f"{name}_bucket" for name in there}
    asked = {name for expression in EXPRESSIONS for name in NAME.findall(expression)}
    assert asked - there == set()


def test_the_dashboard_is_up_to_date_and_shows_every_panel() -> None:
    assert dashboard.dashboard() == generate.DASHBOARD.read_text(), "run `python -m docs.generate`"
    assert len(PANELS) == sum(map(len, dashboard.ROWS.values()))


def test_every_query_of_the_dashboard_is_one_that_prometheus_reads(tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:{number}", "expr": expression.replace("$__rate_interval", "5m")}
        for number, expression in enumerate(EXPRESSIONS)
    ]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run([PROMTOOL, "check", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
