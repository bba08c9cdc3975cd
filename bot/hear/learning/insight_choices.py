"""What is chosen of the insights, in words or by a menu, and the button that brings their data."""

from bot.button_values import InsightsValue
from bot.draw import answers
from bot.draw.learning.insights_files import ASKED
from bot.draw.learning.insights_page import insights_message
from bot.draw.message import Message
from bot.hear.aside import Instead
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, SlashCommand
from bot.hear.typed_text import with_names
from bot.ids import Act
from flows.learning import insights


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(actions={Act.CHOOSE_SPAN: choose, Act.CHOOSE_PROJECT: choose, Act.TAKE_DATA: take_data})


def ask_in_words(command: SlashCommand, at: Hearing, typed: str) -> None:
    """Owe what the history says of the typed time and project: its charts are drawn after the acknowledgement."""
    choice = insights.choice_of(at.desk, with_names(typed, at.desk), by=command.by, now=at.now)
    channel, request = command.channel_id, command.request
    insights.ask(at.desk, choice, by=command.by, channel=channel, now=at.now, request=request)


def choose(click: Click, at: Hearing) -> Instead:
    """Show the insights of another choice in the place of those that were clicked."""
    sheet = insights.insights(at.desk, click.value(InsightsValue).choice, at.now)
    return Instead(insights_message(sheet), or_else=insights_message(sheet, charts=False))


def take_data(click: Click, at: Hearing) -> Message:
    """Ask for the data of the insights that are shown."""
    insights.ask_for_data(at.desk, click.value(InsightsValue).choice, by=click.by, now=at.now)
    return answers.done(ASKED)
