"""Who is away until when, in and out of its table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, select

from rules.people.absences import Absence
from store.mapping import asked_of, columns_of, fact_of, where
from store.people.absence_tables import AbsenceRow
from store.prepared import Prepared, within

# Every holding and every standup that is drawn asks who is away.
AT = Prepared(
    select_columns(*asked_of(AbsenceRow, Absence))
    .where(
        *where(AbsenceRow),
        col(AbsenceRow.since) <= bindparam("now"),
        col(AbsenceRow.until) > bindparam("now"),
    )
    .order_by(col(AbsenceRow.until))
)


def away(session: Session, now: datetime) -> frozenset[str]:
    """Return who is away at a moment."""
    return frozenset(absences_at(session, now))


def absences_at(session: Session, now: datetime) -> dict[str, Absence]:
    """Return the absences at a moment, by user."""
    return {row.user: absence_of(row) for row in AT.all(session, {**within(session), "now": now})}


def absences_since(session: Session, users: Iterable[str], since: datetime) -> tuple[Absence, ...]:
    """Return the absences of some people that were not over at a moment, those to come too."""
    wanted = tuple(users)
    if not wanted:
        return ()
    mine = (col(AbsenceRow.user).in_(wanted), col(AbsenceRow.until) > since)
    return tuple(
        absence_of(row)
        for row in session.exec(select(AbsenceRow).where(*mine).order_by(col(AbsenceRow.since)))
    )


def absences_ahead(session: Session, now: datetime) -> tuple[Absence, ...]:
    """Return the absences that are not over yet."""
    ahead = select(AbsenceRow).where(col(AbsenceRow.until) > now).order_by(col(AbsenceRow.until))
    return tuple(absence_of(row) for row in session.exec(ahead))


def keep_absence(session: Session, kept: Absence) -> None:
    """Keep an absence; who is away already is away until the new day instead."""
    row = current(session, kept.user, kept.since)
    if row:
        row.until, row.last_day, row.set_by = kept.until, kept.last_day, kept.set_by
        row.stand_in = kept.stand_in
    else:
        row = AbsenceRow(**columns_of(kept))
    session.add(row)
    session.flush()


def end_absences(session: Session, user: str, now: datetime) -> bool:
    """End somebody's absence, and call off those that are to come; tell whether there was any."""
    ahead = select(AbsenceRow).where(AbsenceRow.user == user, col(AbsenceRow.until) > now).with_for_update()
    rows = session.exec(ahead).all()
    for row in rows:
        row.since, row.until = min(row.since, now), now
        session.add(row)
    session.flush()
    return bool(rows)


def current(session: Session, user: str, now: datetime) -> AbsenceRow | None:
    """Return the row of somebody's absence at a moment."""
    during = (AbsenceRow.user == user, col(AbsenceRow.since) <= now, col(AbsenceRow.until) > now)
    newest = select(AbsenceRow).where(*during).order_by(col(AbsenceRow.id).desc()).limit(1)
    return session.exec(newest.with_for_update()).one_or_none()


def forget_ended(session: Session, before: datetime) -> None:
    """Remove absences that were over before a time, with who stood in."""
    session.exec(delete(AbsenceRow).where(col(AbsenceRow.until) < before))


def absence_of(row: Any) -> Absence:
    """Return the absence of a row."""
    return fact_of(Absence, row)
