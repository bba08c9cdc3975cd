"""A terminal for whoever looks after Assay."""

from pathlib import Path

import pytest

from tests.bot.commands.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return a terminal that knows no database."""
    (tmp_path / "here").mkdir()
    return Terminal(tmp_path / "here", capsys, monkeypatch)
