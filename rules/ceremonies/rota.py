"""The rota: whose turn it is to facilitate, fair over time, and never somebody who is away."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn that somebody took, or has ahead of them."""

    user: str
    day: date


def whose_turn(
    candidates: Sequence[str],
    turns: Sequence[Turn],
    *,
    away: Container[str] = NOBODY,
    but: Container[str] = NOBODY,
) -> str:
    """Return who facilitates next: whoever did so least lately, those who never did first; nobody where all are away.

    `but` are those who gave this turn away; they keep their place for the next one.
    """
    there = [user for user in candidates if user not in away and user not in but]
    last = last_turns(turns)
    # Of several who are equal it is the first.
    return min(there, key=lambda user: last.get(user, date.min), default="")


def beginning_at(place: int, candidates: Sequence[str]) -> tuple[str, ...]:
    """Return the candidates from a place on, so that the ceremonies of a channel do not all begin with the same person."""
    cut = place % len(candidates) if candidates else 0
    return (*candidates[cut:], *candidates[:cut])


def last_turns(turns: Sequence[Turn]) -> dict[str, date]:
    """Return the day of everybody's last turn."""
    last: dict[str, date] = {}
    for turn in turns:
        last[turn.user] = max(turn.day, last.get(turn.user, date.min))
    return last
