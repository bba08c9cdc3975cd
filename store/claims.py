"""Which letters the postman takes on next: those that are due and first in their lanes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, bindparam, case, tuple_, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from store.columns import Moment
from store.mapping import asked_of
from store.outbox import CLAIM_SECONDS, LOST, Errand, errand_of, served, waits
from store.prepared import Among, Prepared
from store.tables import LetterRow

# How many letters are looked at for each that is wanted, before the lanes are gone through.
LOOKED_AT = 8


def claim_these(session: Session, letters: Sequence[int], now: datetime) -> tuple[Errand, ...]:
    """Take on those of some letters that still are due and first in their lanes; nobody else gets them for a while."""
    until = now + timedelta(seconds=CLAIM_SECONDS)
    ours = {"of_workspaces": served(session), "now": now, "until": until}
    free = [row.id for row in FREE.all(session, {**ours, "of_letters": list(letters)})]
    taken = CLAIMED.all(session, {**ours, "of_letters": free}) if free else []
    taken.sort(key=lambda row: (row.due_at, row.id))
    return tuple(errand_of(row) for row in taken)


def first_due(
    session: Session, now: datetime, *, of: Sequence[str], most: int, but: Collection[int] = ()
) -> tuple[int, ...]:
    """Return the letters of some workspaces that are due and first in their lanes, those due longest first, as if those in
    `but` were sent.

    The first of each lane are mostly among those that are due longest. Where they are not, because many wait behind one
    that was deferred, the lanes are gone through one by one.
    """
    asked = {"of_workspaces": list(of), "of_sent": list(but), "now": now, "most": most * LOOKED_AT}
    looked_at = LONGEST_DUE.all(session, asked)
    found = [row.id for row in looked_at if row.is_first][:most]
    if len(found) == most or len(looked_at) < most * LOOKED_AT:
        return tuple(found)
    heads = first_of_lanes()
    ours = (*due(LetterRow, now), col(LetterRow.workspace).in_(of))
    mine = select(LetterRow.id).join(heads, heads.c.id == LetterRow.id).where(*ours)
    return tuple(session.exec(longest_due(mine).limit(most)).all())


def longest_due(letters: Any) -> Any:
    """Return a query of letters in the order in which they go: those due longest first."""
    return letters.order_by(col(LetterRow.due_at), col(LetterRow.id))


def due(letter: type[LetterRow], now: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a letter waits, may go, and nobody is on the way with it."""
    free = col(letter.claimed_until).is_(None) | (col(letter.claimed_until) < now)
    return (waits(letter), col(letter.due_at) <= now, free)


def ahead_of(letter: type[LetterRow], *, but: str = "") -> Any:
    """Return the query of the letters that wait in the lane of a letter and come before it, without those that the parameter
    `but` gives."""
    earlier = aliased(LetterRow)
    return select_columns(col(earlier.id)).where(
        waits(earlier),
        col(earlier.workspace) == letter.workspace,
        col(earlier.lane) == letter.lane,
        col(earlier.id) < letter.id,
        *([~Among(col(earlier.id), but)] if but else []),
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


# What a postman asks and does for each few letters: no object is made of the rows.
NOW: Any = bindparam("now", type_=Moment)
LONGEST_DUE = Prepared(
    longest_due(
        select_columns(
            col(LetterRow.id), (~ahead_of(LetterRow, but="of_sent").exists()).label("is_first")
        ).where(
            *due(LetterRow, NOW),
            # By the workspaces SQLite would find all that wait, and sort them.
            Among(col(LetterRow.workspace), "of_workspaces", by_index=False),
            ~Among(col(LetterRow.id), "of_sent"),
        )
    ).limit(bindparam("most"))
)
IS_LOST = col(LetterRow.claimed_until).is_not(None)
THEIRS = Among(col(LetterRow.workspace), "of_workspaces")
THESE = Among(col(LetterRow.id), "of_letters")
# Locked first, and changed by their numbers: PostgreSQL would look for them anew for each row that may be changed.
FREE = Prepared(
    select_columns(col(LetterRow.id))
    .where(THEIRS, THESE, *due(LetterRow, NOW), ~ahead_of(LetterRow).exists())
    .with_for_update(skip_locked=True, of=LetterRow)
)
CLAIMED = Prepared(
    update(LetterRow)
    .where(THEIRS, THESE)
    .values(
        claimed_until=bindparam("until"),
        attempts=LetterRow.attempts + 1,
        # Who had it on the way died with it, before or after Slack had it.
        **{name: case((IS_LOST, lost), else_=getattr(LetterRow, name)) for name, lost in LOST.items()},
    )
    .returning(*asked_of(LetterRow, Errand), col(LetterRow.due_at))
)
