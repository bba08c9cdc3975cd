"""Word to the channel that everybody can vote now, which is edited once voting is over."""

from bot.draw.blocks import actions, section
from bot.draw.ceremonies.retro.retro_board import vote_button
from bot.draw.message import Message
from rules.ceremonies.retro.retros import RetroSheet, RetroStep
from rules.words import counted

OVER = "Voting in the retrospective is over; its board shows the results."


def voting_word(sheet: RetroSheet) -> Message:
    """Return word that voting is open, with its button, or that it is over."""
    if sheet.step is not RetroStep.VOTING:
        return Message(OVER, (section(OVER),))
    votes = counted(sheet.holding.options.votes, "vote")
    text = f"Voting is open in the retrospective: everybody has {votes}. The cards stand in its board above."
    return Message(text, (section(text), actions(vote_button(sheet))))
