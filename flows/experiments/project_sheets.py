"""A project with its experiments."""

from flows.desk import Desk
from flows.experiments.sheets import Wanted, overview_of
from rules.experiments.sheets import ProjectSheet
from rules.people.projects import Project, find_project, part_milestone
from store.people import projects


def project(desk: Desk, number: int) -> ProjectSheet:
    """Return a project with its experiments."""
    with desk.look() as session:
        return ProjectSheet(
            project=projects.get(session, number), overview=overview_of(session, Wanted(project=number))
        )


def project_named(desk: Desk, name: str) -> ProjectSheet:
    """Return the project of a typed name with its experiments; refuse with the nearest name."""
    with desk.look() as session:
        found = find_project(projects.every(session), name)
        return ProjectSheet(project=found, overview=overview_of(session, Wanted(project=found.number)))


def named(desk: Desk, name: str) -> Project:
    """Return the project of a typed name; refuse with the nearest name."""
    with desk.look() as session:
        return find_project(projects.every(session), name)


def milestone_named(desk: Desk, text: str) -> tuple[Project, str]:
    """Return the project of a typed “NAME / MILESTONE” with the milestone; refuse with the nearest name."""
    with desk.look() as session:
        return part_milestone(projects.every(session), text)
