"""Where a run takes place: a folder on a real disk, databases that keep what they acknowledge, and a voice."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar, cast

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import text

from bench.effort import Effort
from bench.houses import running_postgresql
from bench.problems import BenchFailed
from store.database import Database

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
# What is kept there outlives a restart of the machine, so it is no memory; /tmp may be.
LASTING = Path("/var/tmp")  # noqa: S108
SQLITE_ADDRESS = "sqlite:///"
M = TypeVar("M")
# What a database must say of itself; a click that a crash could take back is not what is promised.
DURABLE_SQLITE = {"journal_mode": "wal", "synchronous": "2"}
DURABLE_POSTGRESQL = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass
class Ground:
    """The folder of one run, how much is done in it, and whom its progress is told."""

    folder: Path
    effort: Effort
    stack: ExitStack
    say: Callable[[str], None] = print
    numbers: Iterator[int] = field(default_factory=count)
    made: dict[str, Any] = field(default_factory=dict)

    def room(self, name: str) -> Path:
        """Return a new folder for what one row needs."""
        room = self.folder / f"{next(self.numbers)}-{name}"
        room.mkdir()
        return room

    def once(self, key: str, make: Callable[[], M]) -> M:
        """Return what several rows need and only the first of them makes."""
        if key not in self.made:
            self.made[key] = make()
        return cast(M, self.made[key])

    def database(self, kind: str, *, like: str = "") -> str:
        """Return the address of a new database of a kind: empty, or a copy of another one that nobody has open."""
        return durable(self.sqlite(like) if kind == SQLITE else self.postgresql(like))

    def sqlite(self, like: str) -> str:
        """Return the address of a new SQLite file."""
        path = self.room("sqlite") / "assay.db"
        if like:
            shutil.copyfile(like.removeprefix(SQLITE_ADDRESS), path)
        return f"{SQLITE_ADDRESS}{path}"

    def postgresql(self, like: str) -> str:
        """Return the address of a new PostgreSQL database; the server starts with the first one that is asked for."""
        server = self.once(
            "server", lambda: self.stack.enter_context(running_postgresql(self.room("postgresql")))
        )
        name, template = f"bench_{next(self.numbers)}", conninfo_to_dict(like).get("dbname", "template1")
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(str(template))))
        return server.replace("/postgres?", f"/{name}?")


@contextmanager
def opened(
    effort: Effort, say: Callable[[str], None] = print, beside: Path | None = None
) -> Iterator[Ground]:
    """Open a ground, and leave nothing of it behind; a folder in memory would make every commit free."""
    disk = beside or (LASTING if LASTING.is_dir() else None)
    with tempfile.TemporaryDirectory(prefix="assay-bench-", dir=disk) as folder, ExitStack() as stack:
        yield Ground(Path(folder), effort, stack, say)


def durable(url: str) -> str:
    """Return an address whose database, as the product opens it, keeps what it acknowledges; refuse any other."""
    said, needed = durability(url), DURABLE_SQLITE if url.startswith("sqlite") else DURABLE_POSTGRESQL
    if said != needed:
        raise BenchFailed(f"the database says {said}, and should say {needed}")
    return url


def durability(url: str) -> dict[str, str]:
    """Return what a database says about how it keeps what it acknowledges."""
    ask, names = ("PRAGMA", DURABLE_SQLITE) if url.startswith("sqlite") else ("SHOW", DURABLE_POSTGRESQL)
    with closing(Database(url)) as database, database.engine.connect() as connection:
        return {name: str(connection.execute(text(f"{ask} {name}")).scalar_one()) for name in names}


def file_system(folder: Path) -> str:
    """Return the kind of file system that a folder is on, where the machine tells."""
    try:
        lines = Path("/proc/self/mounts").read_text().splitlines()
    except OSError:
        return "unknown"
    mounts = {mount: kind for _, mount, kind, *_ in map(str.split, lines)}
    place = Path(os.path.realpath(folder))
    return next((mounts[str(one)] for one in (place, *place.parents) if str(one) in mounts), "unknown")
