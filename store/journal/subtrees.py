"""The full subtrees over the seals: kept as the journal grows, so that a proof reads a few rows and not all of them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from rules.journal.merkle import FAN, STEP, KeptTree, groups, heights, over
from rules.journal.subtrees import Subtree
from store.journal.seal_tables import SealRow, SubtreeRow

AT_ONCE = 1000
# So many leaves are taken in one transaction: who writes waits for no more.
MOST_LEAVES = 4096
# Of each group all rows are asked for by their places; a statement names no more than a database takes.
GROUPS_AT_ONCE = 50


def kept_up_to(session: Session) -> int:
    """Return up to which entry the subtrees are kept."""
    return session.exec(select(func.max(col(SubtreeRow.last)))).one() or 0


def last_full(size: int) -> int:
    """Return up to which entry of a journal there are full subtrees to keep."""
    return size // FAN * FAN


def grow(session: Session, size: int) -> bool:
    """Keep the next subtrees over a journal of this size, some at a time; tell whether more are to come. Whoever calls this
    holds the lock of the journal."""
    first = kept_up_to(session)
    last = min(last_full(size), first + MOST_LEAVES)
    for height in heights(last):
        low, high = first >> height + STEP, last >> height + STEP
        if low == high:
            break
        below = hashes(session, height, range(low * FAN, high * FAN))
        # Where seals are missing there is nothing to keep: a verification names them.
        if len(below) != (high - low) * FAN:
            return False
        rows = [
            {
                "workspace": session.info["workspace"],
                "last": (low + number + 1) << height + STEP,
                "height": height + STEP,
                "digest": over(below[number * FAN : (number + 1) * FAN]).hex(),
            }
            for number in range(high - low)
        ]
        session.execute(insert(SubtreeRow), rows)
    return last < last_full(size)


def hashes(session: Session, height: int, places: range) -> list[bytes]:
    """Return the roots of neighbouring full subtrees of a height, by their places there."""
    if height == 0:
        found = select(col(SealRow.leaf)).where(col(SealRow.position).between(places.start + 1, places.stop))
        return [bytes.fromhex(leaf) for leaf in session.exec(found.order_by(col(SealRow.position)))]
    lasts = [(place + 1) << height for place in places]
    kept = select(col(SubtreeRow.digest)).where(
        col(SubtreeRow.height) == height, col(SubtreeRow.last).in_(lasts)
    )
    return [bytes.fromhex(digest) for digest in session.exec(kept.order_by(col(SubtreeRow.last)))]


def tree(session: Session, size: int, positions: Iterable[int]) -> KeptTree:
    """Return the tree of the first entries of a journal, with what proofs about the entries at these positions need."""
    wanted = sorted({group for position in {*positions, size} for group in groups(size, position - 1)})
    kept: dict[tuple[int, int], bytes] = {}
    for height in heights(size):
        numbers = [number for at, number in wanted if at == height]
        for start in range(0, len(numbers), GROUPS_AT_ONCE):
            kept |= members(session, height, numbers[start : start + GROUPS_AT_ONCE], size)
    return KeptTree(size, kept)


def members(session: Session, height: int, numbers: Iterable[int], size: int) -> dict[tuple[int, int], bytes]:
    """Return the full subtrees of a height that stand in some groups, by height and place."""
    places = (number * FAN + one for number in numbers for one in range(FAN))
    lasts = [last for last in ((place + 1) << height for place in places) if last <= size]
    if height == 0:
        query = select_columns(col(SealRow.position), col(SealRow.leaf)).where(
            col(SealRow.position).in_(lasts)
        )
    else:
        query = select_columns(col(SubtreeRow.last), col(SubtreeRow.digest)).where(
            col(SubtreeRow.height) == height, col(SubtreeRow.last).in_(lasts)
        )
    return {(height, (last >> height) - 1): bytes.fromhex(digest) for last, digest in session.execute(query)}


def every(session: Session) -> Iterator[Subtree]:
    """Yield every subtree that is kept, in the order of the last entries."""
    columns = (col(SubtreeRow.last), col(SubtreeRow.height), col(SubtreeRow.digest))
    query = select_columns(*columns).order_by(*columns[:2])
    for last, height, digest in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield Subtree(last, height, digest)
