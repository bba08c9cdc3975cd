"""The team: who does what, who decides what, and which duties nobody holds."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from bot.ids import Act, ChannelValue
from bot.views.blocks import actions, button, context, header, section
from bot.views.message import Message
from bot.views.text import joined, person
from rules.people import RESPONSIBILITIES, Duty, Member, Role, Team

# Six groups of members in all, within what one message holds.
ROOM = 1100
NO_ADMIN = "The admins of this Slack workspace are admins here, and those whom `ASSAY_ADMINS` names."
HINT = (
    "`/team role @who data engineer` sets a role · `/team give @who ethics` and `/team take @who ethics`"
    " change duties · an admin can do both."
)


def team_list(team: Team, *, viewer_is_admin: bool) -> Message:
    """Return the members by role, with the duties they hold; admins get buttons to change both."""
    members = [member for member in team.members if member.is_active]
    return Message(
        f"The team: {people_counted(len(members))}", tuple(team_blocks(members, team, viewer_is_admin))
    )


def people_counted(number: int) -> str:
    """Return “nobody yet”, “1 person” or “3 people”."""
    if not number:
        return "nobody yet"
    return "1 person" if number == 1 else f"{number:,} people"


def team_blocks(members: list[Member], team: Team, viewer_is_admin: bool) -> Iterator[Block]:
    """Yield the groups, the gaps, and how the team is changed."""
    yield header(f"The team: {people_counted(len(members))}")
    for role in Role:
        yield from role_blocks(role, [member for member in members if member.role is role])
    without = [member for member in members if member.role is None]
    if without:
        yield section(f"*No role yet* · {people_counted(len(without))}\n{member_lines(without)}")
    if gap_line(team):
        yield section(gap_line(team))
    if viewer_is_admin:
        yield actions(
            button("Set a role", Act.OPEN_ROLE, ChannelValue()),
            button("Give or take duties", Act.OPEN_DUTY, ChannelValue()),
        )
    yield context(HINT)


def role_blocks(role: Role, members: list[Member]) -> Iterator[Block]:
    """Yield one role with its members and its three responsibilities."""
    heading = f"*{role.words[:1].upper() + role.words[1:]}* · {people_counted(len(members))}"
    yield section(f"{heading}\n{member_lines(members)}" if members else heading)
    yield context(" · ".join(RESPONSIBILITIES[role]))


def member_lines(members: list[Member]) -> str:
    """Return members as lines, those who decide something first."""
    ordered = sorted(members, key=lambda member: (not member.duties, member.name.casefold()))
    return joined((member_line(member) for member in ordered), ROOM)


def member_line(member: Member) -> str:
    """Return one member with the duties they hold."""
    duties = ", ".join(duty.words for duty in Duty if duty in member.duties)
    return f"{person(member.id)} · {duties}" if duties else person(member.id)


def gap_line(team: Team) -> str:
    """Return the duties that nobody holds; they keep experiments waiting."""
    missing = [duty for duty in Duty if not team.holders(duty)]
    if not missing:
        return ""
    named = ", ".join(duty.words for duty in missing)
    first = missing[0]
    cure = f"An admin can give it: `/team give @who {first.words}`." if first is not Duty.ADMIN else NO_ADMIN
    return f"*Nobody holds:* {named}. What waits for a duty that nobody holds cannot go on. {cure}"
