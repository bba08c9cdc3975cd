"""The tokens of the HTTP API: which there are, the form of a new one, and the one look at its secret."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, PlainTextObject
from slack_sdk.models.views import View

from bot.button_values import ChannelValue, TokenValue
from bot.draw.blocks import actions, button, context, header, section
from bot.draw.inputs import choice_input, modal, option, plain, text_input, worded
from bot.draw.message import Message
from bot.draw.text import bold, escape, joined, moment, one_line, person, unmarked
from bot.ids import Act, Form, Input
from rules.people.tokens import (
    REQUESTS_A_MINUTE,
    USUAL_LIFETIME,
    Ending,
    Lifetime,
    Token,
    TokenSheet,
    ended_before,
)
from rules.words import counted, shorten

PURPOSE = "A token lets a machine record values of experiments, such as a CI job after an evaluation. It can do nothing else."
AGAIN = "Make a new one with `/team tokens`, and give its secret to what uses this one."
ONCE = "*Copy it now: it is never shown again.* Keep it where your machines keep secrets; whoever has it can record values."
# Beside the longest list of tokens that work, a message has no room for more.
LONGEST_ENDED = 800
EXAMPLE = """curl {address}/api/v1/experiments/EXP-1/metrics \\
  -H "Authorization: Bearer $ASSAY_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{{"metric": "accuracy", "value": 0.93}}'"""


def token_list(sheet: TokenSheet) -> Message:
    """Return the tokens that work, each with its button, those that ended lately, and the button of a new one."""
    title = counted(len(sheet.live), "API token") if sheet.live else "No API token yet"
    return Message(title, tuple(list_blocks(title, sheet)))


def list_blocks(title: str, sheet: TokenSheet) -> Iterator[Block]:
    """Yield each token, then what ended, then how to make another."""
    yield header(title)
    for token in sheet.live:
        yield section(token_line(token, sheet), revoke_button(token))
    if sheet.ended:
        yield section(
            "*Ended lately*\n" + joined((ended_line(token) for token in sheet.ended), LONGEST_ENDED)
        )
    yield section(PURPOSE)
    style = None if sheet.live else "primary"
    yield actions(button("New token", Act.OPEN_TOKEN, ChannelValue(), style=style))


def token_line(token: Token, sheet: TokenSheet) -> str:
    """Return one token: its name, what tells it from others, when it was used last, how long and for what it works."""
    used = f"last used {moment(token.last_used_at)}" if token.last_used_at else "never used yet"
    made = f"made by {person(token.made_by)} {moment(token.made_at)}"
    reach = reach_words(token, sheet.projects.get(token.project, "") if token.project else "")
    why = sheet.orphans.get(token.number)
    orphan = f"\n:warning: Refused from its next use on: {why.words}." if why else ""
    return (
        f"{bold(token.name, 80)} · ends in `{escape(token.hint)}` · {used}\n"
        f"{reach}\n{unmarked(one_line(token.signer, 120))}, {made}{orphan}"
    )


def reach_words(token: Token, project: str) -> str:
    """Return until when a token works, and for which project if not for all."""
    limit = f" · only for the project {bold(project, 60)}" if project else ""
    return f"expires {moment(token.expires_at)}{limit}"


def ended_line(token: Token) -> str:
    """Return one token that works no more, and why."""
    why = token.ending or (Ending.REVOKED if token.revoked_at else Ending.EXPIRED)
    return f"• {bold(token.name, 80)}, {moment(token.revoked_at or token.expires_at)}: {why.words}"


def expiring(token: Token, project: str, now: datetime) -> Message:
    """Return the word to an admin that a token expires soon, or did when the word came late."""
    name = bold(token.name, 80)
    happens = "has expired" if ended_before(token, now) else "expires soon"
    text = (
        f"The API token {name} {happens}: it {reach_words(token, project)}, was made by {person(token.made_by)}"
        f" and ends in `{escape(token.hint)}`. {AGAIN}"
    )
    return Message(f"An API token {happens}", (section(text),))


def ended(token: Token) -> Message:
    """Return the word to an admin that a token ended with what its maker had."""
    why = (token.ending or Ending.REVOKED).words
    text = (
        f"The API token {bold(token.name, 80)}, made by {person(token.made_by)}, works no more: {why}."
        f" What it recorded stays. {AGAIN}"
    )
    return Message("An API token works no more", (section(text),))


def revoke_button(token: Token) -> ButtonElement:
    """Return the button that revokes a token, once it is confirmed."""
    return ButtonElement(
        text=PlainTextObject(text="Revoke", emoji=True),
        action_id=Act.REVOKE_TOKEN.value,
        value=TokenValue(token=token.number).write(),
        style="danger",
        accessibility_label=shorten(f"Revoke the token {token.name}", 75),
        confirm=ConfirmObject(
            title="Revoke this token?",
            text=plain(
                f"What uses “{shorten(token.name, 40)}” is refused from now on. What it recorded stays."
            ),
            confirm="Revoke",
            deny="Keep",
            style="danger",
        ),
    )


def token_form(projects: Mapping[int, str]) -> View:
    """Return the form of a new token; where there are projects, it may be limited to one."""
    blocks: list[Block] = [
        context(
            f"{PURPOSE} At most {REQUESTS_A_MINUTE} requests a minute."
            " It ends when you are no longer an admin."
        ),
        text_input(Input.NAME, "Name", hint="What will use it, like: nightly evaluation"),
        choice_input(
            Input.LIFETIME,
            "Expires after",
            worded(Lifetime),
            USUAL_LIFETIME.value,
            hint="The admins are told a week before.",
        ),
    ]
    if projects:
        options = [option(name, str(number)) for number, name in projects.items()]
        hint = "It can record nothing for other experiments. Leave it empty for all of them."
        blocks.append(choice_input(Input.PROJECT, "Only for the project", options, optional=True, hint=hint))
    return modal(Form.TOKEN, "New API token", "Make", ChannelValue(), blocks)


def secret_shown(token: Token, project: str, secret: str, address: str) -> View:
    """Return the one look at a secret, with how long and for what it works, and how it is used."""
    example = EXAMPLE.format(address=address or "https://ADDRESS-OF-ASSAY")
    blocks = (
        section(
            f"The token {bold(token.name, 80)} is made; it {reach_words(token, project)}.\n```{escape(secret)}```"
        ),
        section(ONCE),
        context("Try it, with the token in `ASSAY_TOKEN`:"),
        section(f"```{escape(example)}```"),
    )
    return View(type="modal", title=plain("Copy the token"), close=plain("Done"), blocks=list(blocks))
