"""A terminal in which an operator types a command of `python -m bot`."""

import os
import sys
from pathlib import Path

import pytest

from bot import command_line
from store.database import Database
from tests.bot.running import OURS

NOWHERE = "sqlite:///nowhere.db"


class Terminal:
    """A terminal in a folder of its own, with an address of a database and no other setting."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder, self.capsys, self.patch = folder, capsys, patch
        patch.chdir(folder)
        for name in [name for name in os.environ if name.startswith(OURS)]:
            patch.delenv(name)
        self.connect(NOWHERE)

    def connect(self, url: str) -> None:
        """Set the address of the database."""
        self.patch.setenv("DATABASE_URL", url)

    def connect_without_tables(self, url: str) -> None:
        """Set the address of a database that is there, and has no tables."""
        database = Database(url)
        database.engine.connect().close()
        database.close()
        self.connect(url)

    def run(self, *words: str) -> tuple[int, str]:
        """Type a command; return its status and all that it said."""
        self.patch.setattr(sys, "argv", ["python -m bot", *words])
        try:
            status = command_line.main()
        except SystemExit as end:
            status = int(str(end.code))
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out + said.err
