"""The examples of the README work as they stand there."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
README = PROJECT / "README.md"


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def test_the_twenty_lines_of_the_readme_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    example = examples("python")[0]
    assert example.count("\n") <= 25
    exec(compile(example, str(README), "exec"), {})


def test_the_fixture_of_the_readme_runs(pytester: pytest.Pytester) -> None:
    settings, test = examples("toml")[0], examples("python")[1]
    for name in ("manifest.yml", "workspace.yml"):
        (pytester.mkdir("slack") if name == "manifest.yml" else pytester.path / "slack").joinpath(
            name
        ).write_text((PROJECT / "tests" / name).read_text())
    pytester.makepyprojecttoml(settings)
    pytester.makepyfile(test)
    pytester.runpytest().assert_outcomes(passed=1)
