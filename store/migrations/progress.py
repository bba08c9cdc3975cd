"""Telling who waits for a migration that fills a table how far it is."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from alembic import op

# So often somebody who waits is told how far it is.
TOLD_EVERY = 10_000
One = TypeVar("One")


def watched(ones: Iterable[One], what: str, each: int = 1) -> Iterator[One]:
    """Yield what a migration goes through, each of so many rows, and tell now and then with how many it is done."""
    config = op.get_context().config
    tell = config.attributes.get("tell") if config else None
    for number, one in enumerate(ones, start=1):
        yield one
        done = number * each
        if tell and done % TOLD_EVERY == 0:
            tell(f"{done:,} {what}")
