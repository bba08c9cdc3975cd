"""Whether it was the database that failed a deed, and whether it is known that nothing was changed."""

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

from store.engines.doubts import MaybeKept

# Of SQLite's kinds of errors those that pass or that an operator mends: locked, full, not to be read, written or opened.
SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
# The kind of an error stands in its last byte.
KIND = 0xFF


def is_database_away(error: Exception) -> bool:
    """Tell whether the database could not be reached or written, which passes or is an operator's to mend."""
    if isinstance(error, (MaybeKept, TimeoutError)):
        return True
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    code: Any = getattr(error.orig, "sqlite_errorcode", None)
    return code is None or code & KIND in SQLITE_AWAY


def may_be_kept(error: Exception) -> bool:
    """Tell whether a deed may be kept though it failed: the database failed while it committed."""
    return isinstance(error, MaybeKept)


def why_away(error: Exception) -> str:
    """Return in a few words what the database says, for the log; never what people wrote."""
    cause = error.__cause__ if isinstance(error, MaybeKept) else error
    said = str(cause.orig if isinstance(cause, DBAPIError) else cause).strip()
    return said.partition("\n")[0][:200] or type(error).__name__
