"""The files of an SQLite database, which its owner alone may read, for all that people wrote stands in them; and how long they are
waited for where another program has locked them."""

import os
import sqlite3
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from store.engines.patience import seconds_to_lock

# The log and its index, made by SQLite with the mode of the database, and the files of whose turn it is.
BESIDE = ("", "-wal", "-shm", "-journal", "-next", "-now")
OWNER_ALONE = 0o600
LOOK_SECONDS = 0.005
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


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what SQLite leaves off: the write-ahead log, foreign keys, and no transactions of the driver's own."""
    connection.isolation_level = None
    keep_log_ahead(connection)
    for pragma in ("foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def keep_log_ahead(connection: Any) -> None:
    """Set the write-ahead log; of two processes that set it at one moment, in a new file, SQLite refuses one without a wait."""
    until = time.monotonic() + seconds_to_lock()
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(LOOK_SECONDS)


def wait_for_lock(connection: Connection) -> None:
    """Let a connection wait for a locked file as long as who uses it waits."""
    seconds = seconds_to_lock()
    if connection.info.get("waits") != seconds:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={seconds * 1000:.0f}")
        connection.info["waits"] = seconds
