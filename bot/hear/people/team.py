"""The command /team, its forms and its buttons."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw import answers, help, inputs
from bot.draw.message import Message
from bot.draw.people import team_forms, team_list
from bot.hear.forms import open_form, redraw_form
from bot.hear.payloads import Click, FormSubmission, SlashCommand, read_mention, read_payload, split_first
from bot.hear.people import tokens
from bot.ids import Act, Command, Form, Input, Value
from flows import private_answers
from flows.desk import Desk
from flows.people import absences, team
from rules.marks import mention
from rules.people.people import Duty, Role
from rules.refusals import Refused


def register(app: App) -> None:
    """Register these listeners."""
    app.command(Command.TEAM)(answer)
    app.action(Act.OPEN_ROLE)(clicked_role)
    app.action(Act.OPEN_DUTY)(clicked_duty)
    app.action(Input.MEMBER)(picked_member)
    app.view(Form.ROLE)(submitted_role)
    app.view(Form.DUTY)(submitted_duty)


def answer(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Answer /team."""
    command = read_payload(SlashCommand, body)
    word, rest = command.words
    match word or "list":
        case "list":
            message: Message | None = listed(desk, command.user_id, now)
        case "role":
            message = set_role(desk, client, command, rest, now)
        case "give" | "take" as direction:
            message = give_or_take(desk, client, command, direction, rest, now)
        case "seats":
            message = set_seats(desk, command, rest, now)
        case "away" | "back":
            message = change_absence(desk, command, word, rest, now)
        case "tokens":
            message = tokens.listed(desk, command.user_id)
        case "help":
            message = help.help_message(Command.TEAM)
        case unknown:
            raise Refused(help.unknown_word(Command.TEAM, unknown))
    ack(**message.payload()) if message else ack()


def listed(desk: Desk, user: str, now: datetime) -> Message:
    """Return who holds which role and duty, and who is away."""
    is_admin = team.member_of(desk, user).person.is_admin
    away = {one: absence.last_day for one, absence in absences.current(desk, now).items()}
    return team_list.team_list(team.everybody(desk), viewer_is_admin=is_admin, away=away)


def change_absence(desk: Desk, command: SlashCommand, word: str, rest: str, now: datetime) -> Message:
    """Let the one who asks, or the member that an admin names, be away until a day, or be back."""
    by, (first, following) = command.user_id, split_first(rest)
    named = read_mention(first)
    user, words = (named, following) if named else (by, rest)
    if word == "back":
        was_away = absences.come_back(desk, user, by=by, now=now, request=command.request)
        return team_list.came_back(user, by=by, was_away=was_away)
    made = absences.go_away(desk, user, words, by=by, now=now, request=command.request)
    return team_list.went_away(made, by=by)


def set_role(
    desk: Desk, client: WebClient, command: SlashCommand, rest: str, now: datetime
) -> Message | None:
    """Give a member a role; with words missing, open the form for them."""
    who, words = member_and_words(rest)
    if not who or not words:
        open_role(
            desk, client, who, by=command.user_id, trigger=command.trigger_id, channel=command.channel_id
        )
        return None
    role = Role.read(words)
    team.set_role(desk, who, role, by=command.user_id, now=now, request=command.request)
    return answers.done(f"{mention(who)} is {role.words} now.")


def give_or_take(
    desk: Desk, client: WebClient, command: SlashCommand, direction: str, rest: str, now: datetime
) -> Message | None:
    """Give or take a duty; with words missing, open the form for them."""
    who, words = member_and_words(rest)
    if not who or not words:
        open_duty(
            desk, client, who, by=command.user_id, trigger=command.trigger_id, channel=command.channel_id
        )
        return None
    duty = Duty.read(words)
    deed = team.give_duty if direction == "give" else team.take_duty
    deed(desk, who, duty, by=command.user_id, now=now, request=command.request)
    holds = "holds" if direction == "give" else "no longer holds"
    return answers.done(f"{mention(who)} {holds} the duty “{duty.words}”.")


def set_seats(desk: Desk, command: SlashCommand, rest: str, now: datetime) -> Message:
    """Say whether one person may fill several seats of a gate."""
    if rest not in ("one", "many"):
        raise Refused(
            "Write `/team seats one` for one seat a person, or `/team seats many` to allow several."
        )
    team.set_seats(desk, rest == "one", by=command.user_id, now=now, request=command.request)
    words = "One person fills one seat" if rest == "one" else "One person may fill several seats"
    return answers.done(f"{words}, from the next submission on.")


def member_and_words(rest: str) -> tuple[str | None, str]:
    """Return the member that the first word mentions, and the words after it."""
    first, words = split_first(rest)
    who = read_mention(first)
    if first and not who:
        raise Refused("Name the member with an @, like: `/team give @ana technical lead`")
    return who, words


def open_role(desk: Desk, client: WebClient, who: str | None, *, by: str, trigger: str, channel: str) -> None:
    """Open the form for a role."""
    team_now = team.team_for_admin(desk, by)
    open_form(client, trigger, team_forms.role_form(who, team_now), channel)


def open_duty(desk: Desk, client: WebClient, who: str | None, *, by: str, trigger: str, channel: str) -> None:
    """Open the form for duties."""
    team_now = team.team_for_admin(desk, by)
    open_form(client, trigger, team_forms.duty_form(who, team_now), channel)


def clicked_role(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form for a role from a button."""
    click = read_payload(Click, body)
    open_role(desk, client, None, by=click.user.id, trigger=click.trigger_id, channel=click.channel_id)
    ack()


def clicked_duty(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form for duties from a button."""
    click = read_payload(Click, body)
    open_duty(desk, client, None, by=click.user.id, trigger=click.trigger_id, channel=click.channel_id)
    ack()


def picked_member(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Show in the open form what the member who was just picked has."""
    click = read_payload(Click, body)
    view, who = click.view, click.actions[0].selected_user
    if view and who:
        team_now = team.team_for_admin(desk, click.user.id)
        draw = team_forms.duty_form if view.callback_id == Form.DUTY else team_forms.role_form
        redraw_form(client, view, draw(who, team_now))
    ack()


def submitted_role(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Give a member the role that the form names."""
    form = read_payload(FormSubmission, body)
    who = member_of(form, Input.ROLE)
    role = Role.read(form.text(Input.ROLE))
    team.set_role(desk, who, role, by=form.user.id, now=now, request=form.request)
    text = f"{mention(who)} is {role.words} now."
    private_answers.privately(desk, form.user.id, form.value(Value).channel, text, now=now)
    ack()


def submitted_duty(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Let a member hold exactly the duties that the form names."""
    form = read_payload(FormSubmission, body)
    who = member_of(form, Input.DUTIES)
    duties = [Duty.read(duty) for duty in form.choices(Input.DUTIES)]
    after = team.set_duties(desk, who, duties, by=form.user.id, now=now, request=form.request)
    private_answers.privately(
        desk, form.user.id, form.value(Value).channel, answers.duties_now(after), now=now
    )
    ack()


def member_of(form: FormSubmission, facts: Input) -> str:
    """Return the member that a form names; refuse a form that shows the facts of somebody else.

    It is redrawn when a member is picked; submitted before, it would give them what it showed of another.
    """
    who = form.person(Input.MEMBER)
    if not who:
        raise Refused(fields={Input.MEMBER: "Pick a member."})
    if not form.shows(facts, inputs.element_of(facts, who)):
        raise Refused(
            fields={Input.MEMBER: "The form did not show this member yet. Pick them again, then look at it."}
        )
    return who
