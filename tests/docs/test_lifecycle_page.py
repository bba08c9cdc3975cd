"""docs/lifecycle.md says what the table of moves says."""

from pathlib import Path

import pytest

from docs import generate
from rules.experiments.experiment import Stage
from rules.lifecycle.steps import Step

PAGE = generate.PAGE.read_text(encoding="utf-8")


def test_the_page_is_up_to_date() -> None:
    assert generate.page() == PAGE, "run `python -m docs.generate`"


def test_the_page_says_that_it_is_generated() -> None:
    assert "Do not edit" in PAGE.splitlines()[0]


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_in_the_diagram(stage: Stage) -> None:
    assert f'state "{stage.words}" as {stage.value}\n' in PAGE


def test_every_step_has_its_row() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + len(Step)


@pytest.mark.parametrize(("written", "status"), [(PAGE, 0), (PAGE + "\n", 1), (None, 1)])
def test_checking_fails_exactly_when_the_page_is_not_what_would_be_written(
    written: str | None, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "lifecycle.md"
    if written is not None:
        page.write_text(written, encoding="utf-8")
    monkeypatch.setattr(generate, "PAGE", page)
    assert generate.main(["--check"]) == status


def test_writing_makes_the_check_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "PAGE", tmp_path / "lifecycle.md")
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
