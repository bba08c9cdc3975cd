"""How the threads of a process that serves take turns at the interpreter."""

import sys

# A thread that comes back from the network or the database waits for its turn among all others, each time anew: with Python's own
# 5 ms and sixteen that work, the one that reads what arrives would come to it twelve times a second, and refuse nobody in time.
TURN_SECONDS = 0.0002


def take_short_turns() -> None:
    """Let a thread that works for long make room for the others sooner."""
    sys.setswitchinterval(TURN_SECONDS)
