"""What was discussed, noted, decided and checked in the two review ceremonies, in and out of its tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from rules.ceremonies.ceremonies import Holding, Standing
from rules.ceremonies.review.agendas import AgendaPart, Note
from rules.ceremony_names import HoldingKey
from rules.experiments.follow_ups import FollowUp
from rules.message_keys import subject_of
from rules.paging import MOST_COUNTED
from store.ceremonies.ceremony_tables import HoldingRow
from store.ceremonies.holdings import holding_of
from store.ceremonies.review.agenda_tables import DiscussedRow, NoteRow
from store.experiments import viewing
from store.experiments.experiment_tables import ExperimentRow
from store.experiments.follow_up_tables import OPEN, FollowUpRow
from store.experiments.follow_ups import follow_up_of
from store.insert_once import add_once
from store.mapping import columns_of, fact_of, matching
from store.postings import subjects_with_messages


def mark_discussed(session: Session, key: HoldingKey, experiment: int, by: str, now: datetime) -> bool:
    """Mark an experiment as discussed in a holding; tell whether it was not yet."""
    return add_once(session, DiscussedRow(**columns_of(key), experiment=experiment, by=by, at=now))


def discussed(session: Session, key: HoldingKey) -> frozenset[int]:
    """Return the experiments that were marked as discussed in a holding."""
    mine = select(col(DiscussedRow.experiment)).where(*matching(DiscussedRow, key))
    return frozenset(session.exec(mine))


def add_note(session: Session, key: HoldingKey, note: Note) -> None:
    """Keep a note."""
    session.add(NoteRow(**columns_of(key), **columns_of(note)))


def notes(session: Session, key: HoldingKey) -> tuple[Note, ...]:
    """Return the notes of a holding in the order they were taken."""
    mine = select(NoteRow).where(*matching(NoteRow, key)).order_by(col(NoteRow.id))
    return tuple(fact_of(Note, row) for row in session.exec(mine))


def add_decision(
    session: Session, key: HoldingKey, decision: FollowUp, remind_at: datetime | None
) -> FollowUp:
    """Keep a decision with its follow-up, and return it as the database numbered it."""
    kept = (
        columns_of(decision) | columns_of(key) | {"number": None, "experiment": decision.experiment or None}
    )
    row = FollowUpRow(**kept, remind_at=remind_at)
    session.add(row)
    session.flush()
    return follow_up_of(row)


def decisions(session: Session, key: HoldingKey) -> tuple[FollowUp, ...]:
    """Return the decisions of a holding in the order they were taken."""
    mine = select(FollowUpRow).where(*matching(FollowUpRow, key)).order_by(col(FollowUpRow.number))
    return tuple(follow_up_of(row) for row in session.exec(mine))


def open_follow_ups(session: Session, channel: str, limit: int) -> AgendaPart[FollowUp]:
    """Return the follow-ups of a channel that are still to be done, the earliest due first."""
    mine: tuple[Any, ...] = (col(FollowUpRow.channel) == channel, OPEN)
    if viewing.view_in(session):
        shown = select(ExperimentRow.number).where(ExperimentRow.number == FollowUpRow.experiment)
        mine += (or_(col(FollowUpRow.experiment).is_(None), shown.exists()),)
    ordered = select(FollowUpRow).where(*mine).order_by(col(FollowUpRow.due), col(FollowUpRow.number))
    bounded = select(FollowUpRow.number).where(*mine).limit(MOST_COUNTED + 1).subquery()
    total = session.exec(select(func.count()).select_from(bounded)).one()
    return AgendaPart(tuple(follow_up_of(row) for row in session.exec(ordered.limit(limit))), total)


def shown_in(session: Session, follow_up: FollowUp) -> tuple[Holding, ...]:
    """Return the holdings whose messages show a follow-up: the one that decided, and those that speak of what is open."""
    mine = (HoldingRow.channel == follow_up.channel, HoldingRow.ceremony == follow_up.ceremony)
    speaks = col(HoldingRow.standing).in_((Standing.PLANNED, Standing.OPEN))
    rows = session.exec(select(HoldingRow).where(*mine, speaks | (col(HoldingRow.day) == follow_up.day)))
    found = [holding_of(row) for row in rows]
    posted = subjects_with_messages(session, (subject_of(one.key) for one in found))
    return tuple(one for one in found if one.day == follow_up.day or subject_of(one.key) in posted)
