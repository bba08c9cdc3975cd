"""How the letters of the retrospective reach Slack: its board, its summary, and reminders of actions."""

from bot.deliver.delivery import Deliver, Delivery, edit_part, place_part, say
from bot.draw.ceremonies.retro import retro_board
from flows.ceremonies.retro import retro_actions, retros
from flows.letters import LetterKind
from rules.ceremonies.ceremonies import Standing

BOARD, SUMMARY = "board", "summary"
# A retrospective that is moved or skipped posts nothing that does not stand there already.
POSTED = (Standing.OPEN, Standing.CLOSED)


def deliver_board(delivery: Delivery) -> None:
    """Post the board of a retrospective, or edit it where it stands."""
    sheet = retros.sheet(delivery.desk, delivery.holding, delivery.now)
    place = place_part if sheet.holding.standing in POSTED else edit_part
    place(delivery, delivery.holding, BOARD, retro_board.board(sheet))


def deliver_summary(delivery: Delivery) -> None:
    """Post the summary of a retrospective that is over, or edit it."""
    sheet = retros.sheet(delivery.desk, delivery.holding, delivery.now)
    if sheet.holding.standing is Standing.CLOSED:
        place_part(delivery, delivery.holding, SUMMARY, retro_board.summary(sheet))


def deliver_reminder(delivery: Delivery) -> None:
    """Remind the owner of an action, unless it is done meanwhile."""
    action = retro_actions.action(delivery.desk, delivery.facts["action"])
    if action.is_open:
        say(delivery, delivery.facts["user"], retro_board.reminder(action))


DELIVERIES: dict[LetterKind, Deliver] = {
    LetterKind.RETRO_BOARD: deliver_board,
    LetterKind.RETRO_SUMMARY: deliver_summary,
    LetterKind.RETRO_REMINDER: deliver_reminder,
}
