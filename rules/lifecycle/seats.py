"""The seats of the board and of the gate, and the gaps where nobody sits yet, with who could."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.experiments.experiment import Approval, ApprovalKind, Review, ReviewKind
from rules.people.people import Person, Team, mentions


@dataclass(frozen=True, slots=True)
class ReviewSeat:
    """One seat of the board: a kind of review on one revision of one experiment.

    `seen` is the digest of what the button showed, or empty where that is not known.
    """

    experiment: int
    revision: int
    kind: ReviewKind
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalSeat:
    """One seat of the promotion gate: a kind of approval in one round of one experiment."""

    experiment: int
    round: int
    kind: ApprovalKind


@dataclass(frozen=True, slots=True)
class Gap:
    """A seat that nobody fills yet: who could fill it, or in a sentence why nobody can."""

    kind: ReviewKind | ApprovalKind
    could: tuple[str, ...]
    why_nobody: str = ""


def holds(standing: Review | Approval | None, by: Person) -> bool:
    """Tell whether a standing word is this person's."""
    return standing is not None and standing.by == by.id


def gap(kind: ReviewKind | ApprovalKind, team: Team, objections_to: Callable[[Person], Iterator[str]]) -> Gap:
    """Return one missing seat with those who hold its duty and may sit in it, or why nobody can."""
    holders = team.holders(kind.duty)
    could = tuple(user for user in holders if not any(objections_to(team.by_id[user].person)))
    return Gap(kind, could, "" if could else why_nobody(kind, holders))


def why_nobody(kind: ReviewKind | ApprovalKind, holders: Iterable[str]) -> str:
    """Return why a seat cannot be filled now and how to mend it."""
    held_by = mentions(holders)
    cure = f"An admin can give it to somebody who had no part in this: `/team give @who {kind.words}`."
    if not held_by:
        return f"Nobody holds the duty “{kind.words}”. {cure}"
    return f"Only {held_by} could, but had a part in this or fills another seat. {cure}"


def duty_advice(kind: ReviewKind | ApprovalKind, barred: Sequence[str]) -> str:
    """Return how a person comes to hold the duty of a seat; nothing for who could not fill the seat with it either."""
    return "" if barred else f" An admin can give it to you: `/team give @who {kind.words}`."
