"""Creating and changing projects, and marking their milestones as done."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk, acting
from flows.people.homes import owe
from rules.journal.entries import Deed
from rules.journal.facts import Kind, fact_between
from rules.local_time import local_day
from rules.people.accounts import Part
from rules.people.projects import Project, ProjectDraft, completed, find_milestone, read_project, revised
from store import workspaces
from store.journal import journal
from store.people import projects


def create(desk: Desk, draft: ProjectDraft, *, by: str, channel: str, now: datetime, request: str) -> Project:
    """Create a project; who creates it belongs to it where no members are named."""
    with desk.begin(request, now) as session:
        member = desk.member(session, by)
        acting(member)
        number = workspaces.next_project(session)
        taken = [project.name for project in projects.every(session)]
        today = local_day(now, member.zone)
        project = read_project(draft, number, by=by, channel=channel, taken=taken, today=today)
        desk.require_people(session, project.members, Part.PROJECT, "members")
        projects.save(session, project)
        keep_fact(session, None, project, Deed.CREATED_PROJECT, by, now)
        owe(session, project.members, now)
        return project


def revise(desk: Desk, number: int, draft: ProjectDraft, *, by: str, now: datetime, request: str) -> Project:
    """Change a project's name, workstream, members or milestones."""
    with desk.begin(request, now) as session:
        # Names are unique: two changes at once wait for each other here.
        workspaces.locked(session)
        before = projects.lock(session, number)
        taken = [project.name for project in projects.every(session) if project.number != number]
        member = desk.member(session, by)
        after = revised(before, draft, acting(member), taken, local_day(now, member.zone))
        # Who left stays named until somebody takes them out.
        added = (user for user in after.members if user not in before.members)
        desk.require_people(session, added, Part.PROJECT, "members")
        if after != before:
            projects.save(session, after)
            keep_fact(session, before, after, Deed.CHANGED_PROJECT, by, now)
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
            keep_fact(session, before, after, Deed.COMPLETED_MILESTONE, by, now, title)
            owe(session, after.members, now)
        return after


def keep_fact(
    session: Session,
    before: Project | None,
    after: Project,
    deed: Deed,
    by: str,
    now: datetime,
    said: str = "",
) -> None:
    """Keep what became of a project as a fact, against which its row is verified."""
    told = fact_between(Kind.PROJECT, after.key, before, after, deed, by=by, at=now, said=said)
    journal.add_fact(session, told)


def all_projects(desk: Desk) -> tuple[Project, ...]:
    """Return all projects by name."""
    with desk.look() as session:
        return projects.every(session)
