"""`python -m bot`: what can be said to it, `bot/command_line.py` tells."""

import gc
import sys
from importlib import import_module


def main() -> int:
    """Import what every start needs, and do what was asked."""
    # Nothing that is imported goes away again: looking for what does takes an eighth of a start, and later a part of each click.
    gc.disable()
    command_line = import_module("bot.command_line")
    gc.freeze()
    gc.enable()
    return int(command_line.main())


if __name__ == "__main__":
    sys.exit(main())
