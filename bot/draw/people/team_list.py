"""The team: who does what, who decides what, and which duties nobody holds."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from slack_sdk.models.blocks import Block

from bot.button_values import ChannelValue
from bot.draw.blocks import actions, button, context, header, section
from bot.draw.message import Message
from bot.draw.text import day, day_words, joined, person
from bot.ids import Act
from rules.dates.typed_span import Span
from rules.people.absences import Absence
from rules.people.people import RESPONSIBILITIES, Duty, Member, Role, Team
from rules.people.working_hours import WorkingHours
from rules.words import capital

# Six groups of members in all, within what one message holds.
ROOM = 1100
NOBODY_AWAY: Mapping[str, Absence] = {}
NO_HOURS: Mapping[str, WorkingHours] = {}
NO_ADMIN = "The admins of this Slack workspace are admins here, and those whom `ASSAY_ADMINS` names."
HINT = (
    "`/team role @who data engineer` sets a role · `/team give @who ethics` and `/team take @who ethics`"
    " change duties · an admin can do both. `/team away until friday` tells that you are away,"
    " `/team hours 10:00-18:30` when you work."
)


def team_list(
    team: Team,
    *,
    viewer_is_admin: bool,
    away: Mapping[str, Absence] = NOBODY_AWAY,
    hours: Mapping[str, WorkingHours] = NO_HOURS,
) -> Message:
    """Return the members by role, with the duties they hold, their hours where they set any, and who is away until when;
    admins get buttons."""
    members = [member for member in team.members if member.is_person]
    lines = {member.id: member_line(member, away.get(member.id), hours.get(member.id)) for member in members}
    blocks = tuple(team_blocks(members, team, viewer_is_admin, lines))
    return Message(f"The team: {people_counted(len(members))}", blocks)


def people_counted(number: int) -> str:
    """Return “nobody yet”, “1 person” or “3 people”."""
    if not number:
        return "nobody yet"
    return "1 person" if number == 1 else f"{number:,} people"


def team_blocks(
    members: list[Member], team: Team, viewer_is_admin: bool, lines: Mapping[str, str]
) -> Iterator[Block]:
    """Yield the groups, the gaps, and how the team is changed."""
    yield header(f"The team: {people_counted(len(members))}")
    for role in Role:
        yield from role_blocks(role, [member for member in members if member.role is role], lines)
    without = [member for member in members if member.role is None]
    if without:
        yield section(f"*No role yet* · {people_counted(len(without))}\n{member_lines(without, lines)}")
    if gap_line(team):
        yield section(gap_line(team))
    if viewer_is_admin:
        yield actions(
            button("Set a role", Act.OPEN_ROLE, ChannelValue()),
            button("Give or take duties", Act.OPEN_DUTY, ChannelValue()),
        )
    yield context(HINT)


def role_blocks(role: Role, members: list[Member], lines: Mapping[str, str]) -> Iterator[Block]:
    """Yield one role with its members and its three responsibilities."""
    heading = f"*{capital(role.words)}* · {people_counted(len(members))}"
    yield section(f"{heading}\n{member_lines(members, lines)}" if members else heading)
    yield context(" · ".join(RESPONSIBILITIES[role]))


def member_lines(members: list[Member], lines: Mapping[str, str]) -> str:
    """Return the lines of members, those who decide something first."""
    ordered = sorted(members, key=lambda member: (not member.duties, member.name.casefold()))
    return joined((lines[member.id] for member in ordered), ROOM)


def member_line(member: Member, away: Absence | None, hours: WorkingHours | None) -> str:
    """Return one member with the duties they hold, the hours that they set, and until when they are away and who stands in
    for them."""
    duties = ", ".join(duty.words for duty in Duty if duty in member.duties)
    absence = f"away until {day(away.last_day)}" if away else ""
    if away and away.stand_in:
        absence += f", {person(away.stand_in)} stands in"
    return " · ".join(
        part for part in (person(member.id), duties, hours.words if hours else "", absence) if part
    )


def gap_line(team: Team) -> str:
    """Return the duties that nobody holds; they keep experiments waiting."""
    missing = [duty for duty in Duty if not team.holders(duty)]
    if not missing:
        return ""
    named = ", ".join(duty.words for duty in missing)
    first = missing[0]
    cure = f"An admin can give it: `/team give @who {first.words}`." if first is not Duty.ADMIN else NO_ADMIN
    return f"*Nobody holds:* {named}. What waits for a duty that nobody holds cannot go on. {cure}"


def went_away(absence: Absence, days: Span, *, by: str, now: datetime) -> Message:
    """Return the answer that somebody is away: on which days, what that means, and the way back."""
    who = "You are" if absence.user == by else f"{person(absence.user)} is"
    whom, back = ("you", "/team back") if absence.user == by else ("them", "/team back @who")
    whose = "your" if absence.user == by else "their"
    today = now.date()
    begins = f"from {dated(days.first, today)} " if absence.since > now else ""
    stands_in = f" {person(absence.stand_in)} is asked in {whose} place." if absence.stand_in else ""
    text = (
        f"{who} away {begins}up to and including {dated(days.last, today)}."
        f" Nobody asks {whom} for a check-in or to facilitate then.{stands_in} Back sooner: `{back}`."
    )
    return Message(text, (section(text),))


def dated(day: date, today: date) -> str:
    """Return a day as people speak of it, with its year where it is another one."""
    return day_words(day) if day.year == today.year else f"{day_words(day)} {day.year}"


def came_back(user: str, *, by: str, was_away: bool) -> Message:
    """Return the answer that somebody is back, or was not away."""
    who = "You are" if user == by else f"{person(user)} is"
    if was_away:
        text = f"{who} back, and expected again from the next ceremony on."
    else:
        text = f"{who} not away. `/team away until friday` says so when it comes to that."
    return Message(text, (section(text),))
