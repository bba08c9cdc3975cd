"""Creating and changing projects, and marking their milestones as done."""

from datetime import datetime

from flows.desk import Desk
from flows.people.homes import owe
from rules.journal.entries import Deed, Entry
from rules.people.accounts import Part
from rules.people.projects import Project, ProjectDraft, completed, find_milestone, read_project, revised
from store import workspaces
from store.journal import journal
from store.people import projects


def create(desk: Desk, draft: ProjectDraft, *, by: str, channel: str, now: datetime, request: str) -> Project:
    """Create a project; who creates it belongs to it where no members are named."""
    with desk.begin(request, now) as session:
        desk.person(session, by)
        number = workspaces.next_project(session)
        taken = [project.name for project in projects.every(session)]
        project = read_project(draft, number, by=by, channel=channel, taken=taken)
        desk.require_people(session, project.members, Part.PROJECT, "members")
        projects.save(session, project)
        journal.add(session, entry(project, Deed.CREATED_PROJECT, by, "", now))
        owe(session, project.members, now)
        return project


def revise(desk: Desk, number: int, draft: ProjectDraft, *, by: str, now: datetime, request: str) -> Project:
    """Change a project's name, workstream, members or milestones."""
    with desk.begin(request, now) as session:
        # Names are unique: two changes at once wait for each other here.
        workspaces.locked(session)
        before = projects.lock(session, number)
        taken = [project.name for project in projects.every(session) if project.number != number]
        after = revised(before, draft, desk.person(session, by), taken)
        # Who left stays named until somebody takes them out.
        added = (user for user in after.members if user not in before.members)
        desk.require_people(session, added, Part.PROJECT, "members")
        if after != before:
            projects.save(session, after)
            journal.add(session, entry(after, Deed.CHANGED_PROJECT, by, "", now))
            owe(session, {*before.members, *after.members}, now)
        return after


def complete(desk: Desk, number: int, milestone: str, *, by: str, now: datetime) -> Project:
    """Mark a milestone as done."""
    with desk.begin() as session:
        before = projects.lock(session, number)
        after = completed(before, milestone, desk.person(session, by), now)
        if after != before:
            projects.save(session, after)
            title = find_milestone(after, milestone).title
            journal.add(session, entry(after, Deed.COMPLETED_MILESTONE, by, title, now))
            owe(session, after.members, now)
        return after


def entry(project: Project, deed: Deed, by: str, detail: str, now: datetime) -> Entry:
    """Return one line of the journal about a project."""
    return Entry(at=now, by=by, deed=deed, subject=f"project {project.name}", detail=detail)


def all_projects(desk: Desk) -> tuple[Project, ...]:
    """Return all projects by name."""
    with desk.look() as session:
        return projects.every(session)
