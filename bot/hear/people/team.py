"""The command /team, its forms and its buttons."""

import re
from collections.abc import Callable
from functools import partial

from bot.draw import answers, help, inputs
from bot.draw.message import Message
from bot.draw.people import team_forms, team_list
from bot.hear.command_words import split_mention
from bot.hear.forms import open_form, redraw_form, tell_privately
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener, SlashCommand
from bot.hear.people import tokens
from bot.hear.waiting.settings import open_settings
from bot.ids import Act, Command, Form, Input
from flows.people import absences, hours, team
from flows.waiting import reminders, terms
from rules.marks import mention
from rules.people.people import Duty, Role, Team
from rules.people.working_hours import WorkingHours
from rules.recorders import Recorders
from rules.refusals import Refused
from rules.waiting.terms import terms_words
from rules.words import fold, shorten

HOW_VALUES = "`/team values part` for those with a part in the experiment, `/team values everybody` for everybody in the team."
HOW_LINKS = (
    "`/team links on` has a message that names an experiment answered once in its thread with where it stands,"
    " `/team links off` leaves it alone."
)

HOW_TO_SET = (
    "To change them, type `/team hours 10:00-18:30`, or `/team hours 8-16 sun-thu` for other days;"
    " `/team hours default` makes them those of the workspace."
)
HOW_TO_CHANGE = "`/team due 2 days` for all, `/team due production 1 day` for one workstream."
EVERYBODY_LAST = re.compile(r"^(.+?)\s+(?:for\s+)?everybody$", re.IGNORECASE)
HOURS_MEAN = "Nobody is reminded outside their hours, and what waits for them is due by them."


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        commands={Command.TEAM: answer},
        actions={Act.OPEN_ROLE: open_role, Act.OPEN_DUTY: open_duty, Input.MEMBER: picked_member},
        forms={Form.ROLE: submitted_role, Form.DUTY: submitted_duty},
    )


def answer(command: SlashCommand, at: Hearing) -> Message | None:
    """Answer /team."""
    word, rest = command.words
    match word or "list":
        case "list":
            message: Message | None = listed(command, at)
        case "role":
            message = set_role(command, at, rest)
        case "give" | "take" as direction:
            message = give_or_take(command, at, direction, rest)
        case setting if setting in SETTINGS:
            message = SETTINGS[setting](command, at, rest)
        case "hours":
            message = tell_hours(command, at, rest)
        case "away" | "back":
            message = change_absence(command, at, word, rest)
        case "settings":
            open_settings(command, at)
            message = None
        case "tokens":
            message = tokens.listed(command, at)
        case "help":
            message = help.help_message(Command.TEAM)
        case unknown:
            raise Refused(help.unknown_word(Command.TEAM, unknown, rest))
    return message


def listed(command: SlashCommand, at: Hearing) -> Message:
    """Return who holds which role and duty, and who is away."""
    is_admin = team.member_of(at.desk, command.by).person.is_admin
    away = absences.current(at.desk, at.now)
    everybody, own = team.everybody(at.desk), hours.every_hours(at.desk)
    return team_list.team_list(everybody, viewer_is_admin=is_admin, away=away, hours=own)


def tell_hours(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Set the hours of the one who asks, or of whom an admin names, or, with nothing else typed, tell them."""
    by, request = command.by, command.request
    rest = EVERYBODY_LAST.sub(r"everybody \1", rest)
    whom, _, typed = rest.partition(" ")
    if fold(whom) == "everybody":
        usual = hours.set_usual_hours(at.desk, typed, by=by, now=at.now, request=request)
        return answers.done(f"Who set no hours of their own works {usual.words}, from now on. {HOURS_MEAN}")
    named, words = split_mention(rest, partial(team.everybody, at.desk))
    if not named:
        words, named = split_for(words, partial(team.everybody, at.desk))
    user = named or by
    if not words:
        own, usual = hours.hours(at.desk, user)
        return answers.done(f"{hours_words(user, by, own, usual)} {HOW_TO_SET}")
    own, usual = hours.set_hours(at.desk, user, words, by=by, now=at.now, request=request)
    reminders.redraw_awaited(at.desk, user, at.now)
    return answers.done(f"{hours_words(user, by, own, usual)} {HOURS_MEAN}")


def hours_words(user: str, by: str, own: WorkingHours | None, usual: WorkingHours) -> str:
    """Return in which hours somebody works, and whether they set them, as a sentence."""
    who = "Your working hours are" if user == by else f"The working hours of {mention(user)} are"
    whose = "" if own else ", those of the workspace"
    return f"{who} {(own or usual).on_usual_days(usual).words}{whose}."


def change_absence(command: SlashCommand, at: Hearing, word: str, rest: str) -> Message:
    """Let the one who asks, or the member that an admin names, be away until a day, or be back."""
    by, request = command.by, command.request
    named, words = split_mention(rest, partial(team.everybody, at.desk))
    user = named or by
    if word == "back":
        was_away = absences.come_back(at.desk, user, by=by, now=at.now, request=request)
        reminders.redraw_awaited(at.desk, user, at.now)
        return team_list.came_back(user, by=by, was_away=was_away)
    when, stand_in = split_for(words, partial(team.everybody, at.desk))
    made, days = absences.go_away(at.desk, user, when, by=by, now=at.now, request=request, stand_in=stand_in)
    reminders.redraw_awaited(at.desk, user, at.now)
    return team_list.went_away(made, days, by=by, now=at.now)


def split_for(words: str, everybody: Callable[[], Team]) -> tuple[str, str]:
    """Return what was typed and whom it names at its end: “until friday for @sam”, “8-16 for @sam”."""
    what, leads, who = words.rpartition(" for ")
    named, rest = split_mention(who, everybody) if leads else ("", "")
    return (what, named) if named and not rest else (words, "")


def set_role(command: SlashCommand, at: Hearing, rest: str) -> Message | None:
    """Give a member a role; with words missing, open the form for them."""
    who, words = member_and_words(rest, at)
    if not who or not words:
        open_role(command, at, who)
        return None
    role = Role.read(words)
    team.set_role(at.desk, who, role, by=command.by, now=at.now, request=command.request)
    return answers.done(f"{mention(who)} is {role.words} now.")


def give_or_take(command: SlashCommand, at: Hearing, direction: str, rest: str) -> Message | None:
    """Give or take a duty; with words missing, open the form for them."""
    who, words = member_and_words(rest, at)
    if not who or not words:
        open_duty(command, at, who)
        return None
    duty = Duty.read(words)
    deed = team.give_duty if direction == "give" else team.take_duty
    deed(at.desk, who, duty, by=command.by, now=at.now, request=command.request)
    holds = "holds" if direction == "give" else "no longer holds"
    return answers.done(f"{mention(who)} {holds} the duty “{duty.words}”.")


def set_seats(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Say whether one person may fill several seats of the board."""
    how_many = rest.casefold()
    if how_many not in ("one", "many"):
        raise Refused(
            "Write `/team seats one` for one review a person, or `/team seats many` to allow several."
        )
    is_one = how_many == "one"
    team.set_seats(at.desk, is_one, by=command.by, now=at.now, request=command.request)
    words = "One person gives one review" if is_one else "One person may give several reviews"
    return answers.done(
        f"{words} of a revision, from the next submission on. A promotion always needs three people."
    )


def set_recorders(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Say who may record values, or, with nothing else typed, tell who may."""
    if not rest:
        return answers.done(f"{recorders_words(team.recorders(at.desk))}. An admin changes it: {HOW_VALUES}")
    if rest.casefold() not in list(Recorders):
        raise Refused(f"“{shorten(rest, 40)}” is neither of the two. {HOW_VALUES}")
    recorders = Recorders(rest.casefold())
    team.set_recorders(at.desk, recorders, by=command.by, now=at.now, request=command.request)
    return answers.done(f"{recorders_words(recorders)}, from now on.")


def set_terms(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Say in how many working days what waits is due, or, with nothing else typed, tell it."""
    if not rest:
        return answers.done(f"{terms_words(terms.terms(at.desk))}. An admin changes it: {HOW_TO_CHANGE}")
    after = terms.set_terms(at.desk, rest, by=command.by, now=at.now, request=command.request)
    return answers.done(f"{terms_words(after)}, from now on, for what waits already too.")


def set_answers_named(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Say whether messages that name experiments are answered, or, with nothing else typed, tell whether they are."""
    if not rest:
        return answers.done(f"{answers_words(team.answers_named(at.desk))}. An admin changes it: {HOW_LINKS}")
    if rest.casefold() not in ("on", "off"):
        raise Refused(f"“{shorten(rest, 40)}” is neither of the two. {HOW_LINKS}")
    is_on = rest.casefold() == "on"
    team.set_answers_named(at.desk, is_on, by=command.by, now=at.now, request=command.request)
    return answers.done(f"{answers_words(is_on)}, from now on.")


def answers_words(is_on: bool) -> str:
    """Return whether messages that name experiments are answered, as the beginning of a sentence."""
    how = "answered once in its thread" if is_on else "not answered"
    return f"A message that names an experiment, or links to its card, is {how}"


def recorders_words(who: Recorders) -> str:
    """Return who may record values, as the beginning of a sentence."""
    return f"Values are recorded by {who.words}"


def member_and_words(rest: str, at: Hearing) -> tuple[str | None, str]:
    """Return the member whom the first words mention or name, and the words after them."""
    who, words = split_mention(rest, partial(team.everybody, at.desk))
    if words and not who:
        raise Refused("Name the member with an @, like: `/team give @ana technical lead`")
    return who or None, words


def open_role(opener: Opener, at: Hearing, who: str | None = None) -> None:
    """Open the form for a role, of somebody or of whoever is picked there."""
    open_form(opener, at, team_forms.role_form(who, team.team_for_admin(at.desk, who, opener.by)))


def open_duty(opener: Opener, at: Hearing, who: str | None = None) -> None:
    """Open the form for duties, of somebody or of whoever is picked there."""
    open_form(opener, at, team_forms.duty_form(who, team.team_for_admin(at.desk, who, opener.by)))


def picked_member(click: Click, at: Hearing) -> None:
    """Show in the open form what the member who was just picked has."""
    view, who = click.view, click.actions[0].selected_user
    if view and who:
        team_now = team.team_for_admin(at.desk, who, click.by)
        draw = team_forms.duty_form if view.callback_id == Form.DUTY else team_forms.role_form
        redraw_form(at.client, view, draw(who, team_now))


def submitted_role(form: FormSubmission, at: Hearing) -> None:
    """Give a member the role that the form names."""
    who = member_of(form, Input.ROLE)
    role = Role.read(form.text(Input.ROLE))
    team.set_role(at.desk, who, role, by=form.by, now=at.now, request=form.request)
    tell_privately(form, at, f"{mention(who)} is {role.words} now.")


def submitted_duty(form: FormSubmission, at: Hearing) -> None:
    """Let a member hold exactly the duties that the form names."""
    who = member_of(form, Input.DUTIES)
    duties = [Duty.read(duty) for duty in form.choices(Input.DUTIES)]
    after = team.set_duties(at.desk, who, duties, by=form.by, now=at.now, request=form.request)
    tell_privately(form, at, answers.duties_now(after))


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


# What an admin says for the whole workspace, and everybody may ask.
SETTINGS: dict[str, Callable[[SlashCommand, Hearing, str], Message]] = {
    "seats": set_seats,
    "values": set_recorders,
    "due": set_terms,
    "links": set_answers_named,
}
