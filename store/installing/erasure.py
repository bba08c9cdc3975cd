"""Erasing what was left: every row of a workspace in every table."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from store.installing.installation_tables import InstallationRow
from store.installing.installations import is_live, workspaces_of


@dataclass(frozen=True, slots=True)
class Leftover:
    """A workspace that is to be erased, and the installation whose end that follows from, with its organisation, if any."""

    workspace: str
    installed_as: str
    enterprise: str

    @property
    def workspaces(self) -> tuple[str, ...]:
        """Return whose rows are looked at before it is erased."""
        return (self.workspace, self.installed_as, self.enterprise)


def leftovers(session: Session, before: datetime) -> list[Leftover]:
    """Return what is to be erased because it was left before a time, in a session over all workspaces: the workspaces of an
    organisation before what is kept under its own id."""
    ended = select(InstallationRow).where(col(InstallationRow.ended_at) <= before)
    return [
        Leftover(workspace, row.workspace, row.enterprise)
        for row in session.exec(ended).all()
        for workspace in (
            *(one for one in workspaces_of(session, row) if one != row.workspace),
            row.workspace,
        )
    ]


def erase_leftover(session: Session, one: Leftover, before: datetime) -> int:
    """Erase every row of a workspace, those that refer to others first, unless it was installed anew meanwhile; return how
    many, in a session over the workspaces of the leftover.

    A workspace that its organisation's installation serves keeps its data; the installation of its own goes.
    """
    mine = select(InstallationRow).where(
        InstallationRow.workspace == one.installed_as, col(InstallationRow.ended_at) <= before
    )
    row = session.exec(mine.with_for_update()).one_or_none()
    if row is None:
        return 0
    if one.workspace == one.installed_as and is_covered(session, row):
        session.delete(row)
        return 1
    tables = reversed(SQLModel.metadata.sorted_tables)
    connection = session.connection()
    return sum(
        connection.execute(delete(table).where(table.c.workspace == one.workspace)).rowcount
        for table in tables
    )


def is_covered(session: Session, row: InstallationRow) -> bool:
    """Tell whether the installation of its organisation serves a workspace whose own has ended."""
    wide = (InstallationRow.workspace == row.enterprise, col(InstallationRow.is_org_wide))
    found = select(InstallationRow.workspace).where(*wide, is_live(InstallationRow))
    return bool(row.enterprise) and session.exec(found).first() is not None
