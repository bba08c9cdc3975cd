"""Projects: the list of them, and one with its milestones and experiments."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ButtonElement

from bot.button_values import ProjectValue
from bot.draw.blocks import actions, button, context, fields, header, section
from bot.draw.experiments.overview_list import overview_lines
from bot.draw.message import Message
from bot.draw.text import bold, day, joined, moment, one_line, people, pieces
from bot.ids import Act
from rules.experiments.sheets import ProjectSheet
from rules.people.projects import Milestone, Project
from rules.words import counted

EMPTY = "There are no projects yet. `/project create` makes the first one; experiments can then name it."
NO_MILESTONES = "No milestones yet."
NO_EXPERIMENTS = "No experiments yet. `/experiment propose` makes one; pick this project in its form."


def project_list(projects: tuple[Project, ...]) -> Message:
    """Return every project on one line; an empty list says how to make the first one."""
    if not projects:
        return Message(EMPTY, (section(EMPTY),))
    text = counted(len(projects), "project")
    lines = joined((project_line(project) for project in projects), 8000, "more projects")
    parts = (section(piece) for piece in pieces(lines))
    return Message(text, (header(text), *parts, context("`/project show NAME` shows one of them.")))


def project_line(project: Project) -> str:
    """Return one project on one line, with the milestone that comes next."""
    done = [milestone for milestone in project.milestones if milestone.done_at]
    upcoming = next((milestone for milestone in project.milestones if not milestone.done_at), None)
    parts = [
        bold(project.name, 200),
        project.workstream.words,
        counted(len(project.members), "member"),
        f"{len(done)} of {counted(len(project.milestones), 'milestone')} done",
    ]
    if upcoming:
        parts.append(f"next: {one_line(upcoming.title, 150)}, {day(upcoming.due)}")
    return " · ".join(parts)


def project_card(sheet: ProjectSheet, *, may_change: bool) -> Message:
    """Return one project; who may change it gets the buttons for that."""
    project = sheet.project
    return Message(f"Project {one_line(project.name, 200)}", tuple(project_blocks(sheet, may_change)))


def project_blocks(sheet: ProjectSheet, may_change: bool) -> Iterator[Block]:
    """Yield the facts, the milestones, the experiments, and the way to change it."""
    project = sheet.project
    yield header(project.name)
    yield fields(
        f"*Workstream*\n{project.workstream.words.capitalize()}", f"*Members*\n{people(project.members)}"
    )
    if not project.milestones:
        yield section(NO_MILESTONES)
    for place, milestone in enumerate(project.milestones, start=1):
        markable = may_change and not milestone.done_at
        done = done_button(project, milestone, place) if markable else None
        yield section(milestone_line(milestone), done)
    yield section(f"*Experiments*\n{joined(overview_lines(sheet.overview), 2000) or NO_EXPERIMENTS}")
    if may_change:
        yield actions(button("Edit", Act.OPEN_PROJECT, ProjectValue(project=project.number)))
    else:
        yield context("A member of the project or an admin can change it.")


def milestone_line(milestone: Milestone) -> str:
    """Return one milestone: done and when, or due and when."""
    title = one_line(milestone.title, 180)
    if milestone.done_at:
        return f"✓ {title} · done {moment(milestone.done_at)}"
    return f"○ {title} · due {day(milestone.due)}"


def done_button(project: Project, milestone: Milestone, place: int) -> ButtonElement:
    """Return the button that marks a milestone as done; its place keeps long titles apart."""
    value = ProjectValue(project=project.number, milestone=milestone.title)
    label = f"Mark milestone {place} as done: {milestone.title}"
    return button("Mark as done", Act.COMPLETE_MILESTONE, value, label=label)
