"""The few shapes of Block Kit that every drawing is made of."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    InteractiveElement,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.button_values import Value
from bot.ids import Act
from rules.words import shorten


def markup(text: str) -> MarkdownTextObject:
    """Return text as mrkdwn, in which Slack adds nothing of its own: a typed @here or #name stays text."""
    return MarkdownTextObject(text=text, verbatim=True)


def header(text: str) -> HeaderBlock:
    """Return the first line of a message, cut to what a header holds."""
    return HeaderBlock(text=PlainTextObject(text=shorten(text, 150), emoji=True))


def section(text: str, accessory: InteractiveElement | None = None) -> SectionBlock:
    """Return a paragraph, with a button beside it if there is one; Slack must not fold what a decision rests on."""
    return SectionBlock(text=markup(text), accessory=accessory, expand=True)


def fields(*texts: str) -> SectionBlock:
    """Return short facts in two columns."""
    return SectionBlock(fields=[markup(text) for text in texts])


def context(*texts: str) -> ContextBlock:
    """Return small print; empty texts are left out."""
    return ContextBlock(elements=[markup(text) for text in texts if text])


def actions(*elements: InteractiveElement) -> ActionsBlock:
    """Return a row of buttons."""
    return ActionsBlock(elements=list(elements))


def button(text: str, act: Act, value: Value, *, style: str | None = None, label: str = "") -> ButtonElement:
    """Return a button; `label` is what a screen reader says instead of its text."""
    return ButtonElement(
        text=PlainTextObject(text=text, emoji=True),
        action_id=act.value,
        value=value.write(),
        style=style,
        accessibility_label=shorten(label, 75) if label else None,
    )
