"""What no other listener hears: buttons, forms and commands of older versions, and events of no concern."""

from typing import NoReturn

from bot.hear.event_payloads import Event
from bot.hear.hearing import Hearing
from bot.hear.payload import Payload
from rules.refusals import Refused


def outdated(_said: Payload, _at: Hearing) -> NoReturn:
    """Answer what Assay once drew, or what Slack knows of it from an older manifest."""
    raise Refused("This belongs to an older version of Assay. `/experiment help` shows what there is now.")


def ignore(_event: Event, _at: Hearing) -> None:
    """Let an event pass that nobody here waits for."""
