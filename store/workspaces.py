"""The workspace's own row: settings, and the counter that numbers its projects."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from rules.experiments.experiment import Requirements
from rules.recorders import Recorders
from store.insert_once import add_once
from store.tables import WorkspaceRow


def ensure(session: Session, name: str, now: datetime) -> None:
    """Make the workspace known; a known one only takes the name."""
    add_once(session, WorkspaceRow(created_at=now))
    row = locked(session)
    row.name = name[:255]
    session.add(row)


def ensure_in(session: Session, enterprise: str, now: datetime) -> None:
    """Make a workspace known that the installation of its organisation serves."""
    add_once(session, WorkspaceRow(created_at=now))
    row = locked(session)
    row.enterprise = enterprise
    session.add(row)


def is_at_work(session: Session) -> bool:
    """Tell whether anything was proposed in the workspace."""
    return bool(session.exec(select(WorkspaceRow.experiments)).one_or_none())


def enterprise_of(session: Session) -> str:
    """Return the organisation whose installation serves the workspace, as far as it is known."""
    return session.exec(select(WorkspaceRow.enterprise)).one_or_none() or ""


def every(session: Session) -> tuple[str, ...]:
    """Return the ids of all workspaces, in a session over all of them."""
    return tuple(session.exec(select(WorkspaceRow.workspace).order_by(WorkspaceRow.workspace)))


def note_tick(session: Session, now: datetime) -> None:
    """Keep that a worker is at work for this workspace."""
    mine = col(WorkspaceRow.workspace) == session.info["workspace"]
    session.connection().execute(update(WorkspaceRow).where(mine).values(ticked_at=now))


def next_project(session: Session) -> int:
    """Return the number of the next project; whoever asks next waits for this transaction."""
    row = locked(session)
    row.projects += 1
    session.add(row)
    return row.projects


def requirements(session: Session) -> Requirements:
    """Return what this workspace requires of a submission made now."""
    row = session.exec(select(WorkspaceRow)).one()
    return Requirements(one_seat_each=row.one_seat_each)


def set_one_seat_each(session: Session, one_seat_each: bool) -> None:
    """Keep whether one person fills one seat only."""
    row = locked(session)
    row.one_seat_each = one_seat_each
    session.add(row)


def recorders(session: Session) -> Recorders:
    """Return who may record values in this workspace."""
    return Recorders(session.exec(select(WorkspaceRow.recorders)).one())


def set_recorders(session: Session, who: Recorders) -> None:
    """Keep who may record values."""
    row = locked(session)
    row.recorders = who
    session.add(row)


def answers_named(session: Session) -> bool:
    """Tell whether a message that names an experiment is answered in this workspace."""
    return session.exec(select(WorkspaceRow.answers_named)).one()


def set_answers_named(session: Session, answers: bool) -> None:
    """Keep whether a message that names an experiment is answered."""
    row = locked(session)
    row.answers_named = answers
    session.add(row)


def review_channel(session: Session) -> str:
    """Return the review channel that was set in Slack, or nothing."""
    return session.exec(select(WorkspaceRow.review_channel)).one()


def locked(session: Session) -> WorkspaceRow:
    """Return the workspace's row, locked."""
    return session.exec(select(WorkspaceRow).with_for_update()).one()
