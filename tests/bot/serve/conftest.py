"""A machine at the door, on both databases."""

import pytest

from tests.bot.serve.machine import Machine
from tests.bot.window import Window


@pytest.fixture
def machine(window: Window) -> Machine:
    """Return a machine at the door of a window, on both databases."""
    return Machine(window)
