"""What was discussed, noted, decided and checked in the two review ceremonies, in and out of its tables."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from rules.agendas import FollowUp, Note
from rules.ceremonies import Holding
from rules.experiments import Hold
from rules.fairness import BiasCheck
from rules.refusals import Refused
from store.agenda_tables import BiasCheckRow, DiscussedRow, FollowUpRow, NoteRow
from store.once import add_once

HoldingTable = type[DiscussedRow] | type[NoteRow] | type[FollowUpRow]


def mark_discussed(session: Session, holding: Holding, experiment: int, by: str, now: datetime) -> bool:
    """Mark an experiment as discussed in a holding; tell whether it was not yet."""
    return add_once(session, DiscussedRow(**named(holding), experiment=experiment, by=by, at=now))


def discussed(session: Session, holding: Holding) -> frozenset[int]:
    """Return the experiments that were marked as discussed in a holding."""
    mine = select(col(DiscussedRow.experiment)).where(*of_holding(DiscussedRow, holding))
    return frozenset(session.exec(mine))


def add_note(session: Session, holding: Holding, note: Note) -> None:
    """Keep a note."""
    session.add(NoteRow(**named(holding), **values(note)))


def notes(session: Session, holding: Holding) -> tuple[Note, ...]:
    """Return the notes of a holding in the order they were taken."""
    mine = select(NoteRow).where(*of_holding(NoteRow, holding)).order_by(col(NoteRow.id))
    return tuple(
        Note(experiment=row.experiment, text=row.text, by=row.by, at=row.at) for row in session.exec(mine)
    )


def add_decision(session: Session, holding: Holding, decision: FollowUp) -> None:
    """Keep a decision with its follow-up; the database numbers it."""
    kept = values(decision) | {"number": None, "experiment": decision.experiment or None}
    session.add(FollowUpRow(**named(holding), **kept))
    session.flush()


def decisions(session: Session, holding: Holding) -> tuple[FollowUp, ...]:
    """Return the decisions of a holding in the order they were taken."""
    mine = select(FollowUpRow).where(*of_holding(FollowUpRow, holding)).order_by(col(FollowUpRow.number))
    return tuple(follow_up_of(row) for row in session.exec(mine))


def open_follow_ups(session: Session, channel: str) -> tuple[FollowUp, ...]:
    """Return the follow-ups of a channel that are still to be done, the earliest due first."""
    mine = select(FollowUpRow).where(FollowUpRow.channel == channel, *still_open())
    rows = session.exec(mine.order_by(col(FollowUpRow.due), col(FollowUpRow.number)))
    return tuple(follow_up_of(row) for row in rows)


def lock_follow_up(session: Session, number: int) -> FollowUp:
    """Return a follow-up that nobody else can change until this transaction ends; refuse an unknown one."""
    row = session.exec(
        select(FollowUpRow).where(FollowUpRow.number == number).with_for_update()
    ).one_or_none()
    if row is None or not row.task:
        raise Refused("This follow-up is no longer there.")
    return follow_up_of(row)


def complete(session: Session, number: int, by: str, now: datetime) -> None:
    """Keep that a follow-up is done."""
    row = session.exec(select(FollowUpRow).where(FollowUpRow.number == number)).one()
    row.done_by, row.done_at = by, now
    session.add(row)
    session.flush()


def holds(session: Session, experiment: int) -> tuple[Hold, ...]:
    """Return what keeps an experiment from promotion."""
    mine = select(FollowUpRow).where(
        FollowUpRow.experiment == experiment, col(FollowUpRow.holds), *still_open()
    )
    return tuple(
        Hold(row.task, row.owner, row.due) for row in session.exec(mine.order_by(col(FollowUpRow.number)))
    )


def add_bias_check(session: Session, check: BiasCheck) -> None:
    """Keep a bias check."""
    session.add(BiasCheckRow(**values(check)))


def latest_bias_checks(session: Session) -> tuple[BiasCheck, ...]:
    """Return the newest bias check of each experiment and metric."""
    newest = select(func.max(col(BiasCheckRow.id))).group_by(
        col(BiasCheckRow.experiment), col(BiasCheckRow.metric)
    )
    rows = session.exec(select(BiasCheckRow).where(col(BiasCheckRow.id).in_(newest)))
    found = [
        BiasCheck(**{field.name: getattr(row, field.name) for field in fields(BiasCheck)}) for row in rows
    ]
    return tuple(sorted(found, key=lambda check: (check.experiment, check.metric)))


def still_open() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a follow-up is still to be done."""
    return col(FollowUpRow.task) != "", col(FollowUpRow.done_at).is_(None)


def follow_up_of(row: FollowUpRow) -> FollowUp:
    """Return the follow-up of a row."""
    kept = {field.name: getattr(row, field.name) for field in fields(FollowUp)}
    return FollowUp(**(kept | {"number": int(row.number or 0), "experiment": row.experiment or 0}))


def values(fact: Note | FollowUp | BiasCheck) -> dict[str, Any]:
    """Return the fields of a frozen fact by name."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def named(holding: Holding) -> dict[str, Any]:
    """Return the columns that name a holding."""
    return {"channel": holding.channel, "ceremony": holding.ceremony, "day": holding.day}


def of_holding(table: HoldingTable, holding: Holding) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row belongs to a holding."""
    return (
        col(table.channel) == holding.channel,
        col(table.ceremony) == holding.ceremony,
        col(table.day) == holding.day,
    )
