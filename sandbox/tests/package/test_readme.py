"""The examples of the README work as they stand there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
README = PROJECT / "README.md"


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def test_the_twenty_lines_of_the_readme_run() -> None:
    example = examples("python")[0]
    assert example.count("\n") <= 25
    # In a process of its own, as a reader would run it; its end closes the socket.
    subprocess.run([sys.executable, "-c", example], cwd=PROJECT, check=True, timeout=150)


def test_the_fixture_of_the_readme_runs(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("slack")
    for name in ("manifest.yml", "workspace.yml"):
        shutil.copy(PROJECT / "tests" / name, folder)
    pytester.makepyprojecttoml(examples("toml")[0])
    pytester.makepyfile(examples("python")[1])
    pytester.runpytest().assert_outcomes(passed=1)
