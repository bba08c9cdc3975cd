"""Whom to ask for a check-in when, in and out of the table."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from rules.ceremony_names import HoldingKey
from store.ceremonies.due import MOST_DUE
from store.ceremonies.standup.standup_tables import AskRow
from store.insert_once import add_once
from store.mapping import fact_of, where
from store.prepared import Prepared, within

ASKED_LATER = Prepared(
    select_columns(col(AskRow.user)).where(*where(AskRow, "channel", "day"), col(AskRow.due_at).is_not(None))
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One person to be asked by message for the standup of a channel on a day."""

    workspace: str
    channel: str
    day: date
    user: str


def plan_ask(session: Session, key: HoldingKey, user: str, due_at: datetime) -> None:
    """Plan to ask somebody by message at an instant; who was asked for this standup is not asked again."""
    if add_once(session, AskRow(channel=key.channel, day=key.day, user=user, due_at=due_at)):
        return
    row = session.exec(select(AskRow).where(*of_ask(key.channel, key.day, user))).one()
    if row.due_at is not None:
        row.due_at = due_at
        session.add(row)


def asked_later(session: Session, key: HoldingKey) -> frozenset[str]:
    """Return who is still to be asked by message for a standup."""
    rows = ASKED_LATER.all(session, within(session, channel=key.channel, day=key.day))
    return frozenset(row.user for row in rows)


def due_asks(session: Session, now: datetime) -> list[Ask]:
    """Return the people of all workspaces who are to be asked by now, the longest due first."""
    due = select(AskRow).where(col(AskRow.due_at) <= now).order_by(col(AskRow.due_at)).limit(MOST_DUE)
    return [fact_of(Ask, row) for row in session.exec(due)]


def take_ask(session: Session, ask: Ask, now: datetime) -> bool:
    """Take on that somebody is asked now, once; false if another worker does or it is due no longer."""
    mine = (*of_ask(ask.channel, ask.day, ask.user), col(AskRow.due_at) <= now)
    row = session.exec(select(AskRow).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return False
    row.due_at = None
    session.add(row)
    return True


def drop_asks(session: Session, channel: str, user: str) -> None:
    """Forget that somebody was to be asked by message in a channel."""
    mine = (col(AskRow.channel) == channel, col(AskRow.user) == user, col(AskRow.due_at).is_not(None))
    session.exec(delete(AskRow).where(*mine))


def of_ask(channel: str, day: date, user: str) -> tuple[Any, ...]:
    """Return the conditions that a row is about asking somebody for a standup."""
    return col(AskRow.channel) == channel, col(AskRow.day) == day, col(AskRow.user) == user
