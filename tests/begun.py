"""What many tests begin with, lived through once on each database: its rows are kept, and brought back for each test."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg

from flows.desk import Desk
from tests.backends import remember

Story = Callable[[Desk], Any]
# By story and workspace, what the file of SQLite held then, and the schema that keeps the rows on PostgreSQL.
FILES: dict[tuple[Story, str], sqlite3.Connection] = {}
SCHEMAS: dict[tuple[Story, str], str] = {}


def begun(desk: Desk, story: Story) -> Desk:
    """Return a desk, in whose database nothing has happened yet, as a story leaves it."""
    (begin_file if desk.database.is_sqlite else begin_rows)(desk, story)
    return desk


def begin_file(desk: Desk, story: Story) -> None:
    """Bring back a file of SQLite."""
    key = (story, desk.workspace)
    with closing(sqlite3.connect(desk.database.file)) as connection:
        if key in FILES:
            FILES[key].backup(connection)
        else:
            story(desk)
            FILES[key] = sqlite3.connect(":memory:", check_same_thread=False)
            connection.backup(FILES[key])


def begin_rows(desk: Desk, story: Story) -> None:
    """Bring back the rows of PostgreSQL; a database that was made anew meanwhile has no such schema."""
    schema = SCHEMAS.setdefault((story, desk.workspace), f"kept_{len(SCHEMAS)}")
    url = desk.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"SELECT {schema}.refill()".encode())
    except psycopg.errors.InvalidSchemaName:
        story(desk)
        remember(url, schema)
