"""How the letters of the retrospective reach Slack: its board, the word that voting is open, and its summary."""

from bot.deliver.delivery import Deliver, Delivery, edit, place
from bot.draw.ceremonies.retro import retro_board, retro_voting
from flows.ceremonies.reminders import remind_next_morning
from flows.ceremonies.retro import retros
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.retro.letters import (
    ActionReminderLetter,
    RetroBoardLetter,
    RetroSummaryLetter,
    RetroVotingLetter,
)
from rules.ceremonies.retro.retros import RetroStep
from rules.letters import Letter
from rules.message_keys import part_of
from rules.waiting.waits import WaitKind

BOARD, VOTING, SUMMARY = "board", "voting", "summary"
# A retrospective that is moved or skipped posts nothing that does not stand there already.
POSTED = (Standing.OPEN, Standing.CLOSED)


def deliver_board(letter: RetroBoardLetter, delivery: Delivery) -> None:
    """Post the board of a retrospective, or edit it where it stands."""
    sheet = retros.sheet(delivery.desk, letter.holding, delivery.now)
    key, drawn = part_of(letter.holding, BOARD), retro_board.board(sheet)
    if sheet.holding.standing in POSTED:
        place(delivery, key, drawn, to=letter.holding.channel)
    else:
        edit(delivery, key, drawn)


def deliver_voting(letter: RetroVotingLetter, delivery: Delivery) -> None:
    """Tell the channel that voting is open, once; what stands of it is edited when voting is over."""
    sheet = retros.sheet(delivery.desk, letter.holding, delivery.now)
    key, drawn = part_of(letter.holding, VOTING), retro_voting.voting_word(sheet)
    if sheet.step is RetroStep.VOTING and sheet.topics:
        place(delivery, key, drawn, to=letter.holding.channel)
    else:
        edit(delivery, key, drawn)


def deliver_summary(letter: RetroSummaryLetter, delivery: Delivery) -> None:
    """Post the summary of a retrospective that is over, or edit it."""
    sheet = retros.sheet(delivery.desk, letter.holding, delivery.now)
    if sheet.holding.standing is Standing.CLOSED:
        key = part_of(letter.holding, SUMMARY)
        place(delivery, key, retro_board.summary(sheet), to=letter.holding.channel)


def deliver_reminder(letter: ActionReminderLetter, delivery: Delivery) -> None:
    """Let the next list remind the owner of an action, unless it is done meanwhile."""
    remind_next_morning(delivery.desk, WaitKind.ACTION, letter.action, delivery.now)


DELIVERIES: dict[type[Letter], Deliver] = {
    RetroBoardLetter: deliver_board,
    RetroVotingLetter: deliver_voting,
    RetroSummaryLetter: deliver_summary,
    ActionReminderLetter: deliver_reminder,
}
