"""What a command has at hand: the database of its settings, and a terminal that obeys no signs of what it prints."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.serve.start import CannotStart, cause, read, require_there
from settings import DatabaseSettings
from store import migrate
from store.database import Database


@contextmanager
def opened() -> Iterator[Database]:
    """Yield the database of the settings; nothing is made or changed where there is none."""
    url = read(DatabaseSettings).database_url
    try:
        require_there(url)
        database = Database(url, pool_size=1)
        try:
            if not migrate.is_current(database):
                raise CannotStart(
                    "The tables are not those of this version. `python -m bot migrate` brings them up."
                )
            yield database
        finally:
            database.close()
    except (SQLAlchemyError, OSError) as error:
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {cause(error, url)}") from None


def in_a_terminal(text: str) -> str:
    """Return text without the signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
