"""The settings of a workspace, read from where each of them is kept, and kept there."""

from sqlmodel import Session, select

from rules.people.working_hours import STANDARD
from rules.people.workspace_settings import WorkspaceSettings
from rules.waiting.clock import Terms
from store import workspaces
from store.people.hours import EVERYBODY, keep_hours, kept_hours
from store.tables import WorkspaceRow
from store.waiting.terms import keep_terms, kept_terms

OF_THE_ROW = (
    "one_seat_each",
    "recorders",
    "answers_named",
    "review_channel",
    "answers_days",
    "letters_days",
)


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
        review_channel=row.review_channel,
        answers_days=row.answers_days,
        letters_days=row.letters_days,
    )


def keep_settings(session: Session, settings: WorkspaceSettings) -> None:
    """Keep the settings of this workspace."""
    row = workspaces.locked(session)
    for name in OF_THE_ROW:
        setattr(row, name, getattr(settings, name))
    session.add(row)
    terms = Terms(days=settings.due_days, by_workstream=settings.due_by_workstream)
    if terms != kept_terms(session):
        keep_terms(session, terms)
    if settings.hours != kept_hours(session, ()).get(EVERYBODY, STANDARD):
        keep_hours(session, EVERYBODY, None if settings.hours == STANDARD else settings.hours)
