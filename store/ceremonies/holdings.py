"""Holdings in and out of their table, who facilitated when, and where their messages stand."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, or_, select, update

from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.rota import Turn
from rules.ceremony_names import Ceremony, HoldingKey
from store.ceremonies.ceremony_tables import HoldingRow, ScheduleRow
from store.ceremonies.due import MOST_DUE, DueHolding
from store.insert_once import PreparedInsert
from store.mapping import asked_of, columns_of, fact_of, matching, where
from store.prepared import Prepared, within

HELD = (Standing.OPEN, Standing.CLOSED)
# More than a team takes to come round; what lies further back matters to nobody's turn.
TURNS_KEPT = 400
MINE = where(HoldingRow, "channel", "ceremony", "day")
NAMED = select_columns(
    col(HoldingRow.workspace), col(HoldingRow.channel), col(HoldingRow.ceremony), col(HoldingRow.day)
)
FIELDS = tuple(Holding.__dataclass_fields__)
FOUND = select_columns(*asked_of(HoldingRow, Holding)).where(*MINE)
ONE, LOCKED = Prepared(FOUND), Prepared(FOUND.with_for_update())
LOCKED_IF_FREE = Prepared(FOUND.with_for_update(skip_locked=True))
SAVED = Prepared(
    update(HoldingRow)
    .where(*MINE)
    .values({name: bindparam(name) for name in FIELDS})
    .returning(col(HoldingRow.day))
)
COUNTS = (
    or_(*(col(HoldingRow.standing) == standing for standing in (*HELD, Standing.PLANNED))),
    col(HoldingRow.facilitator) != "",
)
LATELY = (
    select_columns(col(HoldingRow.facilitator), col(HoldingRow.day))
    .where(*where(HoldingRow, "channel", "ceremony"), *COUNTS)
    .order_by(col(HoldingRow.day).desc())
    .limit(TURNS_KEPT)
    .subquery()
)
TURNS = Prepared(
    select_columns(LATELY.c.facilitator, func.max(LATELY.c.day).label("day"))
    .group_by(LATELY.c.facilitator)
    .order_by(func.max(LATELY.c.day).desc())
)
ADDED = PreparedInsert(
    lambda insert: insert(HoldingRow).on_conflict_do_nothing().returning(HoldingRow.day),
    ("workspace", *FIELDS),
)


def due_holdings(session: Session, now: datetime) -> list[DueHolding]:
    """Return the holdings of all workspaces that have a phase due, the longest due first."""
    query = NAMED.where(col(HoldingRow.due_at) <= now).order_by(col(HoldingRow.due_at))
    return [due_holding_of(*row) for row in session.execute(query.limit(MOST_DUE))]


def missed_in_advance(session: Session, now: datetime) -> list[DueHolding]:
    """Return the holdings that are still to come and yet recorded as missed, by a clock that ran ahead."""
    query = NAMED.where(col(HoldingRow.standing) == Standing.MISSED, col(HoldingRow.starts_at) > now)
    return [due_holding_of(*row) for row in session.execute(query.limit(MOST_DUE))]


def due_holding_of(workspace: str, channel: str, ceremony: Ceremony, day: date) -> DueHolding:
    """Return which holding is due."""
    return DueHolding(workspace, HoldingKey(channel, ceremony, day))


def add(session: Session, holding: Holding) -> bool:
    """Add a holding unless it is there; tell whether it was added."""
    return ADDED.one(session, {"workspace": session.info["workspace"], **columns_of(holding)}) is not None


def save(session: Session, holding: Holding) -> None:
    """Keep what became of a holding, new or known."""
    mine = within(session, **columns_of(holding.key))
    if SAVED.one(session, {**mine, **columns_of(holding)}) is None:
        add(session, holding)


def get(session: Session, key: HoldingKey) -> Holding | None:
    """Return a holding, if it is known."""
    row = ONE.one(session, within(session, **columns_of(key)))
    return holding_of(row) if row else None


def lock(session: Session, key: HoldingKey) -> Holding | None:
    """Return a holding that nobody else can change until this transaction ends, if it is known."""
    row = LOCKED.one(session, within(session, **columns_of(key)))
    return holding_of(row) if row else None


def lock_if_free(session: Session, key: HoldingKey) -> Holding | None:
    """Return a holding, locked; None if another worker has it."""
    row = LOCKED_IF_FREE.one(session, within(session, **columns_of(key)))
    return holding_of(row) if row else None


def lock_planned(session: Session, channel: str, ceremony: Ceremony) -> tuple[Holding, ...]:
    """Return the holdings that are planned by name, the next one first, locked: prepared or moved ones."""
    return lock_standing(session, channel, ceremony, Standing.PLANNED)


def lock_standing(
    session: Session, channel: str, ceremony: Ceremony, *standings: Standing
) -> tuple[Holding, ...]:
    """Return the holdings of a ceremony that stand like this, the earliest first, locked."""
    mine = (*of_ceremony(HoldingRow, channel, ceremony), col(HoldingRow.standing).in_(standings))
    ordered = select(HoldingRow).where(*mine).order_by(col(HoldingRow.starts_at))
    return tuple(holding_of(row) for row in session.exec(ordered.with_for_update()))


def remove(session: Session, holding: Holding) -> None:
    """Forget a holding of which nothing was posted yet; its schedule takes its place."""
    session.exec(delete(HoldingRow).where(*matching(HoldingRow, holding.key)))


def known_since(session: Session, channel: str, first: datetime) -> tuple[Holding, ...]:
    """Return the holdings of a channel that start, or would have started by their day, at an instant or later."""
    return known_in(session, [channel], first)


def known_in(session: Session, channels: Collection[str], first: datetime) -> tuple[Holding, ...]:
    """Return the holdings of some channels that start, or would have started by their day, at an instant or later."""
    late_enough = or_(col(HoldingRow.starts_at) >= first, col(HoldingRow.day) >= first.date())
    mine = select(HoldingRow).where(col(HoldingRow.channel).in_(channels), late_enough)
    return tuple(holding_of(row) for row in session.exec(mine.order_by(col(HoldingRow.starts_at))))


def open_one(session: Session, channel: str, ceremony: Ceremony) -> Holding | None:
    """Return the holding of a ceremony that is open in a channel, the latest if there are several."""
    mine = (*of_ceremony(HoldingRow, channel, ceremony), col(HoldingRow.standing) == Standing.OPEN)
    latest = select(HoldingRow).where(*mine).order_by(col(HoldingRow.starts_at).desc())
    row = session.exec(latest.limit(1)).one_or_none()
    return holding_of(row) if row else None


def held_before(session: Session, holding: Holding) -> Holding | None:
    """Return the last holding of the same ceremony that took place before this one, if any did."""
    mine = (
        *of_ceremony(HoldingRow, holding.channel, holding.ceremony),
        col(HoldingRow.standing).in_(HELD),
        col(HoldingRow.starts_at) < holding.starts_at,
    )
    latest = select(HoldingRow).where(*mine).order_by(col(HoldingRow.starts_at).desc())
    row = session.exec(latest.limit(1)).one_or_none()
    return holding_of(row) if row else None


def turns(session: Session, channel: str, ceremony: Ceremony) -> tuple[Turn, ...]:
    """Return the last turn of each who facilitated the last holdings of a ceremony, or is to facilitate a planned one."""
    rows = TURNS.all(session, within(session, channel=channel, ceremony=ceremony))
    return tuple(Turn(row.facilitator, row.day) for row in rows)


def turns_in(
    session: Session, ceremonies: Collection[tuple[str, Ceremony]]
) -> dict[tuple[str, Ceremony], tuple[Turn, ...]]:
    """Return the turns of some ceremonies, each by its channel and name, the latest first."""
    places = [and_(*of_ceremony(HoldingRow, channel, ceremony)) for channel, ceremony in ceremonies]
    lately = select(
        col(HoldingRow.channel), col(HoldingRow.ceremony), col(HoldingRow.facilitator), col(HoldingRow.day)
    ).where(or_(*places), *COUNTS)
    found: dict[tuple[str, Ceremony], list[Turn]] = {}
    for channel, ceremony, user, day in session.exec(
        lately.order_by(col(HoldingRow.day).desc()).limit(TURNS_KEPT * len(places))
    ):
        found.setdefault((channel, ceremony), []).append(Turn(user, day))
    return {place: tuple(one[:TURNS_KEPT]) for place, one in found.items()}


def of_ceremony(
    table: type[ScheduleRow] | type[HoldingRow], channel: str, ceremony: Ceremony
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a row belongs to a ceremony of a channel."""
    return col(table.channel) == channel, col(table.ceremony) == ceremony


def holding_of(row: Any) -> Holding:
    """Return the holding of a row."""
    return fact_of(Holding, row)
