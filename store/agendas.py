"""What was discussed, noted, decided and checked in the two review ceremonies, in and out of its tables."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from rules.agendas import Note, Part
from rules.ceremonies import Holding, Occurrence, Standing
from rules.experiments import Hold
from rules.fairness import BiasCheck
from rules.follow_ups import FollowUp
from rules.refusals import Refused
from store.agenda_tables import BiasCheckRow, DiscussedRow, FollowUpRow, NoteRow
from store.ceremonies import occurrence_of
from store.ceremony_tables import CeremonyPostingRow, OccurrenceRow
from store.once import add_once

HoldingTable = type[DiscussedRow] | type[NoteRow] | type[FollowUpRow] | type[BiasCheckRow]


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


def add_decision(
    session: Session, holding: Holding, decision: FollowUp, remind_at: datetime | None
) -> FollowUp:
    """Keep a decision with its follow-up, and return it as the database numbered it."""
    kept = values(decision) | named(holding) | {"number": None, "experiment": decision.experiment or None}
    row = FollowUpRow(**kept, remind_at=remind_at)
    session.add(row)
    session.flush()
    return follow_up_of(row)


def decisions(session: Session, holding: Holding) -> tuple[FollowUp, ...]:
    """Return the decisions of a holding in the order they were taken."""
    mine = select(FollowUpRow).where(*of_holding(FollowUpRow, holding)).order_by(col(FollowUpRow.number))
    return tuple(follow_up_of(row) for row in session.exec(mine))


def open_follow_ups(session: Session, channel: str, limit: int) -> Part[FollowUp]:
    """Return the follow-ups of a channel that are still to be done, the earliest due first."""
    mine = (col(FollowUpRow.channel) == channel, *still_open())
    ordered = select(FollowUpRow).where(*mine).order_by(col(FollowUpRow.due), col(FollowUpRow.number))
    total = session.exec(select(func.count()).select_from(FollowUpRow).where(*mine)).one()
    return Part(tuple(follow_up_of(row) for row in session.exec(ordered.limit(limit))), total)


def follow_up(session: Session, number: int) -> FollowUp:
    """Return a follow-up; refuse an unknown one."""
    return existing(session.exec(select(FollowUpRow).where(FollowUpRow.number == number)).one_or_none())


def lock_follow_up(session: Session, number: int) -> FollowUp:
    """Return a follow-up that nobody else can change until this transaction ends; refuse an unknown one."""
    mine = select(FollowUpRow).where(FollowUpRow.number == number)
    return existing(session.exec(mine.with_for_update()).one_or_none())


def existing(row: FollowUpRow | None) -> FollowUp:
    """Return the follow-up of a row that should be there."""
    if row is None or not row.task:
        raise Refused("This follow-up is no longer there.")
    return follow_up_of(row)


def complete(session: Session, number: int, by: str, now: datetime) -> FollowUp:
    """Keep that a follow-up is done; nobody is reminded of it any more."""
    row = session.exec(select(FollowUpRow).where(FollowUpRow.number == number)).one()
    row.done_by, row.done_at, row.remind_at = by, now, None
    session.add(row)
    session.flush()
    return follow_up_of(row)


def holds(session: Session, experiment: int) -> tuple[Hold, ...]:
    """Return what keeps an experiment from promotion."""
    mine = select(FollowUpRow).where(
        FollowUpRow.experiment == experiment, col(FollowUpRow.holds), *still_open()
    )
    return tuple(
        Hold(row.task, row.owner, row.due, int(row.number or 0), row.decision, row.day)
        for row in session.exec(mine.order_by(col(FollowUpRow.number)))
    )


def shown_in(session: Session, follow_up: FollowUp) -> tuple[Occurrence, ...]:
    """Return the holdings whose messages show a follow-up: the one that decided, and those that speak of what is open."""
    there = (
        CeremonyPostingRow.channel == OccurrenceRow.channel,
        CeremonyPostingRow.ceremony == OccurrenceRow.ceremony,
        CeremonyPostingRow.day == OccurrenceRow.day,
    )
    is_posted = select(CeremonyPostingRow.part).where(*there).exists()
    mine = (OccurrenceRow.channel == follow_up.channel, OccurrenceRow.ceremony == follow_up.ceremony)
    speaks = col(OccurrenceRow.standing).in_((Standing.PLANNED, Standing.OPEN)) & is_posted
    rows = session.exec(
        select(OccurrenceRow).where(*mine, speaks | (col(OccurrenceRow.day) == follow_up.day))
    )
    return tuple(occurrence_of(row) for row in rows)


def add_bias_check(session: Session, holding: Holding, check: BiasCheck) -> None:
    """Keep a bias check that was entered in a holding."""
    session.add(BiasCheckRow(**named(holding), **values(check)))


def bias_checks_of(session: Session, holding: Holding) -> tuple[BiasCheck, ...]:
    """Return the bias checks that were entered in a holding, in that order."""
    mine = select(BiasCheckRow).where(*of_holding(BiasCheckRow, holding)).order_by(col(BiasCheckRow.id))
    return tuple(bias_check_of(row) for row in session.exec(mine))


def latest_bias_checks(session: Session) -> tuple[BiasCheck, ...]:
    """Return the newest bias check of each experiment and metric."""
    newest = select(func.max(col(BiasCheckRow.id))).group_by(
        col(BiasCheckRow.experiment), col(BiasCheckRow.metric)
    )
    rows = session.exec(select(BiasCheckRow).where(col(BiasCheckRow.id).in_(newest)))
    found = [bias_check_of(row) for row in rows]
    return tuple(sorted(found, key=lambda check: (check.experiment, check.metric)))


def bias_check_of(row: BiasCheckRow) -> BiasCheck:
    """Return the bias check of a row."""
    return BiasCheck(**{field.name: getattr(row, field.name) for field in fields(BiasCheck)})


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
