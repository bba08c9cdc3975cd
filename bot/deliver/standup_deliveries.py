"""How the letters of the daily standup reach Slack: its prompt, its summary, and the messages to people."""

from bot.deliver.delivery import Deliver, Delivery, edit, place, say_privately
from bot.draw.ceremonies.standup import standup_messages
from bot.draw.experiments import blocker_lines
from flows import outbox
from flows.ceremonies.standup import blockers, standups
from flows.people import team
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.standup.check_ins import Silence
from rules.ceremonies.standup.letters import (
    BlockerCallLetter,
    CheckedInLetter,
    NamedBlockerLetter,
    StandupAskLetter,
    StandupNudgeLetter,
    StandupPromptLetter,
    StandupSummaryLetter,
)
from rules.letters import Letter
from rules.message_keys import ask_of, call_of, named_of, nudge_of, part_of

PROMPT, SUMMARY = "prompt", "summary"
# Before it opens and when it is skipped, nothing is posted that does not stand there already.
POSTED = (Standing.OPEN, Standing.CLOSED)


def deliver_prompt(letter: StandupPromptLetter, delivery: Delivery) -> None:
    """Post the prompt of a standup, or edit it."""
    sheet = standups.sheet(delivery.desk, letter.holding)
    key, drawn = part_of(letter.holding, PROMPT), standup_messages.prompt(sheet)
    if sheet.holding.standing in POSTED:
        place(delivery, key, drawn, to=letter.holding.channel)
    else:
        edit(delivery, key, drawn)


def deliver_summary(letter: StandupSummaryLetter, delivery: Delivery) -> None:
    """Post the summary of a standup that is closed, or edit it; where nobody checked in, the prompt says so."""
    sheet = standups.sheet(delivery.desk, letter.holding)
    if sheet.holding.standing is Standing.CLOSED and sheet.check_ins:
        key = part_of(letter.holding, SUMMARY)
        place(delivery, key, standup_messages.summary(sheet), to=letter.holding.channel)


def deliver_ask(letter: StandupAskLetter, delivery: Delivery) -> None:
    """Ask somebody for their check-in by message, or show there that they gave it."""
    sheet = standups.sheet(delivery.desk, letter.holding)
    key, drawn = ask_of(letter.holding, letter.user), standup_messages.ask(sheet, letter.user)
    if letter.user in sheet.answered:
        edit(delivery, key, drawn)
    else:
        place(delivery, key, drawn, to=letter.user)


def deliver_nudge(letter: StandupNudgeLetter, delivery: Delivery) -> None:
    """Remind somebody, unless they have answered or gone away meanwhile; show there that they gave it."""
    user = letter.user
    sheet = standups.sheet(delivery.desk, letter.holding)
    key, drawn = nudge_of(letter.holding, user), standup_messages.nudge(sheet, user)
    if user not in sheet.answered and sheet.why_silent(user) is Silence.SILENT:
        place(delivery, key, drawn, to=user)
    else:
        edit(delivery, key, drawn)


def deliver_checked_in(letter: CheckedInLetter, delivery: Delivery) -> None:
    """Tell somebody privately that they have checked in; in a message that asked for it they see it already."""
    user = letter.user
    asking = (outbox.posted(delivery.desk, key(letter.holding, user)) for key in (ask_of, nudge_of))
    if letter.channel in {posting.channel for posting in asking if posting}:
        return
    sheet = standups.sheet(delivery.desk, letter.holding)
    say_privately(delivery, user, letter.channel, standup_messages.checked_in(sheet, user))


def deliver_call(letter: BlockerCallLetter, delivery: Delivery) -> None:
    """Ask in the thread of the summary who takes care of a blocker, or show there who does."""
    holding = letter.holding
    blocker = blockers.called_for(delivery.desk, letter.blocker)
    above = outbox.posted(delivery.desk, part_of(holding, SUMMARY))
    facilitator = standups.sheet(delivery.desk, holding).holding.facilitator
    drawn = blocker_lines.owner_call(blocker, team.named(delivery.desk, blocker), facilitator)
    key = call_of(holding, blocker.number)
    place(delivery, key, drawn, to=holding.channel, thread=above.ts if above else "")


def deliver_named(letter: NamedBlockerLetter, delivery: Delivery) -> None:
    """Tell the channel of a blocker as soon as it is named, or show there what became of it."""
    key, blocker = named_of(letter.blocker), blockers.named_one(delivery.desk, letter.blocker)
    if blocker is None:
        edit(delivery, key, blocker_lines.no_longer_named())
        return
    drawn = blocker_lines.named_message(blocker, blockers.team_of(delivery.desk, blocker))
    place(delivery, key, drawn, to=blocker.channel)


DELIVERIES: dict[type[Letter], Deliver] = {
    StandupPromptLetter: deliver_prompt,
    StandupSummaryLetter: deliver_summary,
    StandupAskLetter: deliver_ask,
    StandupNudgeLetter: deliver_nudge,
    CheckedInLetter: deliver_checked_in,
    BlockerCallLetter: deliver_call,
    NamedBlockerLetter: deliver_named,
}
