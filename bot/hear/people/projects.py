"""The command /project, its form and its buttons."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw import answers, help
from bot.draw.experiments import project_list
from bot.draw.message import Message
from bot.draw.people import team_forms
from bot.hear.aside import tell_instead
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, SlashCommand, read_payload
from bot.ids import Act, Command, Form, Input, ProjectValue
from flows import private_answers
from flows.desk import Desk
from flows.experiments import project_sheets
from flows.people import projects, team
from rules.experiments.sheets import ProjectSheet
from rules.people.projects import Project, ProjectDraft
from rules.refusals import Refused


def register(app: App) -> None:
    """Register these listeners."""
    app.command(Command.PROJECT)(answer)
    app.action(Act.OPEN_PROJECT)(clicked_edit)
    app.action(Act.COMPLETE_MILESTONE)(clicked_done)
    app.view(Form.PROJECT)(submitted)


def answer(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Answer /project."""
    command = read_payload(SlashCommand, body)
    word, rest = command.words
    match word or "help":
        case "create":
            open_form(
                client, command.trigger_id, team_forms.project_form(None, name=rest), command.channel_id
            )
            ack()
        case "edit":
            project = project_sheets.project_named(desk, named(rest)).project
            open_form(client, command.trigger_id, team_forms.project_form(project), command.channel_id)
            ack()
        case "list":
            ack(**project_list.project_list(projects.all_projects(desk)).payload())
        case "show":
            ack(**card(desk, project_sheets.project_named(desk, named(rest)), command.user_id).payload())
        case "done":
            ack(**done(desk, rest, command.user_id, now).payload())
        case "help":
            ack(**help.help_message(Command.PROJECT).payload())
        case unknown:
            raise Refused(help.unknown_word(Command.PROJECT, unknown))


def named(rest: str) -> str:
    """Return the name of a project that was typed; refuse an empty one."""
    if not rest:
        raise Refused("Which project? Add its name; `/project list` shows all.")
    return rest


def card(desk: Desk, sheet: ProjectSheet, user: str) -> Message:
    """Return a project's card, with its buttons for those who may use them."""
    member = team.member_of(desk, user)
    may_change = user in sheet.project.members or member.person.is_admin
    return project_list.project_card(sheet, may_change=may_change)


def done(desk: Desk, rest: str, user: str, now: datetime) -> Message:
    """Mark a milestone as done: “NAME / MILESTONE”."""
    name, slash, milestone = (part.strip() for part in rest.partition("/"))
    if not slash:
        raise Refused("Name the project and the milestone, like: `/project done Search / Beta`")
    found = project_sheets.project_named(desk, named(name)).project
    projects.complete(desk, found.number, milestone, by=user, now=now)
    return answers.done(f"“{milestone}” of {found.name} is done.")


def clicked_edit(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open a project's form from a button."""
    click = read_payload(Click, body)
    sheet = project_sheets.project(desk, click.value(ProjectValue).project)
    open_form(client, click.trigger_id, team_forms.project_form(sheet.project), click.channel_id)
    ack()


def clicked_done(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Mark a milestone as done, and show the project anew in the place of the old card."""
    click = read_payload(Click, body)
    value = click.value(ProjectValue)
    projects.complete(desk, value.project, value.milestone, by=click.user.id, now=now)
    tell_instead(click, card(desk, project_sheets.project(desk, value.project), click.user.id))
    ack()


def submitted(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Create or change a project as the form says, and say so."""
    form = read_payload(FormSubmission, body)
    value = form.value(ProjectValue)
    project = kept(desk, form, value, now)
    text = answers.saved_project(project, is_new=not value.project)
    private_answers.privately(desk, form.user.id, value.channel, text, now=now)
    ack()


def kept(desk: Desk, form: FormSubmission, value: ProjectValue, now: datetime) -> Project:
    """Keep the project that a form describes."""
    draft = ProjectDraft(
        name=form.text(Input.NAME),
        workstream=form.text(Input.WORKSTREAM) or "experimentation",
        members=form.people(Input.MEMBERS),
        milestones=form.text(Input.MILESTONES),
    )
    by, request = form.user.id, form.request
    if value.project:
        return projects.revise(desk, value.project, draft, by=by, now=now, request=request)
    return projects.create(desk, draft, by=by, channel=value.channel, now=now, request=request)
