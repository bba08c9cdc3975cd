"""`python -m bot backup` writes the whole database into a file while Assay runs; `python -m bot restore` brings it back."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from sqlalchemy.exc import SQLAlchemyError

from bot.outside import postgresql_programs
from bot.outside.postgresql_programs import ProgramFailed
from bot.serve.start import CannotStart, read, require_there, utc_now, why_unusable
from flows.desk import Desk
from flows.journal import verification
from rules.refusals import Refused
from rules.words import counted
from settings import DatabaseSettings
from store import copies, migrate
from store.copies import CopyFailed, InUse
from store.database import Database, sqlite_file

SQLITE_FILE = b"SQLite format 3\0"
POSTGRESQL_DUMP = b"PGDMP"
UNCHANGED = "Nothing was changed."
STOP_FIRST = f"Stop every process of Assay, then restore again. {UNCHANGED}"
SECONDS = "%Y-%m-%d %H:%M:%S UTC"


def back_up(words: Sequence[str]) -> int:
    """Write a copy of the database; return 0 when it is whole, 1 with a sentence when there is none."""
    parser = argparse.ArgumentParser(
        prog="python -m bot backup", description="Copies the whole database of DATABASE_URL while Assay runs."
    )
    parser.add_argument("file", type=Path, help="the file to write, which must not be there yet")
    asked = parser.parse_args(words)
    return status_of(lambda url: write_backup(url, asked.file))


def bring_back(words: Sequence[str]) -> int:
    """Bring a copy back; return 0 when that was done, 1 with a sentence when nothing was changed."""
    parser = argparse.ArgumentParser(
        prog="python -m bot restore", description="Brings a copy back into the database of DATABASE_URL."
    )
    parser.add_argument("file", type=Path, help="a file that `python -m bot backup` wrote")
    parser.add_argument("--over", action="store_true", help="replace what the database holds now")
    asked = parser.parse_args(words)
    return status_of(lambda url: restore_backup(url, asked.file, may_replace=asked.over))


def status_of(deed: Callable[[str], None]) -> int:
    """Do what was asked with the address of the database; return the exit status."""
    try:
        url = read(DatabaseSettings).database_url
        try:
            deed(url)
        except (SQLAlchemyError, OSError) as error:
            raise CannotStart(why_unusable(error, url)) from None
    except (CannotStart, Refused) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def write_backup(url: str, path: Path) -> None:
    """Write a copy of the database, and say what it holds."""
    require_there(url)
    with opened(url) as database:
        if not copies.has_tables(database):
            raise CannotStart("The database of DATABASE_URL has no tables of Assay. Is it the right one?")
    since = utc_now()
    file = sqlite_file(url)
    try:
        with written_whole(path) as copy:
            if file:
                copies.copy_sqlite(Path(file), Path(copy.name))
            else:
                postgresql_programs.dump(url, copy)
    except (CopyFailed, ProgramFailed) as problem:
        raise CannotStart(f"No copy was made: {problem}") from None
    print(f"{path}: a whole copy of the database, {path.stat().st_size:,} bytes.")
    print(f"  It holds all that was recorded until {since:{SECONDS}}. Its owner alone can read it.")


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file beside a path, for its owner alone, that takes its place once it is whole; else none is left."""
    try:
        if path.exists():
            raise Refused(f"{path} is there already, and no copy is written over. Name another file.")
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as copy:
            try:
                yield copy
                os.fsync(copy.fileno())
                Path(copy.name).replace(path)
            finally:
                Path(copy.name).unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from None


def restore_backup(url: str, path: Path, *, may_replace: bool) -> None:
    """Bring a copy back, and say what was done."""
    require_kind(path, url)
    try:
        had_something = require_free(url, may_replace=may_replace)
        if file := sqlite_file(url):
            restore_sqlite(path, Path(file))
        else:
            restore_postgresql(path, url)
    except InUse as others:
        raise CannotStart(f"{others} {STOP_FIRST}") from None
    except (CopyFailed, ProgramFailed) as problem:
        raise CannotStart(f"{path} cannot be restored: {problem} {UNCHANGED}") from None
    replaced = ", in place of what it held before" if had_something else ""
    print(f"The database of DATABASE_URL now holds what {path} holds{replaced}.")
    say_reach(url)


def require_kind(path: Path, url: str) -> None:
    """Refuse a file that is no copy, and one of the other kind of database."""
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_FILE))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from None
    is_sqlite = start == SQLITE_FILE
    if not is_sqlite and not start.startswith(POSTGRESQL_DUMP):
        raise Refused(f"{path} is no copy that `python -m bot backup` wrote, or it is damaged.")
    if is_sqlite != url.startswith("sqlite"):
        theirs, ours = ("an SQLite", "a PostgreSQL") if is_sqlite else ("a PostgreSQL", "an SQLite")
        raise Refused(f"{path} is a copy of {theirs} database, and DATABASE_URL names {ours} one.")


def require_free(url: str, *, may_replace: bool) -> bool:
    """Refuse a database that must not be replaced, or cannot be now; tell whether it holds anything."""
    file = sqlite_file(url)
    if file and not Path(file).exists():
        return False
    try:
        with opened(url) as database:
            holds_something = copies.holds_something(database)
            # Asked through one connection: the server takes a while to see that one was closed.
            others = 0 if file else copies.others_connected(database)
    except SQLAlchemyError:
        if not file:
            raise
        raise CannotStart(
            f"{file} is there and cannot be read as a database. Move it away, with {file}-wal and {file}-shm where they"
            f" are there; then restore again. {UNCHANGED}"
        ) from None
    if holds_something and not may_replace:
        raise Refused(
            f"The database of DATABASE_URL holds something. Add --over to replace it with the copy. {UNCHANGED}"
        )
    if others:
        verb = "is" if others == 1 else "are"
        raise InUse(f"{counted(others, 'other connection')} to this database {verb} open.")
    return holds_something


def restore_sqlite(path: Path, target: Path) -> None:
    """Bring a copy back into a file, which is made for its owner alone where there is none."""
    is_new = not target.exists()
    try:
        if is_new:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch(mode=0o600)
        copies.restore_sqlite(path, target)
    except OSError as error:
        raise CannotStart(f"{target} cannot be written: {error.strerror or error}.") from None
    except CopyFailed:
        if is_new:
            target.unlink()
        raise


def restore_postgresql(path: Path, url: str) -> None:
    """Bring a dump back into a database."""
    if not postgresql_programs.is_dump_of(path, copies.VERSION_TABLE):
        raise ProgramFailed("it is damaged, or has no tables of Assay.")
    postgresql_programs.restore(path, url)


def say_reach(url: str) -> None:
    """Say up to when a restored database reaches, and whether it is one of this version."""
    with opened(url) as database:
        if not migrate.is_current(database):
            print(
                "  Its tables are those of another version: `python -m bot migrate` brings older ones up; newer ones need"
                " the version that made them."
            )
            return
        for workspace in verification.workspaces(database):
            last_at = verification.last_entry_at(Desk(database, workspace))
            until = f"its last entry is of {last_at:{SECONDS}}" if last_at else "it has no entry yet"
            print(f"  Workspace {workspace}: {until}.")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Yield a database, of whatever version, with one connection."""
    database = Database(url, pool_size=1)
    try:
        yield database
    finally:
        database.close()
