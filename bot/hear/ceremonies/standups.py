"""The command /standup, the check-in with its form, and the buttons of blockers."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.draw import answers, help
from bot.draw.ceremonies.standup import standup_forms, standup_messages
from bot.draw.experiments.blocker_lines import SOLVED
from bot.draw.message import Message
from bot.hear.aside import tell_instead
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, SlashCommand, read_payload
from bot.ids import Act, BlockerValue, Command, ExperimentValue, Form, HoldingValue, Input
from flows.ceremonies import holdings
from flows.ceremonies.standup import blockers, check_ins, standups
from flows.desk import Desk
from flows.experiments import sheets
from rules.ceremonies.ceremonies import Phase
from rules.ceremonies.standup.check_ins import CheckInDraft
from rules.ceremony_names import HoldingKey
from rules.refusals import Refused

WAYS = {"on": True, "off": False}


def register(app: App) -> None:
    """Register these listeners."""
    app.command(Command.STANDUP)(answer)
    app.action(Act.CHECK_IN)(clicked_check_in)
    app.action(Act.CLOSE_STANDUP)(clicked_close)
    app.action(Act.ASK_BY_MESSAGE)(clicked_by_message)
    app.action(Act.ASK_HERE)(clicked_here)
    app.action(Act.SOLVE_BLOCKER)(clicked_solved)
    app.action(Act.OPEN_BLOCKERS)(clicked_blockers)
    app.action(Act.TAKE_BLOCKER)(clicked_take)
    app.view(Form.CHECK_IN)(submitted_check_in)
    app.view(Form.BLOCKERS)(submitted_blockers)


def answer(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Answer /standup."""
    command = read_payload(SlashCommand, body)
    word, rest = command.words
    match word or "checkin":
        case "checkin":
            holding = check_ins.here(desk, command.channel_id, by=command.user_id, now=now)
            trigger = command.trigger_id
            open_check_in(
                desk, client, holding, by=command.user_id, channel=command.channel_id, trigger=trigger
            )
            message: Message | None = None
        case "summary":
            holding = check_ins.here(desk, command.channel_id, by=command.user_id, now=now)
            message = standup_messages.so_far(standups.sheet(desk, holding))
        case "message":
            message = choose(desk, command, rest, now)
        case "help":
            message = help.help_message(Command.STANDUP)
        case unknown:
            raise Refused(help.unknown_word(Command.STANDUP, unknown))
    ack(**message.payload()) if message else ack()


def choose(desk: Desk, command: SlashCommand, rest: str, now: datetime) -> Message:
    """Let somebody be asked by message, or in the channel again."""
    is_on = WAYS.get(rest.casefold())
    if is_on is None:
        raise Refused(
            "Write `/standup message on` to be asked by message at your own morning, or `/standup message off`"
            " to be asked in the channel."
        )
    holding = check_ins.here(desk, command.channel_id, by=command.user_id, now=now)
    schedule = standups.by_message(
        desk, holding.channel, is_on, by=command.user_id, now=now, request=command.request
    )
    return standup_messages.chosen(schedule, holding, command.user_id)


def open_check_in(
    desk: Desk, client: WebClient, holding: HoldingKey, *, by: str, channel: str, trigger: str
) -> None:
    """Open the form of a check-in, prefilled."""
    open_form(client, trigger, standup_forms.check_in_form(check_ins.form(desk, holding, by=by)), channel)


def clicked_check_in(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Open the form of a check-in from a button."""
    click = read_payload(Click, body)
    holding = click.value(HoldingValue).holding
    open_check_in(desk, client, holding, by=click.user.id, channel=click.channel_id, trigger=click.trigger_id)
    ack()


def submitted_check_in(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Keep the check-in that the form holds."""
    form = read_payload(FormSubmission, body)
    draft = CheckInDraft(
        progress=form.text(Input.PROGRESS),
        next=form.text(Input.NEXT),
        blockers=form.text(Input.BLOCKERS),
        help=form.text(Input.HELP),
        experiment=form.text(Input.EXPERIMENT),
    )
    value = form.value(HoldingValue)
    check_ins.check_in(
        desk, value.holding, draft, by=form.user.id, now=now, told_in=value.channel, request=form.request
    )
    ack()


def clicked_close(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Bring the summary of an open standup now; once it is there, nothing changes."""
    click = read_payload(Click, body)
    holding = click.value(HoldingValue).holding
    check_ins.require_may_close(desk, holding, by=click.user.id)
    holdings.advance_by_hand(desk, holding, Phase.CLOSE, now=now)
    ack()


def clicked_by_message(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Let who clicked be asked by message from the next standup on."""
    clicked_way(body, desk, now, is_on=True)
    ack()


def clicked_here(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Let who clicked be asked in the channel again."""
    clicked_way(body, desk, now, is_on=False)
    ack()


def clicked_way(body: dict[str, Any], desk: Desk, now: datetime, *, is_on: bool) -> None:
    """Change how somebody is asked, and show the way back in the place of the button."""
    click = read_payload(Click, body)
    holding = click.value(HoldingValue).holding
    schedule = standups.by_message(desk, holding.channel, is_on, by=click.user.id, now=now)
    tell_instead(click, standup_messages.chosen(schedule, holding, click.user.id))


def clicked_solved(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Mark a blocker as solved; its card shows it, a private answer is told."""
    click = read_payload(Click, body)
    blockers.solve(desk, [click.value(BlockerValue).blocker], by=click.user.id, now=now)
    if click.container.is_ephemeral:
        tell_instead(click, answers.done(SOLVED))
    ack()


def clicked_blockers(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient) -> None:
    """Ask which blockers of an experiment are solved."""
    click = read_payload(Click, body)
    sheet = sheets.sheet(desk, click.value(ExperimentValue).experiment)
    if not sheet.blockers:
        raise Refused(f"Nothing holds {sheet.experiment.key} up any more.")
    open_form(client, click.trigger_id, standup_forms.blockers_form(sheet), click.channel_id)
    ack()


def submitted_blockers(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Mark the ticked blockers as solved."""
    form = read_payload(FormSubmission, body)
    numbers = [
        int(number) for number in form.choices(Input.BLOCKERS) if number.isascii() and number.isdigit()
    ]
    if not numbers:
        raise Refused(fields={Input.BLOCKERS: "Tick what is solved, or close this form."})
    blockers.solve(desk, numbers, by=form.user.id, now=now, request=form.request)
    ack()


def clicked_take(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Let who clicked take care of a blocker."""
    click = read_payload(Click, body)
    blockers.take_on(desk, click.value(BlockerValue).blocker, by=click.user.id, now=now)
    ack()
