"""The files of an SQLite database, which its owner alone may read: all that people wrote stands in them."""

import os
import stat
from contextlib import suppress
from pathlib import Path

# The log and its index, made by SQLite with the mode of the database, and the files of whose turn it is.
BESIDE = ("", "-wal", "-shm", "-journal", "-next", "-now")
OWNER_ALONE = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_for_owner(file: str) -> None:
    """Make an empty database file, and the folder it lies in, where they are not there yet."""
    Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Where it cannot be made, SQLite says so better.
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_ALONE))


def open_to_others(file: str) -> list[str]:
    """Return which files of a database others on this machine may open."""
    there = (Path(f"{file}{ending}") for ending in BESIDE)
    return [str(path) for path in there if path.is_file() and path.stat().st_mode & OTHERS]


def close_to_others(file: str) -> None:
    """Take the rights of others away from files that were made before; whoever does not own them leaves them."""
    for path in open_to_others(file):
        with suppress(OSError):
            os.chmod(path, OWNER_ALONE)
