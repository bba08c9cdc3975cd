"""What is not known of a deed: whether the database kept it, where the connection was lost while it committed."""

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError


class MaybeKept(SQLAlchemyError):
    """The database failed while it committed, and did not say whether it kept a deed."""


def doubt_commit(context: ExceptionContext) -> None:
    """Say that a deed may be kept where a connection was lost while it committed: only that has a connection and no
    statement."""
    if context.connection is not None and context.statement is None and context.is_disconnect:
        raise MaybeKept("it is not known whether this was kept") from context.sqlalchemy_exception
