"""The modal that only says something, for places where no message can be sent."""

from slack_sdk.models.views import View

from bot.draw.inputs import plain
from bot.draw.message import Message


def saying(message: Message) -> View:
    """Return a modal that shows a message and can only be closed."""
    return View(type="modal", title=plain("Assay"), close=plain("Close"), blocks=list(message.blocks))
