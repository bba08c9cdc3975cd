"""`python -m demo.leash MODULE WORDS`: runs a module for as long as whoever started it lives, however that ends."""

import os
import runpy
import signal
import sys
from threading import Thread


def main() -> None:
    """Run the module as if it had been started alone."""
    Thread(target=follow, name="leash", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def follow() -> None:
    """Stop this process when the other end of its standard input is gone: kill -9 leaves nobody to tell it."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
