"""One page of many things."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class PageOf(Generic[One]):
    """One page of many: what is on it, which one it is from 0 on, and how many there are."""

    shown: tuple[One, ...]
    place: int
    pages: int


def page_of(every: Sequence[One], place: int, size: int) -> PageOf[One]:
    """Return a page; the last one where there are no longer so many."""
    kept = place_of(len(every), place, size)
    return PageOf(tuple(every[kept * size : (kept + 1) * size]), kept, pages_of(len(every), size))


def place_of(total: int, place: int, size: int) -> int:
    """Return which page is shown of so many things: the last one where there are no longer so many."""
    return min(max(place, 0), pages_of(total, size) - 1)


def pages_of(total: int, size: int) -> int:
    """Return how many pages there are of so many things; of nothing there is one."""
    return max(1, -(-total // size))
