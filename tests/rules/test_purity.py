"""The rules are pure: the standard library and pure libraries only, no clock, no input and no output."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import flows
import rules
import store

FILES = sorted(Path(rules.__file__).parent.rglob("*.py"))
ROOMS = [Path(room.__file__).parent for room in (rules, flows, store)]
# It writes none: it reads what people type, emoji by their names.
READER = Path(rules.__file__).parent / "answering" / "typed_decisions.py"
SPOKEN = sorted(file for room in ROOMS for file in room.rglob("*.py") if file != READER)
# Mentions, dates, bold and emoji; a lookbehind of a pattern and the name of SQLite's memory look alike.
MARKUP = re.compile(
    r"<@|<#|<!(?:date|here|channel|everyone|subteam)|(?<![\w*])\*\w[^*\n]*\*|(?<!\w):(?!memory:)[a-z_]+:"
)
# A parser: it reads nothing but the text that it is given.
PURE = {"promql_parser"}
CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter"}
OUTSIDE = {
    "asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip


def imported(file: Path) -> Iterator[str]:
    """Yield the top-level name of every module that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def calls(file: Path) -> Iterator[str]:
    """Yield the last name of everything that a file calls."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            called = node.func
            yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rule_imports_only_rules_and_what_is_pure(file: Path) -> None:
    assert set(imported(file)) <= {"rules"} | PURE | sys.stdlib_module_names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rule_imports_nothing_that_reaches_outside(file: Path) -> None:
    assert not set(imported(file)) & OUTSIDE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rule_never_reads_the_clock(file: Path) -> None:
    assert not set(calls(file)) & CLOCKS


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rule_reads_and_writes_nothing(file: Path) -> None:
    assert not set(calls(file)) & {"open", "print", "input"}


@pytest.mark.parametrize("file", SPOKEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_only_drawings_write_slacks_markup(file: Path) -> None:
    texts = (node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant))
    assert [text for text in texts if isinstance(text, str) and MARKUP.search(text)] == []
