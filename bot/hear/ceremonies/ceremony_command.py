"""The command /ceremony, its form, and the swap of a facilitator."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw import help
from bot.draw.ceremonies import schedule_forms, schedule_messages
from bot.draw.ceremonies.schedule_forms import DAYS_OF
from bot.draw.message import Message
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, SlashCommand, read_payload, split_first
from bot.ids import Act, Command, Form, HoldingValue, Input, Value
from flows.ceremonies import facilitators, feeds, next_holdings, schedules, setups
from flows.ceremonies.schedules import ScheduleChanged
from flows.desk import Desk
from rules.ceremonies.setups import CeremonyDraft, SetupDraft
from rules.ceremony_names import Ceremony, read_ceremony
from rules.refusals import Refused

CHANGES: dict[str, Callable[..., ScheduleChanged]] = {
    "pause": schedules.pause,
    "resume": schedules.resume,
    "skip": schedules.skip,
    "run": schedules.run_now,
}


def register(app: App) -> None:
    """Register these listeners."""
    app.command(Command.CEREMONY)(answer)
    app.action(Act.OPEN_CEREMONIES)(clicked_setup)
    app.action(Act.OPEN_SWAP)(clicked_swap)
    app.view(Form.CEREMONIES)(submitted_setup)
    app.view(Form.SWAP)(submitted_swap)


def answer(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Answer /ceremony."""
    command = read_payload(SlashCommand, body)
    word, rest = command.words
    match word or "list":
        case "setup":
            open_setup(desk, client, command.channel_id, command.user_id, command.trigger_id, now)
            ack()
        case "list":
            ack(**listed(desk, command.channel_id, command.user_id, now).payload())
        case "move" | "pause" | "resume" | "skip" | "run":
            ack(**change(desk, command, word, rest, now).payload())
        case "feed":
            ack(**feed(desk, command, rest, now).payload())
        case "help":
            ack(**help.help_message(Command.CEREMONY).payload())
        case unknown:
            raise Refused(help.unknown_word(Command.CEREMONY, unknown))


def listed(desk: Desk, channel: str, user: str, now: datetime) -> Message:
    """Return the ceremonies of a channel."""
    may_manage = feeds.may_manage(desk, channel, user)
    address = feeds.address(desk, channel, by=user) if may_manage else ""
    return schedule_messages.ceremony_list(
        next_holdings.sheets(desk, channel, now), may_manage=may_manage, feed=address
    )


def change(desk: Desk, command: SlashCommand, word: str, rest: str, now: datetime) -> Message:
    """Change one ceremony as the words say: which one, and for a move also where to."""
    which, where = split_first(rest)
    ceremony = read_ceremony(which)
    deed = CHANGES[word] if word in CHANGES else partial(schedules.move, words=where)
    made = deed(desk, command.channel_id, ceremony, by=command.user_id, now=now, request=command.request)
    return schedule_messages.changed(made.news, made.sheet)


def feed(desk: Desk, command: SlashCommand, rest: str, now: datetime) -> Message:
    """Tell the address of the channel's calendar, or give it a new one."""
    if rest not in ("", "new"):
        raise Refused("Write `/ceremony feed` for the address, or `/ceremony feed new` for another one.")
    by, channel = command.user_id, command.channel_id
    if rest:
        address = feeds.renew(desk, channel, by=by, now=now, request=command.request)
    else:
        address = feeds.address(desk, channel, by=by)
    return schedule_messages.feed_answer(address, is_new=bool(rest))


def open_setup(desk: Desk, client: WebClient, channel: str, user: str, trigger: str, now: datetime) -> None:
    """Open the form of a channel's ceremonies."""
    sheet = setups.setup_sheet(desk, channel, by=user, now=now)
    open_form(client, trigger, schedule_forms.ceremonies_form(sheet), channel)


def clicked_setup(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Open the form of a channel's ceremonies from a button."""
    click = read_payload(Click, body)
    open_setup(desk, client, click.channel_id, click.user.id, click.trigger_id, now)
    ack()


def submitted_setup(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Set up the ceremonies as the form says."""
    form = read_payload(FormSubmission, body)
    channel = form.value(Value).channel
    setups.set_up(desk, channel, draft_of(form), by=form.user.id, now=now, request=form.request)
    ack()


def draft_of(form: FormSubmission) -> SetupDraft:
    """Return what was typed into the form of the ceremonies."""
    return SetupDraft(
        chosen=form.choices(Input.CEREMONIES),
        zone=form.text(Input.ZONE),
        country=form.text(Input.COUNTRY),
        expected=form.people(Input.EXPECTED),
        ceremonies={ceremony: ceremony_draft(form, ceremony) for ceremony in Ceremony},
        anonymity=form.text(Input.ANONYMITY),
        votes=form.text(Input.VOTES),
        safety_age=form.text(Input.SAFETY_AGE),
        fairness=form.text(Input.FAIRNESS),
    )


def ceremony_draft(form: FormSubmission, ceremony: Ceremony) -> CeremonyDraft:
    """Return what was typed of one ceremony's timetable."""
    days, at, first = DAYS_OF[ceremony]
    return CeremonyDraft(
        weekdays=form.choices(days), at=form.text(at), first=form.text(first) if first else ""
    )


def clicked_swap(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Open the form that swaps who facilitates, with whose turn is next."""
    click = read_payload(Click, body)
    holding = click.value(HoldingValue).holding
    occurrence, following = facilitators.swap_choice(desk, holding, now)
    form = schedule_forms.swap_form(holding, occurrence.facilitator, following)
    open_form(client, click.trigger_id, form, click.channel_id)
    ack()


def submitted_swap(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Let who was picked facilitate, or else whose turn is next."""
    form = read_payload(FormSubmission, body)
    user = form.person(Input.FACILITATOR)
    holding = form.value(HoldingValue).holding
    facilitators.swap(desk, holding, user, by=form.user.id, now=now, request=form.request)
    ack()
