"""Working hours in and out of their table."""

from collections.abc import Iterable

from sqlmodel import Session, col, delete, select

from rules.people.working_hours import WorkingHours
from store.mapping import columns_of, fact_of
from store.people.hours_tables import HoursRow

# Under no user's id stand the hours of those who set none.
EVERYBODY = ""


def kept_hours(session: Session, users: Iterable[str]) -> dict[str, WorkingHours]:
    """Return the hours that some people set, by user, and those of everybody who set none."""
    wanted = (EVERYBODY, *users)
    rows = session.exec(select(HoursRow).where(col(HoursRow.user).in_(wanted)))
    return {row.user: fact_of(WorkingHours, row) for row in rows}


def all_hours(session: Session) -> dict[str, WorkingHours]:
    """Return all hours that were set, by user."""
    return {row.user: fact_of(WorkingHours, row) for row in session.exec(select(HoursRow))}


def keep_hours(session: Session, user: str, hours: WorkingHours | None) -> None:
    """Keep the hours of a person, or that they are those of the workspace."""
    session.exec(delete(HoursRow).where(col(HoursRow.user) == user))
    if hours:
        session.add(HoursRow(user=user, **columns_of(hours)))
    session.flush()
