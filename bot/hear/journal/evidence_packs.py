"""The button that brings an admin the evidence pack of an experiment."""

from bot.button_values import ExperimentValue
from bot.draw import answers
from bot.draw.journal.journal_messages import pack_asked
from bot.draw.message import Message
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click
from bot.ids import Act
from flows.packs import evidence


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(actions={Act.TAKE_PACK: take_pack})


def take_pack(click: Click, at: Hearing) -> Message:
    """Ask for the evidence pack of an experiment."""
    number = click.value(ExperimentValue).experiment
    experiment = evidence.ask_for_pack(at.desk, number, by=click.by, now=at.now)
    return answers.done(pack_asked(experiment.key))
