"""Projects in and out of their table."""

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from rules.names import name_key
from rules.people.projects import Project
from rules.refusals import Refused
from store.mapping import columns_of, fact_of
from store.people.member_tables import ProjectRow

GONE = "This project is no longer there. `/project list` shows the ones there are."


def every(session: Session) -> tuple[Project, ...]:
    """Return all projects by name."""
    return tuple(
        project_of(row) for row in session.exec(select(ProjectRow).order_by(col(ProjectRow.folded_name)))
    )


def of_member(session: Session, user: str) -> tuple[Project, ...]:
    """Return the projects to which somebody belongs, by name."""
    mine = cast(col(ProjectRow.members), String).contains(f'"{user}"', autoescape=True)
    rows = session.exec(select(ProjectRow).where(mine).order_by(col(ProjectRow.folded_name)))
    return tuple(project_of(row) for row in rows)


def get(session: Session, number: int) -> Project:
    """Return a project; refuse a number that does not exist."""
    row = session.exec(select(ProjectRow).where(ProjectRow.number == number)).one_or_none()
    return existing_project(row)


def lock(session: Session, number: int) -> Project:
    """Return a project that nobody else can change until this transaction ends."""
    row = session.exec(select(ProjectRow).where(ProjectRow.number == number).with_for_update()).one_or_none()
    return existing_project(row)


def existing_project(row: ProjectRow | None) -> Project:
    """Return the project of a row that should be there."""
    if row is None:
        raise Refused(GONE)
    return project_of(row)


def save(session: Session, project: Project) -> None:
    """Keep a project, new or known."""
    session.merge(
        ProjectRow(
            workspace=session.info["workspace"],
            folded_name=name_key(project.name),
            **columns_of(project),
        )
    )
    session.flush()


def project_of(row: ProjectRow) -> Project:
    """Return the project of a row."""
    return fact_of(Project, row)
