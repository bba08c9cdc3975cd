"""The settings of a workspace, read from where each of them is kept."""

from sqlmodel import Session, select

from rules.people.working_hours import STANDARD
from rules.people.workspace_settings import WorkspaceSettings
from store.people.hours import EVERYBODY, kept_hours
from store.tables import WorkspaceRow
from store.waiting.terms import kept_terms


def kept_settings(session: Session) -> WorkspaceSettings:
    """Return the settings of this workspace."""
    row = session.exec(select(WorkspaceRow)).one()
    terms = kept_terms(session)
    return WorkspaceSettings(
        one_seat_each=row.one_seat_each,
        recorders=row.recorders,
        answers_named=row.answers_named,
        due_days=terms.days,
        due_by_workstream=terms.by_workstream,
        hours=kept_hours(session, ()).get(EVERYBODY, STANDARD),
    )
