"""Retrospectives, votes and actions in and out of their tables, and the facts that one opens with."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from rules.actions import Action
from rules.blockers import Blocker
from rules.ceremonies import Ceremony, Holding
from rules.figures import Passage, days_between
from rules.refusals import Refused
from rules.retros import Retro
from rules.sheets import Deed
from store.blockers import blocker_of
from store.ceremonies import HELD
from store.ceremony_tables import OccurrenceRow
from store.once import add_once
from store.retro_tables import ActionRow, BallotRow, RetroRow
from store.standup_tables import BlockerRow, CheckInRow
from store.tables import ExperimentRow, JournalRow

MOST_SHOWN = 50
MOST_PASSAGES = 500
PLAIN_FIELDS = tuple(field.name for field in fields(Retro))


def begin(session: Session, holding: Holding, retro: Retro) -> bool:
    """Keep a retrospective that opens; tell whether it is new."""
    return add_once(session, RetroRow(**named(holding), **values(retro)))


def get(session: Session, holding: Holding) -> Retro | None:
    """Return what a retrospective holds, None where it never opened."""
    row = session.exec(select(RetroRow).where(*of_holding(RetroRow, holding))).one_or_none()
    return retro_of(row) if row else None


def lock(session: Session, holding: Holding) -> Retro:
    """Return what a retrospective holds, which nobody else can change until this transaction ends."""
    mine = select(RetroRow).where(*of_holding(RetroRow, holding)).with_for_update()
    row = session.exec(mine).one_or_none()
    if row is None:
        raise Refused("This retrospective is no longer there. `/ceremony list` shows what comes next.")
    return retro_of(row)


def save(session: Session, holding: Holding, retro: Retro) -> None:
    """Keep what became of a retrospective."""
    row = session.exec(select(RetroRow).where(*of_holding(RetroRow, holding))).one()
    row.sqlmodel_update(values(retro))
    session.add(row)
    session.flush()


def retro_of(row: RetroRow) -> Retro:
    """Return the retrospective of a row."""
    return Retro(**{name: getattr(row, name) for name in PLAIN_FIELDS})


def keep_ballot(session: Session, holding: Holding, voter: str, choices: tuple[str, ...]) -> None:
    """Keep what somebody votes for, in the place of what they chose before."""
    session.merge(
        BallotRow(workspace=session.info["workspace"], **named(holding), voter=voter, choices=choices)
    )
    session.flush()


def ballot(session: Session, holding: Holding, voter: str) -> tuple[str, ...]:
    """Return what somebody votes for so far."""
    mine = (*of_holding(BallotRow, holding), col(BallotRow.voter) == voter)
    row = session.exec(select(BallotRow).where(*mine)).one_or_none()
    return row.choices if row else ()


def ballots(session: Session, holding: Holding) -> list[tuple[str, ...]]:
    """Return every ballot of a retrospective, without its voter."""
    return [row.choices for row in session.exec(select(BallotRow).where(*of_holding(BallotRow, holding)))]


def voters(session: Session, holding: Holding) -> int:
    """Return how many people have voted."""
    return session.exec(
        select(func.count()).select_from(BallotRow).where(*of_holding(BallotRow, holding))
    ).one()


def forget_ballots(session: Session, holding: Holding) -> None:
    """Forget who voted for what: only the counts stay."""
    session.exec(delete(BallotRow).where(*of_holding(BallotRow, holding)))


def add_action(session: Session, action: Action, remind_at: datetime | None) -> Action:
    """Keep a new action, and return it with its number."""
    row = ActionRow(**{**values(action), "number": None, "ceremony": Ceremony.RETRO, "remind_at": remind_at})
    session.add(row)
    session.flush()
    return action_of(row)


def lock_action(session: Session, number: int) -> Action:
    """Return an action that nobody else can change until this transaction ends; refuse an unknown one."""
    row = session.exec(select(ActionRow).where(ActionRow.number == number).with_for_update()).one_or_none()
    if row is None:
        raise Refused("This action is no longer there. `/retro actions` shows those that are.")
    return action_of(row)


def save_action(session: Session, action: Action) -> None:
    """Keep what became of an action; nobody is reminded of one that is done."""
    row = session.exec(select(ActionRow).where(ActionRow.number == action.number)).one()
    row.sqlmodel_update(values(action))
    if not action.is_open:
        row.remind_at = None
    session.add(row)
    session.flush()


def action(session: Session, number: int) -> Action:
    """Return an action; refuse an unknown one."""
    row = session.exec(select(ActionRow).where(ActionRow.number == number)).one_or_none()
    if row is None:
        raise Refused("This action is no longer there. `/retro actions` shows those that are.")
    return action_of(row)


def actions_of(session: Session, holding: Holding) -> tuple[Action, ...]:
    """Return the actions that one retrospective agreed on, the earliest due first."""
    mine = select(ActionRow).where(*of_holding(ActionRow, holding))
    rows = session.exec(mine.order_by(col(ActionRow.due), col(ActionRow.number)))
    return tuple(action_of(row) for row in rows)


def earlier_actions(session: Session, holding: Holding, since: datetime) -> tuple[Action, ...]:
    """Return the actions of earlier retrospectives that are open or were done since, open ones first, the earliest due first."""
    still = col(ActionRow.done_at).is_(None)
    mine = (ActionRow.channel == holding.channel, ActionRow.day < holding.day)
    lately = select(ActionRow).where(*mine, still | (col(ActionRow.done_at) >= since))
    rows = session.exec(lately.order_by(col(ActionRow.due), col(ActionRow.number)).limit(MOST_SHOWN))
    return tuple(sorted((action_of(row) for row in rows), key=lambda one: not one.is_open))


def open_actions(session: Session, channel: str) -> tuple[Action, ...]:
    """Return the actions of a channel that are still to be done, the earliest due first."""
    mine = (ActionRow.channel == channel, col(ActionRow.done_at).is_(None))
    ordered = select(ActionRow).where(*mine).order_by(col(ActionRow.due), col(ActionRow.number))
    return tuple(action_of(row) for row in session.exec(ordered.limit(MOST_SHOWN)))


def passages(
    session: Session, deeds: tuple[Deed, ...], since: datetime, until: datetime
) -> tuple[Passage, ...]:
    """Return the experiments that reached a point within a span, each once, with the days after their proposal."""
    within = (col(JournalRow.deed).in_(deeds), col(JournalRow.at) > since, col(JournalRow.at) <= until)
    reached = select(JournalRow).where(*within).order_by(col(JournalRow.id)).limit(MOST_PASSAGES)
    times = {int(row.subject.removeprefix("EXP-")): row.at for row in session.exec(reached)}
    mine = (
        select(ExperimentRow).where(col(ExperimentRow.number).in_(times)).order_by(col(ExperimentRow.number))
    )
    return tuple(
        Passage(row.number, row.title, days_between(row.proposed_at, times[row.number]))
        for row in session.exec(mine)
    )


def standing_blockers(session: Session, channel: str) -> list[Blocker]:
    """Return the unsolved blockers of a channel, the oldest first."""
    mine = (BlockerRow.channel == channel, col(BlockerRow.solved_at).is_(None))
    oldest = select(BlockerRow).where(*mine).order_by(col(BlockerRow.since)).limit(MOST_SHOWN)
    return [blocker_of(row) for row in session.exec(oldest)]


def solved_blockers(session: Session, channel: str, since: datetime, until: datetime) -> int:
    """Return how many blockers of a channel were solved within a span."""
    within = (col(BlockerRow.solved_at) > since, col(BlockerRow.solved_at) <= until)
    mine = select(func.count()).select_from(BlockerRow).where(BlockerRow.channel == channel, *within)
    return session.exec(mine).one()


def participation(session: Session, channel: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Return how many standups a channel held within a span, and how many check-ins they had."""
    held = (
        col(OccurrenceRow.channel) == channel,
        col(OccurrenceRow.ceremony) == Ceremony.STANDUP,
        col(OccurrenceRow.standing).in_(HELD),
        col(OccurrenceRow.starts_at) > since,
        col(OccurrenceRow.starts_at) <= until,
    )
    days = select(col(OccurrenceRow.day)).where(*held)
    answers = select(func.count()).select_from(CheckInRow)
    given = answers.where(col(CheckInRow.channel) == channel, col(CheckInRow.day).in_(days))
    standups = session.exec(select(func.count()).select_from(OccurrenceRow).where(*held)).one()
    return standups, session.exec(given).one()


def action_of(row: ActionRow) -> Action:
    """Return the action of a row."""
    return Action(**{field.name: getattr(row, field.name) for field in fields(Action)})


def values(fact: Retro | Action) -> dict[str, Any]:
    """Return the fields of a frozen fact by name."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def named(holding: Holding) -> dict[str, Any]:
    """Return the columns that name a holding."""
    return {"channel": holding.channel, "ceremony": holding.ceremony, "day": holding.day}


def of_holding(
    table: type[RetroRow] | type[BallotRow] | type[ActionRow], holding: Holding
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row belongs to a holding."""
    return (
        col(table.channel) == holding.channel,
        col(table.ceremony) == holding.ceremony,
        col(table.day) == holding.day,
    )
