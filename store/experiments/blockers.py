"""Blockers in and out of their table."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from rules.ceremony_names import HoldingKey
from rules.experiments.blockers import Blocker, ages_at
from rules.refusals import Refused
from store.experiments.blocker_tables import BlockerRow
from store.mapping import asked_of, columns_of, fact_of, where
from store.prepared import Prepared, within

MOST_DUE = 5000
MOST_SHOWN = 50
OF_STANDUP = Prepared(
    select_columns(*asked_of(BlockerRow, Blocker))
    .where(
        *where(BlockerRow, "channel"),
        col(BlockerRow.first_day) <= bindparam("of_day"),
        col(BlockerRow.last_day) >= bindparam("of_day"),
    )
    .order_by(col(BlockerRow.since), col(BlockerRow.number))
)


@dataclass(frozen=True, slots=True)
class Aging:
    """A blocker that is a day older by now."""

    workspace: str
    number: int


def add(session: Session, blocker: Blocker) -> Blocker:
    """Keep a new blocker, and return it with its number."""
    row = BlockerRow(**(row_columns(blocker) | {"number": None}))
    session.add(row)
    session.flush()
    return blocker_of(row)


def save(session: Session, blocker: Blocker) -> None:
    """Keep what became of a blocker; one that no check-in names any more is gone."""
    if not blocker.seen:
        session.exec(delete(BlockerRow).where(col(BlockerRow.number) == blocker.number))
        return
    row = session.exec(select(BlockerRow).where(BlockerRow.number == blocker.number)).one()
    row.sqlmodel_update(row_columns(blocker))
    session.add(row)
    session.flush()


def find(session: Session, number: int) -> Blocker | None:
    """Return a blocker, or None for one that is gone."""
    row = session.exec(select(BlockerRow).where(BlockerRow.number == number)).one_or_none()
    return blocker_of(row) if row else None


def get(session: Session, number: int) -> Blocker:
    """Return a blocker; refuse one that is gone."""
    return existing_blocker(session.exec(select(BlockerRow).where(BlockerRow.number == number)).one_or_none())


def lock(session: Session, number: int) -> Blocker:
    """Return a blocker that nobody else can change until this transaction ends."""
    mine = select(BlockerRow).where(BlockerRow.number == number)
    return existing_blocker(session.exec(mine.with_for_update()).one_or_none())


def existing_blocker(row: BlockerRow | None) -> Blocker:
    """Return the blocker of a row that should be there."""
    if row is None:
        raise Refused("This blocker is no longer named: the check-in that told of it was changed.")
    return blocker_of(row)


def unsolved_of(session: Session, channel: str, user: str) -> tuple[Blocker, ...]:
    """Return somebody's unsolved blockers in a channel, the oldest first, locked."""
    mine = (BlockerRow.channel == channel, BlockerRow.user == user, col(BlockerRow.solved_at).is_(None))
    ordered = select(BlockerRow).where(*mine).order_by(col(BlockerRow.number))
    return tuple(blocker_of(row) for row in session.exec(ordered.with_for_update()))


def unsolved_on(session: Session, experiment: int) -> tuple[Blocker, ...]:
    """Return the unsolved blockers of an experiment, the oldest first."""
    mine = (BlockerRow.experiment == experiment, col(BlockerRow.solved_at).is_(None))
    ordered = select(BlockerRow).where(*mine).order_by(col(BlockerRow.since), col(BlockerRow.number))
    return tuple(blocker_of(row) for row in session.exec(ordered.limit(MOST_SHOWN)))


def of_standup(session: Session, key: HoldingKey) -> tuple[Blocker, ...]:
    """Return the blockers that the check-ins of a standup name, the oldest first, solved ones among them."""
    rows = OF_STANDUP.all(session, within(session, channel=key.channel, day=key.day))
    return tuple(blocker_of(row) for row in rows if key.day in row.seen)


def due_to_age(session: Session, now: datetime) -> list[Aging]:
    """Return the blockers of all workspaces that are a day older by now."""
    due = select(BlockerRow.workspace, BlockerRow.number).where(col(BlockerRow.ages_at) <= now)
    rows = session.exec(due.order_by(col(BlockerRow.ages_at)).limit(MOST_DUE))
    return [Aging(workspace, int(number or 0)) for workspace, number in rows]


def take_aging(session: Session, aging: Aging, now: datetime) -> Blocker | None:
    """Return a blocker that ages now, locked; None if another worker has it or it is due no longer."""
    mine = (BlockerRow.number == aging.number, col(BlockerRow.ages_at) <= now)
    row = session.exec(select(BlockerRow).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    return blocker_of(row) if row else None


def stop_aging(session: Session, blocker: Blocker) -> None:
    """Let a blocker be as old as it is: nobody looks at it any more."""
    row = session.exec(select(BlockerRow).where(BlockerRow.number == blocker.number)).one()
    row.ages_at = None
    session.add(row)


def blocker_of(row: Any) -> Blocker:
    """Return the blocker of a row."""
    return fact_of(Blocker, row)


def row_columns(blocker: Blocker) -> dict[str, Any]:
    """Return what the row of a blocker keeps: only an unsolved one on an experiment grows older on a card."""
    first, last = span(blocker.seen)
    grows = blocker.experiment is not None and blocker.solved_at is None
    more = {"first_day": first, "last_day": last, "ages_at": ages_at(blocker) if grows else None}
    return columns_of(blocker) | more


def span(days: tuple[date, ...]) -> tuple[date, date]:
    """Return the first and the last of some days."""
    return min(days), max(days)
