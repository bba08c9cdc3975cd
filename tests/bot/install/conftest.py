"""A house that two workspaces may install, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.install.house import House, open_house


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Yield a house whose tokens do not end."""
    with open_house(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def turning_house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Yield a house whose tokens end after twelve hours."""
    with open_house(database_url, tmp_path, token_rotation_enabled=True) as opened:
        yield opened
