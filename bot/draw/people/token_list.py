"""The tokens of the HTTP API: which there are, the form of a new one, and the one look at its secret."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, PlainTextObject
from slack_sdk.models.views import View

from bot.draw.blocks import actions, button, context, header, section
from bot.draw.inputs import modal, plain, text_input
from bot.draw.message import Message
from bot.draw.text import bold, escape, moment, one_line, person, unmarked
from bot.ids import Act, ChannelValue, Form, Input, TokenValue
from rules.people.tokens import REQUESTS_A_MINUTE, Token
from rules.words import counted, shorten

PURPOSE = "A token lets a machine record values of experiments, such as a CI job after an evaluation. It can do nothing else."
ONCE = "*Copy it now: it is never shown again.* Keep it where your machines keep secrets; whoever has it can record values."
EXAMPLE = """curl {address}/api/v1/experiments/EXP-1/metrics \\
  -H "Authorization: Bearer $ASSAY_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{{"metric": "accuracy", "value": 0.93}}'"""


def token_list(tokens: Sequence[Token]) -> Message:
    """Return the tokens that work, each with its button, and the button of a new one."""
    title = counted(len(tokens), "API token") if tokens else "No API token yet"
    return Message(title, tuple(list_blocks(title, tokens)))


def list_blocks(title: str, tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield each token, then how to make another."""
    yield header(title)
    for token in tokens:
        yield section(token_line(token), revoke_button(token))
    yield section(PURPOSE)
    yield actions(button("New token", Act.OPEN_TOKEN, ChannelValue(), style=None if tokens else "primary"))


def token_line(token: Token) -> str:
    """Return one token: its name, what tells it from others, and when it was used last."""
    used = f"last used {moment(token.last_used_at)}" if token.last_used_at else "never used yet"
    made = f"made by {person(token.made_by)} {moment(token.made_at)}"
    return f"{bold(token.name, 80)} · ends in `{escape(token.hint)}` · {used}\n{unmarked(one_line(token.signer, 120))}, {made}"


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


def token_form() -> View:
    """Return the form of a new token."""
    blocks = (
        context(f"{PURPOSE} At most {REQUESTS_A_MINUTE} requests a minute."),
        text_input(Input.NAME, "Name", hint="What will use it, like: nightly evaluation"),
    )
    return modal(Form.TOKEN, "New API token", "Make", ChannelValue(), blocks)


def secret_shown(token: Token, secret: str, address: str) -> View:
    """Return the one look at a secret, with how it is used."""
    example = EXAMPLE.format(address=address or "https://ADDRESS-OF-ASSAY")
    blocks = (
        section(f"The token {bold(token.name, 80)} is made.\n```{escape(secret)}```"),
        section(ONCE),
        context("Try it, with the token in `ASSAY_TOKEN`:"),
        section(f"```{escape(example)}```"),
    )
    return View(type="modal", title=plain("Copy the token"), close=plain("Done"), blocks=list(blocks))
