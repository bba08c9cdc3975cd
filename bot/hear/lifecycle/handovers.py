"""The buttons of a handover in the thread of an experiment."""

from bot.button_values import HandoverValue
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click
from bot.ids import Act
from flows.lifecycle import handovers


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        actions={
            Act.ACCEPT_HANDOVER: accept,
            Act.DECLINE_HANDOVER: decline,
            Act.TAKE_BACK_HANDOVER: take_back,
        }
    )


def accept(click: Click, at: Hearing) -> None:
    """Accept the ownership of an experiment."""
    value = click.value(HandoverValue)
    handovers.accept(at.desk, value.experiment, value.place, by=click.by, now=at.now)


def decline(click: Click, at: Hearing) -> None:
    """Decline the ownership of an experiment."""
    value = click.value(HandoverValue)
    handovers.decline(at.desk, value.experiment, value.place, by=click.by, now=at.now)


def take_back(click: Click, at: Hearing) -> None:
    """Take a handover back before it is answered."""
    value = click.value(HandoverValue)
    handovers.take_back(at.desk, value.experiment, value.place, by=click.by, now=at.now)
