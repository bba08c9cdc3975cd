"""Actions of retrospectives in and out of their table."""

from datetime import datetime

from sqlmodel import Session, col, select

from rules.ceremonies.retro.retro_actions import RetroAction
from rules.ceremony_names import Ceremony, HoldingKey
from rules.refusals import Refused
from store.ceremonies.retro.retro_tables import ActionRow
from store.ceremonies.retro.retros import MOST_SHOWN
from store.mapping import columns_of, fact_of, matching


def add_action(session: Session, action: RetroAction, remind_at: datetime | None) -> RetroAction:
    """Keep a new action, and return it with its number."""
    row = ActionRow(
        **(columns_of(action) | {"number": None, "ceremony": Ceremony.RETRO, "remind_at": remind_at})
    )
    session.add(row)
    session.flush()
    return action_of(row)


def lock_action(session: Session, number: int) -> RetroAction:
    """Return an action that nobody else can change until this transaction ends; refuse an unknown one."""
    row = session.exec(select(ActionRow).where(ActionRow.number == number).with_for_update()).one_or_none()
    if row is None:
        raise Refused("This action is no longer there. `/retro actions` shows those that are.")
    return action_of(row)


def save_action(session: Session, action: RetroAction) -> None:
    """Keep what became of an action; nobody is reminded of one that is done."""
    row = session.exec(select(ActionRow).where(ActionRow.number == action.number)).one()
    row.sqlmodel_update(columns_of(action))
    if not action.is_open:
        row.remind_at = None
    session.add(row)
    session.flush()


def actions_of(session: Session, key: HoldingKey) -> tuple[RetroAction, ...]:
    """Return the actions that one retrospective agreed on, the earliest due first."""
    mine = select(ActionRow).where(*matching(ActionRow, key))
    rows = session.exec(mine.order_by(col(ActionRow.due), col(ActionRow.number)))
    return tuple(action_of(row) for row in rows)


def earlier_actions(session: Session, key: HoldingKey, since: datetime) -> tuple[RetroAction, ...]:
    """Return the actions of earlier retrospectives that are open or were done since, open ones first, the earliest due first."""
    mine = select(ActionRow).where(ActionRow.channel == key.channel, ActionRow.day < key.day)
    # Asked for as one, neither database would find them by their channel and by when they were done.
    found = [
        action_of(row)
        for asked in (
            mine.where(col(ActionRow.done_at).is_(None)),
            mine.where(col(ActionRow.done_at) >= since),
        )
        for row in session.exec(asked.order_by(col(ActionRow.due), col(ActionRow.number)).limit(MOST_SHOWN))
    ]
    earliest = sorted(found, key=lambda one: (one.due, one.number))[:MOST_SHOWN]
    return tuple(sorted(earliest, key=lambda one: not one.is_open))


def open_actions_in(session: Session, channel: str) -> tuple[RetroAction, ...]:
    """Return the actions of a channel that are still to be done, the earliest due first."""
    mine = (ActionRow.channel == channel, col(ActionRow.done_at).is_(None))
    ordered = select(ActionRow).where(*mine).order_by(col(ActionRow.due), col(ActionRow.number))
    return tuple(action_of(row) for row in session.exec(ordered.limit(MOST_SHOWN)))


def open_actions(session: Session, owner: str = "") -> tuple[RetroAction, ...]:
    """Return the actions that one person, or anybody, is still to do, the earliest due first."""
    mine = [col(ActionRow.done_at).is_(None), *([col(ActionRow.owner) == owner] if owner else [])]
    rows = session.exec(select(ActionRow).where(*mine).order_by(col(ActionRow.due), col(ActionRow.number)))
    return tuple(action_of(row) for row in rows)


def action_of(row: ActionRow) -> RetroAction:
    """Return the action of a row."""
    return fact_of(RetroAction, row)
