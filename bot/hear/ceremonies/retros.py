"""The command /retro, and the buttons and forms of the retrospective."""

import secrets
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.draw import answers, help
from bot.draw.ceremonies.retro import retro_board, retro_forms
from bot.draw.message import Message
from bot.hear.aside import tell, tell_instead
from bot.hear.forms import open_form
from bot.hear.payloads import Click, FormSubmission, SlashCommand, read_payload
from bot.ids import Act, ActionValue, AdvanceValue, CardValue, Command, Form, HoldingValue, Input
from flows.ceremonies import holdings
from flows.ceremonies.retro import retro_actions, retros
from flows.desk import Desk
from flows.people import team
from rules.ceremonies.retro.retro_actions import ActionDraft
from rules.ceremonies.retro.retros import CardKind
from rules.ceremony_names import HoldingKey
from rules.refusals import Refused

KINDS = tuple(kind.value for kind in CardKind)
CARD_IS_IN = "Your card is in. It shows once voting opens."


def register(app: App) -> None:
    """Register these listeners."""
    app.command(Command.RETRO)(answer)
    app.action(Act.OPEN_CARD)(clicked_card)
    app.action(Act.OPEN_BALLOT)(clicked_ballot)
    app.action(Act.OPEN_GROUPS)(clicked_groups)
    app.action(Act.OPEN_ACTION)(clicked_action)
    app.action(Act.COMPLETE_ACTION)(clicked_done)
    app.action(Act.ADVANCE_RETRO)(advance)
    app.view(Form.CARD)(submitted_card)
    app.view(Form.BALLOT)(submitted_ballot)
    app.view(Form.GROUPS)(submitted_groups)
    app.view(Form.ACTION)(submitted_action)


def answer(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Answer /retro."""
    command = read_payload(SlashCommand, body)
    word, rest = command.words
    match word or "add":
        case "add":
            open_card(desk, client, command, "", now)
            ack()
        case kind if kind in KINDS:
            said = card(desk, client, command, kind, rest, now)
            ack(**said.payload()) if said else ack()
        case "actions":
            ack(**listed(desk, command.channel_id).payload())
        case "help":
            ack(**help.help_message(Command.RETRO).payload())
        case unknown:
            raise Refused(help.unknown_word(Command.RETRO, unknown))


def open_card(desk: Desk, client: WebClient, command: SlashCommand, kind: str, now: datetime) -> None:
    """Open the form of a card for the retrospective of the channel."""
    holding = retros.current(desk, command.channel_id, now=now).holding.key
    form = card_form(desk, holding, command.user_id, now, kind=kind)
    open_form(client, command.trigger_id, form, command.channel_id)


def card(
    desk: Desk, client: WebClient, command: SlashCommand, kind: str, text: str, now: datetime
) -> Message | None:
    """Add the card that was typed; without its text, open the form for it."""
    if not text:
        open_card(desk, client, command, kind, now)
        return None
    holding = retros.current(desk, command.channel_id, now=now).holding.key
    by, request = command.user_id, command.request
    retros.add_card(desk, holding, kind, text, by=by, now=now, request=request)
    return answers.done(CARD_IS_IN)


def card_form(
    desk: Desk, holding: HoldingKey, by: str, now: datetime, *, kind: str = "", **more: Any
) -> View:
    """Return a form of a card that is unlike every other."""
    sheet = retros.writable(desk, holding, by=by, now=now)
    return retro_forms.card_form(sheet, mark=secrets.token_hex(16), kind=kind, **more)


def listed(desk: Desk, channel: str) -> Message:
    """Return the open actions of a channel."""
    return retro_board.action_list(retro_actions.open_actions(desk, channel), team.everybody(desk))


def clicked_card(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Open the form of a card from a button."""
    click = read_payload(Click, body)
    form = card_form(desk, click.value(HoldingValue).holding, click.user.id, now)
    open_form(client, click.trigger_id, form, click.channel_id)
    ack()


def submitted_card(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Add the card that the form holds, and show an empty form for the next one.

    What tells a form sent twice is its mark; Slack's id of the view would be the same for the next card.
    """
    form = read_payload(FormSubmission, body)
    value = form.value(CardValue)
    kind = form.text(Input.CARD_KIND)
    by, request = form.user.id, f"card:{value.mark}"
    retros.add_card(desk, value.holding, kind, form.text(Input.CARD), by=by, now=now, request=request)
    following = card_form(desk, value.holding, by, now, kind=kind, channel=value.channel, is_next=True)
    ack(response_action="update", view=following)


def clicked_ballot(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Open the form of a vote."""
    click = read_payload(Click, body)
    shown = retros.ballot_sheet(desk, click.value(HoldingValue).holding, by=click.user.id, now=now)
    open_form(client, click.trigger_id, retro_forms.ballot_form(shown), click.channel_id)
    ack()


def submitted_ballot(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Vote as the form says."""
    form = read_payload(FormSubmission, body)
    chosen = form.choices(Input.CHOICES)
    retros.vote(desk, form.value(HoldingValue).holding, chosen, by=form.user.id, now=now)
    ack()


def clicked_groups(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Open the form that groups cards."""
    click = read_payload(Click, body)
    sheet = retros.groupable(desk, click.value(HoldingValue).holding, by=click.user.id, now=now)
    open_form(client, click.trigger_id, retro_forms.groups_form(sheet), click.channel_id)
    ack()


def submitted_groups(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Group and part cards as the form says."""
    form = read_payload(FormSubmission, body)
    retros.group(
        desk,
        form.value(HoldingValue).holding,
        form.choices(Input.CARDS),
        form.text(Input.GROUP_NAME),
        form.choices(Input.PARTED),
        by=form.user.id,
        now=now,
    )
    ack()


def clicked_action(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Open the form of an action."""
    click = read_payload(Click, body)
    sheet = retros.sheet(desk, click.value(HoldingValue).holding, now)
    open_form(client, click.trigger_id, retro_forms.action_form(sheet, click.user.id), click.channel_id)
    ack()


def submitted_action(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Agree on the action that the form holds."""
    form = read_payload(FormSubmission, body)
    draft = ActionDraft(
        action=form.text(Input.ACTION), owner=form.person(Input.OWNER), due=form.text(Input.DUE)
    )
    holding = form.value(HoldingValue).holding
    retro_actions.add(desk, holding, draft, by=form.user.id, now=now, request=form.request)
    ack()


def clicked_done(ack: Ack, body: dict[str, Any], desk: Desk, now: datetime) -> None:
    """Mark an action as done, and show that in the place of the message that was clicked."""
    click = read_payload(Click, body)
    value = click.value(ActionValue)
    action = retro_actions.complete(desk, value.action, by=click.user.id, now=now)
    tell_instead(click, retro_board.reminder(action) if value.reminds else listed(desk, click.channel_id))
    ack()


def advance(ack: Ack, body: dict[str, Any], desk: Desk, client: WebClient, now: datetime) -> None:
    """Move a retrospective on before its time; a click that comes after another one does nothing more."""
    click = read_payload(Click, body)
    value = click.value(AdvanceValue)
    retros.require_may_advance(desk, value.holding, by=click.user.id)
    if holdings.advance_by_hand(desk, value.holding, value.phase, now=now) is None:
        tell(click, answers.done("It has moved on already."), client)
    ack()
