"""The command /retro, and the buttons and forms of the retrospective."""

import secrets
from typing import Any

from slack_sdk.models.views import View

from bot.button_values import (
    ActionValue,
    AdvanceValue,
    CardValue,
    HoldingValue,
    TopicValue,
)
from bot.draw import answers, help
from bot.draw.ceremonies.retro import retro_board, retro_forms
from bot.draw.message import Message
from bot.hear.aside import Instead
from bot.hear.forms import open_form
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener, SlashCommand
from bot.hear.typed_text import with_names
from bot.ids import Act, Command, Form, Input
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


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        commands={Command.RETRO: answer},
        actions={
            Act.OPEN_CARD: clicked_card,
            Act.OPEN_BALLOT: clicked_ballot,
            Act.OPEN_GROUPS: clicked_groups,
            Act.OPEN_ACTION: clicked_action,
            Act.TOPIC_TO_ACTION: chosen_topic,
            Act.COMPLETE_ACTION: clicked_done,
            Act.ADVANCE_RETRO: advance,
        },
        forms={
            Form.CARD: submitted_card,
            Form.BALLOT: submitted_ballot,
            Form.GROUPS: submitted_groups,
            Form.ACTION: submitted_action,
        },
    )


def answer(command: SlashCommand, at: Hearing) -> Message | None:
    """Answer /retro."""
    word, rest = command.words
    match word or "add":
        case "add":
            open_card(command, at, retro_here(command, at))
            return None
        case kind if kind in KINDS:
            return card(command, at, kind, rest)
        case "actions":
            return listed(at.desk, command.channel_id)
        case "help":
            return help.help_message(Command.RETRO)
        case unknown:
            raise Refused(help.unknown_word(Command.RETRO, unknown, rest))


def retro_here(command: SlashCommand, at: Hearing) -> HoldingKey:
    """Return the retrospective of the channel in which a command was typed."""
    return retros.current(at.desk, command.channel_id, now=at.now).holding.key


def card(command: SlashCommand, at: Hearing, kind: str, text: str) -> Message | None:
    """Add the card that was typed; without its text, open the form for it."""
    holding = retro_here(command, at)
    if not text:
        open_card(command, at, holding, kind)
        return None
    by, request = command.by, command.request
    retros.add_card(at.desk, holding, kind, with_names(text, at.desk), by=by, now=at.now, request=request)
    return answers.done(CARD_IS_IN)


def open_card(opener: Opener, at: Hearing, holding: HoldingKey, kind: str = "") -> None:
    """Open the form of a card."""
    open_form(opener, at, card_form(at, holding, opener.by, kind=kind))


def card_form(at: Hearing, holding: HoldingKey, by: str, *, kind: str = "", **more: Any) -> View:
    """Return a form of a card that is unlike every other."""
    sheet = retros.writable(at.desk, holding, by=by, now=at.now)
    return retro_forms.card_form(sheet, mark=secrets.token_hex(16), kind=kind, **more)


def listed(desk: Desk, channel: str) -> Message:
    """Return the open actions of a channel."""
    actions = retro_actions.open_actions(desk, channel)
    return retro_board.action_list(actions, team.named(desk, actions))


def clicked_card(click: Click, at: Hearing) -> None:
    """Open the form of a card from a button."""
    open_card(click, at, click.value(HoldingValue).holding)


def submitted_card(form: FormSubmission, at: Hearing) -> View:
    """Add the card that the form holds, and show an empty form for the next one.

    What tells a form sent twice is its mark; Slack's id of the view would be the same for the next card.
    """
    value = form.value(CardValue)
    kind, text, request = form.text(Input.CARD_KIND), form.text(Input.CARD), f"card:{value.mark}"
    retros.add_card(at.desk, value.holding, kind, text, by=form.by, now=at.now, request=request)
    return card_form(at, value.holding, form.by, kind=kind, channel=value.channel, is_next=True)


def clicked_ballot(click: Click, at: Hearing) -> None:
    """Open the form of a vote."""
    shown = retros.ballot_sheet(at.desk, click.value(HoldingValue).holding, by=click.by, now=at.now)
    open_form(click, at, retro_forms.ballot_form(shown))


def submitted_ballot(form: FormSubmission, at: Hearing) -> None:
    """Vote as the form says."""
    chosen = form.choices(Input.CHOICES)
    retros.vote(at.desk, form.value(HoldingValue).holding, chosen, by=form.by, now=at.now)


def clicked_groups(click: Click, at: Hearing) -> None:
    """Open the form that groups cards."""
    sheet = retros.groupable(at.desk, click.value(HoldingValue).holding, by=click.by, now=at.now)
    open_form(click, at, retro_forms.groups_form(sheet))


def submitted_groups(form: FormSubmission, at: Hearing) -> None:
    """Group and part cards as the form says."""
    retros.group(
        at.desk,
        form.value(HoldingValue).holding,
        form.choices(Input.CARDS),
        form.text(Input.GROUP_NAME),
        form.choices(Input.PARTED),
        by=form.by,
        now=at.now,
    )


def clicked_action(click: Click, at: Hearing) -> None:
    """Open the form of an action."""
    sheet = retros.sheet(at.desk, click.value(HoldingValue).holding, at.now)
    open_form(click, at, retro_forms.action_form(sheet, click.by))


def chosen_topic(click: Click, at: Hearing) -> None:
    """Open the form of an action made of the topic that was chosen; one that was grouped meanwhile begins empty."""
    value = click.value(TopicValue)
    sheet = retros.sheet(at.desk, value.holding, at.now)
    text = next((topic.text for topic in sheet.topics if topic.id == value.topic), "")
    open_form(click, at, retro_forms.action_form(sheet, click.by, text))


def submitted_action(form: FormSubmission, at: Hearing) -> None:
    """Agree on the action that the form holds."""
    draft = ActionDraft(
        action=form.text(Input.ACTION), owner=form.person(Input.OWNER), due=form.text(Input.DUE)
    )
    holding = form.value(HoldingValue).holding
    retro_actions.add(at.desk, holding, draft, by=form.by, now=at.now, request=form.request)


def clicked_done(click: Click, at: Hearing) -> Instead | None:
    """Mark an action as done, and show that where who clicked sees it alone; the list of a day is drawn anew anyway."""
    value = click.value(ActionValue)
    action = retro_actions.complete(at.desk, value.action, by=click.by, now=at.now)
    if value.reminds:
        return Instead(retro_board.thanks(action))
    return Instead(listed(at.desk, click.channel_id)) if click.container.is_ephemeral else None


def advance(click: Click, at: Hearing) -> Message | None:
    """Move a retrospective on before its time; a click that comes after another one does nothing more."""
    value = click.value(AdvanceValue)
    moved = holdings.advance_by_hand(at.desk, value.holding, value.phase, by=click.by, now=at.now)
    return answers.done("It has moved on already.") if moved is None else None
