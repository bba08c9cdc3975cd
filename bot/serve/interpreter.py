"""How the interpreter of a process that serves goes about its memory and its threads."""

import gc
import sys

# An answer makes some thousand objects, and hardly any of them in a circle: Python's 700 would be looked through many times.
LOOK_AFTER_OBJECTS = 10_000
# Python's own 5 ms are long for a thread that has just come back from the database, with others waiting for what it holds.
TURN_SECONDS = 0.001


def settle() -> None:
    """Look for garbage seldom, and never among what the process has loaded; let threads take turns quickly."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOK_AFTER_OBJECTS)
    sys.setswitchinterval(TURN_SECONDS)
