"""Which letters the postman takes on next: those that are due and first in their lanes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from store.outbox import CLAIM_SECONDS, Errand, errand_of, lose_answer, waits
from store.tables import LetterRow

# How many letters are looked at for each that is wanted, before the lanes are gone through.
LOOKED_AT = 8


def claim_these(session: Session, letters: Sequence[int], now: datetime) -> tuple[Errand, ...]:
    """Take on those of some letters that still are due and first in their lanes; nobody else gets them for a while."""
    mine = (col(LetterRow.id).in_(letters), *due(LetterRow, now), ~ahead_of(LetterRow).exists())
    first = longest_due(select(LetterRow).where(*mine))
    rows = session.exec(first.with_for_update(skip_locked=True, of=LetterRow)).all()
    for row in rows:
        if row.claimed_until is not None:
            # Who had it on the way died with it, before or after Slack had it.
            lose_answer(row)
        row.claimed_until = now + timedelta(seconds=CLAIM_SECONDS)
        row.attempts += 1
        session.add(row)
    return tuple(errand_of(row) for row in rows)


def first_due(
    session: Session, now: datetime, *, of: Sequence[str], most: int, but: Collection[int] = ()
) -> tuple[int, ...]:
    """Return the letters of some workspaces that are due and first in their lanes, those due longest first, as if those in
    `but` were sent.

    The first of each lane are mostly among those that are due longest. Where they are not, because many wait behind one
    that was deferred, the lanes are gone through one by one.
    """
    ours = (*due(LetterRow, now), col(LetterRow.workspace).in_(of))
    is_first = ~ahead_of(LetterRow, but).exists()
    longest = longest_due(select(LetterRow.id, is_first).where(*ours, col(LetterRow.id).not_in(but)))
    looked_at = session.exec(longest.limit(most * LOOKED_AT)).all()
    found = [letter for letter, is_first_of_lane in looked_at if is_first_of_lane][:most]
    if len(found) == most or len(looked_at) < most * LOOKED_AT:
        return tuple(found)
    heads = first_of_lanes()
    mine = select(LetterRow.id).join(heads, heads.c.id == LetterRow.id).where(*ours)
    return tuple(session.exec(longest_due(mine).limit(most)).all())


def longest_due(letters: Any) -> Any:
    """Return a query of letters in the order in which they go: those due longest first."""
    return letters.order_by(col(LetterRow.due_at), col(LetterRow.id))


def due(letter: type[LetterRow], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a letter waits, may go, and nobody is on the way with it."""
    free = col(letter.claimed_until).is_(None) | (col(letter.claimed_until) < now)
    return (waits(letter), col(letter.due_at) <= now, free)


def ahead_of(letter: type[LetterRow], but: Collection[int] = ()) -> Any:
    """Return the query of the letters that wait in the lane of a letter and come before it, without those in `but`."""
    earlier = aliased(LetterRow)
    return select(earlier.id).where(
        waits(earlier),
        col(earlier.workspace) == letter.workspace,
        col(earlier.lane) == letter.lane,
        col(earlier.id) < letter.id,
        col(earlier.id).not_in(but),
    )


def first_of_lanes() -> CTE:
    """Return the first waiting letter of each lane: one step through the index from lane to lane, so that what waits behind
    the first costs nothing."""
    earlier, head = aliased(LetterRow), aliased(LetterRow)
    places = (col(earlier.workspace), col(earlier.lane))

    def next_lane(*beyond: ColumnElement[bool]) -> ScalarSelect[int]:
        """Return the first letter of the first lane beyond another."""
        return (
            select(earlier.id)
            .where(waits(earlier), *beyond)
            .order_by(*places, col(earlier.id))
            .limit(1)
            .scalar_subquery()
        )

    heads = select(next_lane().label("id")).cte("heads", recursive=True)
    beyond = tuple_(*places) > tuple_(col(head.workspace), col(head.lane))
    following = select(next_lane(beyond)).select_from(heads).join(head, col(head.id) == heads.c.id)
    return heads.union_all(following)
