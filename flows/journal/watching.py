"""Telling who waits for something long how far it is."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

# So often somebody who waits is told how far it is.
TOLD_EVERY = 20_000
# Hears what is being done and with how many it is done.
Watch = Callable[[str, int], None]
One = TypeVar("One")


def unwatched(_what: str, _done: int) -> None:
    """Tell nobody how far it is."""


def watched(rows: Iterable[One], what: str, watch: Watch) -> Iterator[One]:
    """Yield rows, and tell now and then with how many it is done."""
    for done, row in enumerate(rows, start=1):
        yield row
        if done % TOLD_EVERY == 0:
            watch(what, done)
