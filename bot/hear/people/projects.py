"""The command /project, its form and its buttons."""

from bot.button_values import ProjectValue
from bot.draw import answers, help
from bot.draw.experiments import project_list
from bot.draw.message import Message
from bot.draw.people import team_forms
from bot.hear.aside import Instead
from bot.hear.forms import open_form, tell_privately
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener, SlashCommand
from bot.hear.typed_text import with_names
from bot.ids import Act, Command, Form, Input
from flows.experiments import project_sheets
from flows.people import projects, team
from rules.experiments.sheets import ProjectSheet
from rules.people.projects import Project, ProjectDraft
from rules.refusals import Refused


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        commands={Command.PROJECT: answer},
        actions={Act.OPEN_PROJECT: clicked_edit, Act.COMPLETE_MILESTONE: clicked_done},
        forms={Form.PROJECT: submitted},
    )


def answer(command: SlashCommand, at: Hearing) -> Message | None:
    """Answer /project."""
    word, typed = command.words
    rest = with_names(typed, at.desk)
    message: Message | None = None
    match word or "help":
        case "create":
            open_form(command, at, team_forms.project_form(None, name=rest))
        case "edit":
            open_form(command, at, team_forms.project_form(project_named(at, rest).project))
        case "list":
            message = project_list.project_list(projects.all_projects(at.desk))
        case "show":
            message = card(command, at, project_named(at, rest))
        case "done":
            message = done(command, at, rest)
        case "help":
            message = help.help_message(Command.PROJECT)
        case unknown:
            raise Refused(help.unknown_word(Command.PROJECT, unknown, rest))
    return message


def project_named(at: Hearing, name: str) -> ProjectSheet:
    """Return the project whose name was typed; refuse an empty one."""
    if not name:
        raise Refused("Which project? Add its name; `/project list` shows all.")
    return project_sheets.project_named(at.desk, name)


def card(asked: Opener, at: Hearing, sheet: ProjectSheet) -> Message:
    """Return a project's card, with its buttons for those who may use them."""
    member = team.member_of(at.desk, asked.by)
    may_change = asked.by in sheet.project.members or member.person.is_admin
    return project_list.project_card(sheet, may_change=may_change)


def done(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Mark a milestone as done: “NAME / MILESTONE”."""
    found, milestone = project_sheets.milestone_named(at.desk, rest)
    projects.complete(at.desk, found.number, milestone, by=command.by, now=at.now)
    return answers.done(f"“{milestone}” of {found.name} is done.")


def clicked_edit(click: Click, at: Hearing) -> None:
    """Open a project's form from a button."""
    sheet = project_sheets.project(at.desk, click.value(ProjectValue).project)
    open_form(click, at, team_forms.project_form(sheet.project))


def clicked_done(click: Click, at: Hearing) -> Instead:
    """Mark a milestone as done, and show the project anew in the place of the old card."""
    value = click.value(ProjectValue)
    projects.complete(at.desk, value.project, value.milestone, by=click.by, now=at.now)
    return Instead(card(click, at, project_sheets.project(at.desk, value.project)))


def submitted(form: FormSubmission, at: Hearing) -> None:
    """Create or change a project as the form says, and say so."""
    value = form.value(ProjectValue)
    project = kept(form, at, value)
    tell_privately(form, at, answers.saved_project(project, is_new=not value.project))


def kept(form: FormSubmission, at: Hearing, value: ProjectValue) -> Project:
    """Keep the project that a form describes."""
    draft = ProjectDraft(
        name=form.text(Input.NAME),
        workstream=form.text(Input.WORKSTREAM) or "experimentation",
        members=form.people(Input.MEMBERS),
        milestones=form.text(Input.MILESTONES),
    )
    by, now, request = form.by, at.now, form.request
    if value.project:
        return projects.revise(at.desk, value.project, draft, by=by, now=now, request=request)
    return projects.create(at.desk, draft, by=by, channel=value.channel, now=now, request=request)
