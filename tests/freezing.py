"""A PostgreSQL server that stands still: it neither answers nor closes, as on a machine whose disk hangs."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.backends import Postgresql


def processes_of(server: Postgresql) -> list[int]:
    """Return the processes of a server of our own: the one that others come from, and all of those."""
    (folder,) = server.connection.execute("SHOW data_directory").fetchall()[0]
    master = int(Path(folder, "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    others = server.connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
    return [master, *(pid for (pid,) in others)]


@contextmanager
def frozen(server: Postgresql) -> Iterator[None]:
    """Let a server stand still meanwhile."""
    processes = processes_of(server)
    for one in processes:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in processes:
            os.kill(one, signal.SIGCONT)
