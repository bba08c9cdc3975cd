"""`python -m faults.wrong_clock FILE MODULE WORDS`: runs a module by clocks that a file sets forward or back.

Set are the clock of the machine and that of the database, which of an SQLite file are one; what counts the seconds that
pass goes on. libfaketime would do it for any program, but makes Python's sleep fail.
"""

import runpy
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from store.database import Database


def main() -> None:
    """Set the clocks, and run the module as if it had been started alone."""
    file, sys.argv = Path(sys.argv[1]), sys.argv[2:]
    true_time, told = time.time, Database.time

    def seconds() -> float:
        return float(file.read_text() or 0)

    def wrong_time(self: Database) -> datetime:
        return told(self) + timedelta(seconds=seconds())

    time.time = lambda: true_time() + seconds()
    Database.time = wrong_time  # type: ignore[method-assign]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
