"""One page of many things."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rules.words import counted

One = TypeVar("One")
# Beyond that a list says “more than”: nobody turns so many pages, and counting them all would take longer than the list.
MOST_COUNTED = 1000


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


def up_to_most(number: int, counted_to: int = MOST_COUNTED) -> str:
    """Return a number of things as it is told; of those that were counted up to a bound alone, that there are more."""
    return f"more than {counted_to:,}" if number > counted_to else f"{number:,}"


def counted_up(number: int, noun: str) -> str:
    """Return “3 reviews”, or “more than 1,000 reviews” where they were counted up to there."""
    return f"{up_to_most(number)} {noun}s" if number > MOST_COUNTED else counted(number, noun)


def pages_of(total: int, size: int) -> int:
    """Return how many pages there are of so many things; of nothing there is one."""
    return max(1, -(-total // size))
