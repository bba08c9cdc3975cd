"""From when the owners of actions and follow-ups are reminded, in and out of the tables of both."""

from datetime import datetime

from sqlalchemy import true
from sqlmodel import Session, col, select, update

from rules.waiting.waits import WaitKind, key_of
from store.ceremonies.retro.retro_tables import TO_DO, ActionRow
from store.experiments.follow_up_tables import OPEN, FollowUpRow

RemindedTable = type[ActionRow] | type[FollowUpRow]
TABLES: dict[WaitKind, RemindedTable] = {WaitKind.ACTION: ActionRow, WaitKind.FOLLOW_UP: FollowUpRow}
IS_OPEN = {WaitKind.ACTION: TO_DO, WaitKind.FOLLOW_UP: OPEN}


def remind_times(session: Session, owner: str = "") -> dict[str, datetime]:
    """Return from when on people, or one person, are reminded of what is still to be done, each by the key of what waits."""
    found: dict[str, datetime] = {}
    for kind, table in TABLES.items():
        # As its index says it, so that nothing is read that is done.
        planned = (IS_OPEN[kind], col(table.remind_at).is_not(None), col(table.done_at).is_(None))
        mine = col(table.owner) == owner if owner else true()
        for number, moment in session.exec(select(table.number, table.remind_at).where(*planned, mine)):
            if moment:
                found[key_of(kind, number)] = moment
    return found


def plan_reminder(session: Session, kind: WaitKind, number: int, remind_at: datetime | None) -> None:
    """Keep from when the owner is reminded next of what is still to be done, or that they are no more."""
    table = TABLES[kind]
    mine = (col(table.number) == number, col(table.done_at).is_(None))
    session.exec(update(table).where(*mine).values(remind_at=remind_at))
