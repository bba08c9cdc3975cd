"""The forms of the team and its projects."""

from slack_sdk.models.views import View

from bot.button_values import ChannelValue, ProjectValue
from bot.draw.blocks import context
from bot.draw.inputs import (
    choice_input,
    modal,
    option,
    people_input,
    person_input,
    text_input,
    ticks_input,
    worded,
)
from bot.ids import Form, Input
from rules.people.people import Duty, Member, Role, Team
from rules.people.projects import Project, Workstream
from rules.words import capital

DECIDES: dict[Duty, str] = {
    Duty.TECHNICAL: "decides the technical review of experiments",
    Duty.ETHICS: "decides the ethics review of experiments",
    Duty.BUSINESS: "decides the business review of experiments",
    Duty.TECHNICAL_LEAD: "approves promotions as technical lead",
    Duty.PRODUCT_OWNER: "approves promotions as product owner",
    Duty.SECURITY: "approves promotions as security",
    Duty.ADMIN: "gives roles and duties",
}


def project_form(project: Project | None, channel: str = "", *, name: str = "") -> View:
    """Return the form of a project: empty for a new one, save the name that was typed."""
    milestones = "\n".join(milestone.line for milestone in project.milestones) if project else ""
    workstream = project.workstream if project else Workstream.EXPERIMENTATION
    blocks = (
        context("Experiments name their project. Its members can change it and mark its milestones as done."),
        text_input(Input.NAME, "Name", project.name if project else name),
        choice_input(Input.WORKSTREAM, "Workstream", worded(Workstream), workstream.value),
        people_input(Input.MEMBERS, "Members", project.members if project else ()),
        text_input(
            Input.MILESTONES,
            "Milestones",
            milestones,
            multiline=True,
            optional=True,
            hint="One on each line with its day, like: Beta, 2030-01-31",
        ),
    )
    value = ProjectValue(project=project.number if project else 0, channel=channel)
    title, submit = ("Edit the project", "Save") if project else ("Create a project", "Create")
    return modal(Form.PROJECT, title, submit, value, blocks)


def role_form(member_id: str | None, team: Team) -> View:
    """Return the form in which a member gets a role, with the one they have."""
    member = member_of(member_id, team)
    role = member.role.value if member and member.role else ""
    blocks = (
        context("A role says what somebody does. What somebody decides comes with duties."),
        person_input(Input.MEMBER, "Member", member_id or "", tells=True),
        choice_input(Input.ROLE, "Role", worded(Role), role, of=member_id or ""),
    )
    return modal(Form.ROLE, "Set a role", "Set", ChannelValue(), blocks)


def duty_form(member_id: str | None, team: Team) -> View:
    """Return the form in which duties are given and taken, with those that a member holds."""
    member = member_of(member_id, team)
    options = [option(capital(duty.words), duty.value, DECIDES[duty]) for duty in Duty]
    held = [duty.value for duty in member.duties] if member else []
    blocks = (
        context("The member will hold exactly the duties that are ticked here."),
        person_input(Input.MEMBER, "Member", member_id or "", tells=True),
        ticks_input(Input.DUTIES, "Duties", options, held, of=member_id or ""),
    )
    return modal(Form.DUTY, "Give or take duties", "Save", ChannelValue(), blocks)


def member_of(member_id: str | None, team: Team) -> Member | None:
    """Return the member of an id, if the team knows them."""
    return team.by_id.get(member_id or "")
