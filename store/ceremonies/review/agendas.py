"""What was discussed, noted, decided and checked in the two review ceremonies, in and out of its tables."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.review.agendas import Note, Part
from rules.ceremony_names import HoldingKey
from rules.evidence.bias_checks import BiasCheck
from rules.experiments.follow_ups import FollowUp
from rules.message_keys import subject_of
from store.ceremonies.ceremony_tables import HoldingRow
from store.ceremonies.holdings import holding_of
from store.ceremonies.review.agenda_tables import DiscussedRow, NoteRow
from store.evidence.bias_check_tables import BiasCheckRow
from store.evidence.bias_checks import bias_check_of
from store.experiments.follow_up_tables import FollowUpRow
from store.experiments.follow_ups import follow_up_of, still_open
from store.insert_once import add_once
from store.postings import subjects_with_messages

HoldingTable = type[DiscussedRow] | type[NoteRow] | type[FollowUpRow] | type[BiasCheckRow]


def mark_discussed(session: Session, holding: HoldingKey, experiment: int, by: str, now: datetime) -> bool:
    """Mark an experiment as discussed in a holding; tell whether it was not yet."""
    return add_once(session, DiscussedRow(**named(holding), experiment=experiment, by=by, at=now))


def discussed(session: Session, holding: HoldingKey) -> frozenset[int]:
    """Return the experiments that were marked as discussed in a holding."""
    mine = select(col(DiscussedRow.experiment)).where(*of_holding(DiscussedRow, holding))
    return frozenset(session.exec(mine))


def add_note(session: Session, holding: HoldingKey, note: Note) -> None:
    """Keep a note."""
    session.add(NoteRow(**named(holding), **values(note)))


def notes(session: Session, holding: HoldingKey) -> tuple[Note, ...]:
    """Return the notes of a holding in the order they were taken."""
    mine = select(NoteRow).where(*of_holding(NoteRow, holding)).order_by(col(NoteRow.id))
    return tuple(
        Note(experiment=row.experiment, text=row.text, by=row.by, at=row.at) for row in session.exec(mine)
    )


def add_decision(
    session: Session, holding: HoldingKey, decision: FollowUp, remind_at: datetime | None
) -> FollowUp:
    """Keep a decision with its follow-up, and return it as the database numbered it."""
    kept = values(decision) | named(holding) | {"number": None, "experiment": decision.experiment or None}
    row = FollowUpRow(**kept, remind_at=remind_at)
    session.add(row)
    session.flush()
    return follow_up_of(row)


def decisions(session: Session, holding: HoldingKey) -> tuple[FollowUp, ...]:
    """Return the decisions of a holding in the order they were taken."""
    mine = select(FollowUpRow).where(*of_holding(FollowUpRow, holding)).order_by(col(FollowUpRow.number))
    return tuple(follow_up_of(row) for row in session.exec(mine))


def open_follow_ups(session: Session, channel: str, limit: int) -> Part[FollowUp]:
    """Return the follow-ups of a channel that are still to be done, the earliest due first."""
    mine = (col(FollowUpRow.channel) == channel, *still_open())
    ordered = select(FollowUpRow).where(*mine).order_by(col(FollowUpRow.due), col(FollowUpRow.number))
    total = session.exec(select(func.count()).select_from(FollowUpRow).where(*mine)).one()
    return Part(tuple(follow_up_of(row) for row in session.exec(ordered.limit(limit))), total)


def shown_in(session: Session, follow_up: FollowUp) -> tuple[Holding, ...]:
    """Return the holdings whose messages show a follow-up: the one that decided, and those that speak of what is open."""
    mine = (HoldingRow.channel == follow_up.channel, HoldingRow.ceremony == follow_up.ceremony)
    speaks = col(HoldingRow.standing).in_((Standing.PLANNED, Standing.OPEN))
    rows = session.exec(select(HoldingRow).where(*mine, speaks | (col(HoldingRow.day) == follow_up.day)))
    found = [holding_of(row) for row in rows]
    posted = subjects_with_messages(session, (subject_of(one.holding) for one in found))
    return tuple(one for one in found if one.day == follow_up.day or subject_of(one.holding) in posted)


def add_bias_check(session: Session, holding: HoldingKey, check: BiasCheck) -> None:
    """Keep a bias check that was entered in a holding."""
    session.add(BiasCheckRow(**named(holding), **values(check)))


def bias_checks_of(session: Session, holding: HoldingKey) -> tuple[BiasCheck, ...]:
    """Return the bias checks that were entered in a holding, in that order."""
    mine = select(BiasCheckRow).where(*of_holding(BiasCheckRow, holding)).order_by(col(BiasCheckRow.id))
    return tuple(bias_check_of(row) for row in session.exec(mine))


def values(fact: Note | FollowUp | BiasCheck) -> dict[str, Any]:
    """Return the fields of a frozen fact by name."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def named(holding: HoldingKey) -> dict[str, Any]:
    """Return the columns that name a holding."""
    return {"channel": holding.channel, "ceremony": holding.ceremony, "day": holding.day}


def of_holding(table: HoldingTable, holding: HoldingKey) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row belongs to a holding."""
    return (
        col(table.channel) == holding.channel,
        col(table.ceremony) == holding.ceremony,
        col(table.day) == holding.day,
    )
