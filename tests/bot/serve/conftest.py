"""A machine at the door, on both databases, and a terminal for whoever looks after Assay."""

from pathlib import Path

import pytest

from tests.bot.serve.machine import Machine
from tests.bot.serve.terminal import Terminal
from tests.bot.window import Window


@pytest.fixture
def machine(window: Window) -> Machine:
    """Return a machine at the door of a window, on both databases."""
    return Machine(window)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return a terminal that knows no database."""
    (tmp_path / "here").mkdir()
    return Terminal(tmp_path / "here", capsys, monkeypatch)
