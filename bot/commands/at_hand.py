"""What a command has at hand: the database of its settings, the workspaces in it, and a terminal that obeys no signs of what it
prints."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.serve.start import CannotStart, read, require_ours, require_there, why_unusable
from flows.desk import Desk
from flows.journal import verification
from rules.refusals import Refused
from settings import DatabaseSettings
from store import migrate
from store.database import Database

# Who does a deed at the machine itself; Slack knows no such user.
OPERATOR = "operator"


@contextmanager
def opened() -> Iterator[Database]:
    """Yield the database of the settings; nothing is made or changed where there is none."""
    url = read(DatabaseSettings).database_url
    try:
        require_there(url)
        database = Database(url, pool_size=1)
    except (SQLAlchemyError, OSError) as error:
        raise CannotStart(why_unusable(error, url)) from None
    try:
        require_ours(database)
        if not migrate.is_current(database):
            raise CannotStart(
                "The tables are not those of this version. `python -m bot migrate` brings them up."
            )
        yield database
    except SQLAlchemyError as error:
        raise CannotStart(why_unusable(error, url)) from None
    finally:
        database.close()


def in_a_terminal(text: str) -> str:
    """Return text without the signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def desks_of(database: Database, workspace: str) -> list[Desk]:
    """Return the desks of all workspaces, or of the one that was named; refuse one that is not there."""
    known = verification.workspaces(database)
    if workspace and workspace not in known:
        raise Refused(
            f"There is no workspace {workspace[:40]} here. There are: {', '.join(known) or 'none'}."
        )
    return [Desk(database, one) for one in known if workspace in ("", one)]


def known_desks(database: Database, workspace: str) -> list[Desk]:
    """Return the desks of all workspaces, or of the one that was named; refuse a database that knows none yet."""
    desks = desks_of(database, workspace)
    if not desks:
        raise Refused("This database knows no workspace yet.")
    return desks


def one_desk(database: Database, workspace: str, why: str) -> Desk:
    """Return the desk of the one workspace that is meant; where there are several, refuse with why one has to be named."""
    desks = known_desks(database, workspace)
    if len(desks) > 1:
        named = ", ".join(desk.workspace for desk in desks)
        raise Refused(f"{why} Add --workspace, one of: {named}.")
    return desks[0]
