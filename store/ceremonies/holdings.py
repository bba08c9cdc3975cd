"""Holdings in and out of their table, who facilitated when, and where their messages stand."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, delete, or_, select, update

from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.rota import Turn
from rules.ceremony_names import Ceremony, HoldingKey
from store.ceremonies.ceremony_tables import HoldingRow, ScheduleRow
from store.ceremonies.due import MOST_DUE, DueHolding, due_holding_of
from store.insert_once import add_once
from store.mapping import columns_of, fact_of, matching

# No object of this session stands for the row that a statement changes: SQLAlchemy need not look for one.
NO_OBJECTS = {"synchronize_session": False}
HELD = (Standing.OPEN, Standing.CLOSED)
# More than a team takes to come round; what lies further back matters to nobody's turn.
TURNS_KEPT = 400


def due_holdings(session: Session, now: datetime) -> list[DueHolding]:
    """Return the holdings of all workspaces that have a phase due, the longest due first."""
    query = select(HoldingRow).where(col(HoldingRow.due_at) <= now).order_by(col(HoldingRow.due_at))
    return [due_holding_of(row) for row in session.exec(query.limit(MOST_DUE))]


def missed_in_advance(session: Session, now: datetime) -> list[DueHolding]:
    """Return the holdings that are still to come and yet recorded as missed, by a clock that ran ahead."""
    query = select(HoldingRow).where(
        col(HoldingRow.standing) == Standing.MISSED, col(HoldingRow.starts_at) > now
    )
    return [due_holding_of(row) for row in session.exec(query.limit(MOST_DUE))]


def add(session: Session, holding: Holding) -> bool:
    """Add a holding unless it is there; tell whether it was added."""
    return add_once(session, HoldingRow(**columns_of(holding)))


def save(session: Session, holding: Holding) -> None:
    """Keep what became of a holding, new or known."""
    values = columns_of(holding)
    mine = matching(HoldingRow, holding.key)
    kept = update(HoldingRow).where(*mine).values(**values).returning(col(HoldingRow.day))
    if session.exec(kept, execution_options=NO_OBJECTS).first() is None:
        add(session, holding)


def get(session: Session, key: HoldingKey) -> Holding | None:
    """Return a holding, if it is known."""
    row = session.exec(select(HoldingRow).where(*matching(HoldingRow, key))).one_or_none()
    return holding_of(row) if row else None


def lock(session: Session, key: HoldingKey) -> Holding | None:
    """Return a holding that nobody else can change until this transaction ends, if it is known."""
    mine = select(HoldingRow).where(*matching(HoldingRow, key))
    row = session.exec(mine.with_for_update()).one_or_none()
    return holding_of(row) if row else None


def lock_if_free(session: Session, key: HoldingKey) -> Holding | None:
    """Return a holding, locked; None if another worker has it."""
    mine = select(HoldingRow).where(*matching(HoldingRow, key))
    row = session.exec(mine.with_for_update(skip_locked=True)).one_or_none()
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
    """Return who facilitated the last holdings of a ceremony, and who is to facilitate the planned ones."""
    return turns_in(session, [(channel, ceremony)]).get((channel, ceremony), ())


def turns_in(
    session: Session, ceremonies: Collection[tuple[str, Ceremony]]
) -> dict[tuple[str, Ceremony], tuple[Turn, ...]]:
    """Return the turns of some ceremonies, each by its channel and name, the latest first."""
    places = [and_(*of_ceremony(HoldingRow, channel, ceremony)) for channel, ceremony in ceremonies]
    taken = (col(HoldingRow.standing).in_((*HELD, Standing.PLANNED)), col(HoldingRow.facilitator) != "")
    lately = select(
        col(HoldingRow.channel), col(HoldingRow.ceremony), col(HoldingRow.facilitator), col(HoldingRow.day)
    ).where(or_(*places), *taken)
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


def holding_of(row: HoldingRow) -> Holding:
    """Return the holding of a row."""
    return fact_of(Holding, row)
