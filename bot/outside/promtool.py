"""Prometheus' own promtool, where it is present: it judges expressions as they are typed, and runs alerts before they are posted."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.draw.promotion.monitoring_files import cases_file, cases_filename, rules_file, rules_filename
from bot.outside.bounded_programs import TooMuchSaid, run_bounded
from rules.promotion.alert_trials import Monitoring, Trial, gaps
from rules.promotion.alerts import RECORDED, WATCHED, quoted
from rules.promotion.promql import NO_SERIES, NO_VALUE, guarded
from rules.promotion.promql_labels import NAME
from rules.promotion.promql_probes import probes
from rules.words import clean, shorten

# A form waits for its answer, a letter can wait longer.
FORM_SECONDS = 1.2
TRIAL_SECONDS = 30.0
WRONG_FILE = re.compile(r"^\s*(?P<number>\d+)\.yml: .*?parse error: (?P<why>.*)$", re.MULTILINE)
SILENT_FILE = re.compile(r"^Unit Testing:\s+(?P<number>\d+)\.test\.yml\n\s+SUCCESS", re.MULTILINE)
# What PromQL's parser says of an expression that is sound but gives no value to compare, and what that means.
MEANINGS = {
    "binary expression must contain only scalar and instant vector types": NO_VALUE,
    "comparisons between scalars must use BOOL modifier": NO_SERIES,
}
NEVER_SILENT = (
    "This gives a value even when the service reports nothing (as “or vector(0)” and absent(…) do), so nobody would"
    " notice missing data. Where no errors mean no series, write “or 0 * sum(…)” of a series that is always there."
)
ALIKE = (
    "Tried on series that are one label value apart, this gives two values with the same labels, and Prometheus would keep"
    " none. Add them up or average them, as in sum(…) or avg(…), or choose one by the values of its labels."
)
PROBED_MINUTES = 10
PROBED_TIMES = {"evaluation_interval": f"{PROBED_MINUTES}m"}
SAME_LABELS = re.compile(r"rule: typed_(?P<number>\d+), time: .*same labelset")
TOO_SLOW = "Trying the expressions took too long. Ask for a shorter time or larger steps, or try once more."
TOO_LOUD = (
    "promtool has more to say of the expressions than is read. Make them simpler, or give fewer at once."
)
BROKEN_RULE = re.compile(r'rule (?P<number>\d+), "[^"]*": (?:.*parse error: )?(?P<why>.*)$', re.MULTILINE)
FAILED_CASE = re.compile(r"alertname: (?P<alert>\S+), time: (?P<time>\S+),")


@dataclass(frozen=True, slots=True)
class Promtool:
    """One promtool by its path; without a path there is none, and nothing is checked."""

    path: str = ""

    def faults(self, queries: Mapping[str, str]) -> dict[str, str]:
        """Return what is wrong with typed expressions, by their fields; what is empty is left to the rules."""
        typed = {field: clean(query) for field, query in queries.items() if clean(query)}
        if not self.path or not typed:
            return {}
        try:
            with TemporaryDirectory() as folder:
                # By number: the name of a field comes from outside, and is no name for a file.
                wrong = self.faults_by_number(Path(folder), list(typed.values()))
        except subprocess.TimeoutExpired:
            return dict.fromkeys(typed, TOO_SLOW)
        except TooMuchSaid:
            return dict.fromkeys(typed, TOO_LOUD)
        return {field: wrong[number] for number, field in enumerate(typed) if number in wrong}

    def faults_by_number(self, folder: Path, queries: Sequence[str]) -> dict[int, str]:
        """Return which expressions give a value where there is no data at all, or are not even understood."""
        rules = [f"{number}.yml" for number, _ in enumerate(queries)]
        tests = [f"{number}.test.yml" for number, _ in enumerate(queries)]
        for query, rule_file, test_file in zip(queries, rules, tests, strict=True):
            rule = {"record": "typed", "expr": guarded(query)}
            silence = {"expr": guarded(query), "eval_time": "0m", "exp_samples": []}
            write(folder / rule_file, {"groups": [{"name": "typed", "rules": [rule]}]})
            write(folder / test_file, {"tests": [{"promql_expr_test": [silence]}]})
        checked = self.run(folder, "check", rules, FORM_SECONDS)
        wrong = {int(one["number"]): meaning(one["why"]) for one in WRONG_FILE.finditer(checked.stderr)}
        tried = self.run(folder, "test", [*tests, *probe_files(folder, queries)], FORM_SECONDS)
        silent = {int(one["number"]) for one in SILENT_FILE.finditer(tried.stdout)}
        loud = {number: NEVER_SILENT for number, _ in enumerate(queries) if number not in silent}
        return loud | dict.fromkeys(alike(tried), ALIKE) | wrong

    def trial(self, set_up: Monitoring) -> Trial:
        """Return what becomes of the alerts when they are run on their cases; promtool alone passes what is not there."""
        lacking = tuple(gaps(set_up))
        if lacking or not self.path:
            return Trial(has_run=False, faults=lacking)
        with TemporaryDirectory() as folder:
            rules, tests = Path(folder) / rules_filename(set_up), Path(folder) / cases_filename(set_up)
            rules.write_text(rules_file(set_up), encoding="utf-8")
            tests.write_text(cases_file(set_up), encoding="utf-8")
            probing = probe_files(Path(folder), [one.expression for one in set_up.recordings])
            try:
                colliding = alike(self.run(Path(folder), "test", probing, TRIAL_SECONDS))
                if colliding:
                    names = [set_up.recordings[number].labels["metric"] for number in colliding]
                    return Trial(has_run=True, faults=tuple(f"{name}: {ALIKE}" for name in names))
                for verb, file in (("check", rules), ("test", tests)):
                    said = self.run(Path(folder), verb, [file.name], TRIAL_SECONDS)
                    if said.returncode:
                        return Trial(has_run=True, faults=complaints(set_up, said))
            except subprocess.TimeoutExpired:
                return Trial(has_run=True, faults=(TOO_SLOW,))
            except TooMuchSaid:
                return Trial(has_run=True, faults=(TOO_LOUD,))
        return Trial(has_run=True)

    def run(
        self, folder: Path, verb: str, files: Iterable[str], seconds: float
    ) -> subprocess.CompletedProcess[str]:
        """Run promtool over files of a folder; it sees nothing else of ours."""
        # The names of the files are ours; what was typed stands in the files alone.
        return run_bounded([self.path, verb, "rules", *files], folder, seconds)


# Nothing is checked.
NO_PROMTOOL = Promtool()


def find_promtool(path: str) -> Promtool:
    """Return the promtool of the settings, or the one that the system knows, or none."""
    return Promtool(path or shutil.which("promtool") or "")


def write(file: Path, content: Mapping[str, object]) -> None:
    """Write YAML that a machine reads."""
    file.write_text(yaml.safe_dump(dict(content)), encoding="utf-8")


def recorded(query: str, name: str) -> dict[str, object]:
    """Return the rules that record and watch an expression, with the labels that ours set."""
    record = {"record": name, "expr": guarded(query), "labels": dict.fromkeys(RECORDED, "ours")}
    watched = {"alert": name, "expr": f"{name} >= -Inf", "labels": dict.fromkeys(WATCHED, "ours")}
    return {"name": name, "rules": [record, watched]}


def probe_files(folder: Path, queries: Sequence[str]) -> list[str]:
    """Write the trial of each expression, recorded and watched as it will be, on series a label value apart; return
    the names of the files for promtool."""
    for number, query in enumerate(queries):
        write(folder / f"{number}.recorded.yml", {"groups": [recorded(query, f"typed_{number}")]})
        tests = [probed(series) for series in probes(query)]
        write(
            folder / f"{number}.probes.yml",
            {"rule_files": [f"{number}.recorded.yml"], **PROBED_TIMES, "tests": tests},
        )
    return [f"{number}.probes.yml" for number, _ in enumerate(queries)]


def probed(group: Sequence[Mapping[str, str]]) -> dict[str, object]:
    """Return the test on a group of series; each has values of its own."""
    series = [
        {"series": selector(one), "values": f"{ordinal}+{ordinal}x{PROBED_MINUTES}"}
        for ordinal, one in enumerate(group, start=1)
    ]
    # Only what is asked for is waited for: until then the rules are carried out.
    at_last = {
        "expr": "vector(1)",
        "eval_time": f"{PROBED_MINUTES}m",
        "exp_samples": [{"labels": "{}", "value": 1}],
    }
    return {"interval": "1m", "input_series": series, "promql_expr_test": [at_last]}


def alike(said: subprocess.CompletedProcess[str]) -> list[int]:
    """Return which expressions gave two values with the same labels, by their numbers."""
    return sorted({int(one["number"]) for one in SAME_LABELS.finditer(said.stderr)})


def selector(series: Mapping[str, str]) -> str:
    """Return a series as promtool is told of it."""
    labels = (f"{name}={quoted(text)}" for name, text in series.items() if name != NAME)
    return f"{series[NAME]}{{{', '.join(labels)}}}"


def meaning(why: str) -> str:
    """Return what a parser's complaint means, or the complaint itself."""
    return MEANINGS.get(why.strip()) or f"Prometheus does not understand this: {shorten(why, 300)}."


def complaints(set_up: Monitoring, said: subprocess.CompletedProcess[str]) -> tuple[str, ...]:
    """Return which rules failed, by the names that people know, and why."""
    names = [*(one.labels["metric"] for one in set_up.recordings), *(alert.name for alert in set_up.alerts)]
    broken = [
        f"{names[int(one['number']) - 1]}: {meaning(one['why'])}" for one in BROKEN_RULE.finditer(said.stderr)
    ]
    failed = [
        f"{one['alert']} did not do at {one['time']} what its case expects."
        for one in FAILED_CASE.finditer(said.stderr)
    ]
    first = next(
        (line.strip() for line in said.stderr.splitlines() if line.strip(" :FAILED")), "no reason given"
    )
    return tuple(dict.fromkeys([*broken, *failed])) or (f"promtool: {shorten(first, 300)}",)
