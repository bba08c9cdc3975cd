"""When the owners of actions and follow-ups are reminded, in and out of the tables of both."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from rules.ceremonies.reminding import Owed
from store.ceremonies.retro.retro_tables import ActionRow
from store.experiments.follow_up_tables import FollowUpRow

MOST_DUE = 5000
RemindedTable = type[ActionRow] | type[FollowUpRow]
TABLES: dict[Owed, RemindedTable] = {Owed.ACTION: ActionRow, Owed.FOLLOW_UP: FollowUpRow}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One action or follow-up whose owner is to be reminded by now."""

    workspace: str
    owed: Owed
    number: int


def due(session: Session, owed: Owed, now: datetime) -> list[Reminder]:
    """Return what the owners of all workspaces are to be reminded of by now, the longest due first."""
    table = TABLES[owed]
    rows = session.exec(
        select(table.workspace, table.number)
        .where(col(table.remind_at) <= now)
        .order_by(col(table.remind_at))
        .limit(MOST_DUE)
    )
    return [Reminder(workspace, owed, int(number or 0)) for workspace, number in rows]


def lock_if_due(session: Session, owed: Owed, number: int, now: datetime) -> str | None:
    """Return who is to be reminded, with the row locked; None if another worker has it or it is done."""
    table = TABLES[owed]
    mine = (table.number == number, col(table.remind_at) <= now, col(table.done_at).is_(None))
    owner = select(table.owner).where(*mine)
    return session.exec(owner.with_for_update(skip_locked=True)).one_or_none()


def plan_reminder(session: Session, owed: Owed, number: int, remind_at: datetime | None) -> None:
    """Keep when the owner is reminded next, or that nothing is left to remind of."""
    table = TABLES[owed]
    session.exec(update(table).where(col(table.number) == number).values(remind_at=remind_at))
