"""How the threads of a process that serves take turns at the interpreter."""

import sys

# Python's own 5 ms are long for a thread that has just come back from the database, with others waiting for what it holds.
TURN_SECONDS = 0.001


def take_short_turns() -> None:
    """Let a thread that works for long make room for the others sooner."""
    sys.setswitchinterval(TURN_SECONDS)
