"""What PostgreSQL's own programs do: pg_dump writes a whole database into a file, pg_restore and psql bring it back."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import URL, make_url

# In one transaction: what is there goes, tables of a newer version with it, and what the file holds comes.
REPLACE = b"""\
BEGIN;
SET LOCAL lock_timeout = '20s';
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', name);
  END LOOP;
END $$;
"""
END = b"\nCOMMIT;\n"
PSQL = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
# Whoever restores owns what is restored.
UNOWNED = ("--no-owner", "--no-privileges")
TELLING = re.compile(r"^.*?\b(?:error|ERROR|FATAL|detail|DETAIL): +")


class ProgramFailed(Exception):
    """A program of PostgreSQL's is not there, or did not do what it should; says why in sentences."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, without the password, and what its programs are told besides."""

    uri: str
    environment: dict[str, str]


def address_of(url: str) -> Address:
    """Return an address as the programs take it; a password among their words would show to everybody on the machine."""
    address = make_url(url)
    query = dict(address.query)
    # Of two the database is opened with the one that is asked for.
    password = query.pop("password", None) or address.password
    # Not by `set`, which takes None for what stays as it was.
    bare = URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, query
    )
    secret = {"PGPASSWORD": str(password)} if password else {}
    return Address(bare.render_as_string(hide_password=False), {**os.environ, **secret})


def dump(url: str, file: IO[bytes]) -> None:
    """Write a database as it is at one instant into an open file."""
    address = address_of(url)
    words = ("--format=custom", *UNOWNED, "--no-password", f"--dbname={address.uri}")
    run("pg_dump", words, output=file, environment=address.environment)


def is_dump_of(file: Path, table: str) -> bool:
    """Tell whether a file is a dump that has a table."""
    with TemporaryFile() as listed:
        try:
            run("pg_restore", ("--list", str(file.resolve())), output=listed)
        except ProgramFailed:
            # Whether it is there at all is told here too.
            program("pg_restore")
            return False
        listed.seek(0)
        return re.search(rb" TABLE \S+ %b " % re.escape(table.encode()), listed.read()) is not None


def restore(file: Path, url: str) -> None:
    """Put what a dump holds in the place of what a database holds, wholly or not at all."""
    address = address_of(url)
    with TemporaryFile() as script:
        script.write(REPLACE)
        script.flush()
        # Read to its end before anything is changed.
        words = ("--clean", "--if-exists", *UNOWNED, "--file=-", str(file.resolve()))
        run("pg_restore", words, output=script)
        script.seek(0, os.SEEK_END)
        script.write(END)
        script.seek(0)
        run("psql", (*PSQL, f"--dbname={address.uri}"), source=script, environment=address.environment)


def run(
    name: str,
    words: Sequence[str],
    *,
    source: IO[bytes] | int = subprocess.DEVNULL,
    output: IO[bytes] | int = subprocess.DEVNULL,
    environment: dict[str, str] | None = None,
) -> None:
    """Run one of the programs, and raise what it complains of."""
    # Without a shell; the program is the one that the system knows by this name.
    done = subprocess.run(  # noqa: S603
        [program(name), *words],
        env=environment,
        stdin=source,
        stdout=output,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        said = complaint(done.stderr) or f"nothing, and ended with status {done.returncode}"
        raise ProgramFailed(f"{name} says: {said.rstrip('.')}.")


def program(name: str) -> str:
    """Return the path of one of the programs, or say how to come by it."""
    path = shutil.which(name)
    if not path:
        raise ProgramFailed(
            f"{name} is not installed here. Install PostgreSQL's client programs (on Debian the package postgresql-client),"
            " no older than the server, and try again."
        )
    return path


def complaint(said: bytes) -> str:
    """Return what a program complained of, in one line, without its own name and what only hints."""
    lines = said.decode(errors="replace").splitlines()
    telling = [line for line in lines if TELLING.search(line)] or lines
    return " ".join(TELLING.sub("", line).strip() for line in telling[:2])
