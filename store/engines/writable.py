"""Whether a database may be written to: one that may only be read would answer each deed with a fault."""

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from store.engines.patience import hurried

# Not of this transaction: what was once used for reading alone says so of itself afterwards.
READ_ONLY = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean"
# It is taken back; beginning alone does not tell.
WRITE = "PRAGMA user_version = 0"


class ReadOnly(SQLAlchemyError):
    """A database that may only be read."""


def require_writable(engine: Engine) -> None:
    """Raise what a database says where nothing may be written; one that somebody has locked by now is not judged."""
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            if connection.exec_driver_sql(READ_ONLY).scalar_one():
                raise ReadOnly("it may only be read")
        return
    try:
        with hurried(0), engine.connect() as connection:
            connection.exec_driver_sql(WRITE)
    except OperationalError as problem:
        if "locked" not in str(problem.orig):
            raise
