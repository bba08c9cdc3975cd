"""In how many working days what waits is due, in and out of its table."""

from sqlmodel import Session, delete, select

from rules.people.projects import Workstream
from rules.people.workspace_settings import DEFAULT_DAYS
from rules.waiting.clock import Terms
from store.waiting.nudge_tables import TermRow

ALL_OTHERS = ""


def kept_terms(session: Session) -> Terms:
    """Return the terms of this workspace."""
    days = {row.workstream: row.days for row in session.exec(select(TermRow))}
    return Terms(
        days=days.pop(ALL_OTHERS, DEFAULT_DAYS),
        by_workstream={Workstream(name): number for name, number in days.items()},
    )


def keep_terms(session: Session, kept: Terms) -> None:
    """Keep the terms of this workspace."""
    session.exec(delete(TermRow))
    for stream, days in kept.by_workstream.items():
        session.add(TermRow(workstream=stream.value, days=days))
    session.add(TermRow(workstream=ALL_OTHERS, days=kept.days))
    session.flush()
