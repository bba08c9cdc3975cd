"""How the letters of the daily standup reach Slack: its prompt, its summary, and the messages to people."""

from bot.deliver.delivery import Deliver, Delivery, edit_part, place_part, say, say_privately, was_edited
from bot.draw.ceremonies.standup import standup_messages
from bot.draw.experiments import blocker_lines
from flows import outbox
from flows.ceremonies.standup import blockers, standups
from flows.ceremonies.standup.standups import nudge_part
from flows.letters import LetterKind
from flows.people import team
from rules.ceremonies.ceremonies import Standing
from rules.ceremonies.standup.check_ins import Silence

PROMPT, SUMMARY = "prompt", "summary"
# Before it opens and when it is skipped, nothing is posted that does not stand there already.
POSTED = (Standing.OPEN, Standing.CLOSED)


def deliver_prompt(delivery: Delivery) -> None:
    """Post the prompt of a standup, or edit it."""
    sheet = standups.sheet(delivery.desk, delivery.holding)
    place = place_part if sheet.holding.standing in POSTED else edit_part
    place(delivery, delivery.holding, PROMPT, standup_messages.prompt(sheet))


def deliver_summary(delivery: Delivery) -> None:
    """Post the summary of a standup that is closed, or edit it; where nobody checked in, the prompt says so."""
    sheet = standups.sheet(delivery.desk, delivery.holding)
    if sheet.holding.standing is Standing.CLOSED and sheet.check_ins:
        place_part(delivery, delivery.holding, SUMMARY, standup_messages.summary(sheet))


def deliver_ask(delivery: Delivery) -> None:
    """Ask somebody for their check-in by message, or show there that they gave it."""
    user, holding = delivery.facts["user"], delivery.holding
    sheet = standups.sheet(delivery.desk, holding)
    standing = standups.asked_in(delivery.desk, holding, user)
    if standing and was_edited(delivery.slack, standing, standup_messages.ask(sheet, user)):
        return
    if user not in sheet.answered:
        standups.keep_asked(
            delivery.desk, holding, user, say(delivery, user, standup_messages.ask(sheet, user))
        )


def deliver_nudge(delivery: Delivery) -> None:
    """Remind somebody, unless they have answered or gone away meanwhile; show there that they gave it."""
    user = delivery.facts["user"]
    sheet = standups.sheet(delivery.desk, delivery.holding)
    is_missing = user not in sheet.answered and sheet.why_silent(user) is Silence.SILENT
    if (
        not edit_part(delivery, delivery.holding, nudge_part(user), standup_messages.nudge(sheet, user))
        and is_missing
    ):
        place_part(delivery, delivery.holding, nudge_part(user), standup_messages.nudge(sheet, user), to=user)


def deliver_checked_in(delivery: Delivery) -> None:
    """Tell somebody privately that they have checked in; in a message that asked for it they see it already."""
    user, channel = delivery.facts["user"], delivery.facts["channel"]
    standing = standups.asked_in(delivery.desk, delivery.holding, user)
    nudged = outbox.posted_part(delivery.desk, delivery.holding, nudge_part(user))
    if channel in {posting.channel for posting in (standing, nudged) if posting}:
        return
    sheet = standups.sheet(delivery.desk, delivery.holding)
    say_privately(delivery, user, channel, standup_messages.checked_in(sheet, user))


def deliver_call(delivery: Delivery) -> None:
    """Ask in the thread of the summary who takes care of a blocker, or show there who does."""
    blocker = blockers.called_for(delivery.desk, delivery.facts["blocker"])
    part = f"call:{blocker.number}"
    above = outbox.posted_part(delivery.desk, delivery.holding, SUMMARY)
    facilitator = standups.sheet(delivery.desk, delivery.holding).holding.facilitator
    drawn = blocker_lines.owner_call(blocker, team.everybody(delivery.desk), facilitator)
    place_part(delivery, delivery.holding, part, drawn, thread=above.ts if above else "")


DELIVERIES: dict[LetterKind, Deliver] = {
    LetterKind.STANDUP_PROMPT: deliver_prompt,
    LetterKind.STANDUP_SUMMARY: deliver_summary,
    LetterKind.STANDUP_ASK: deliver_ask,
    LetterKind.STANDUP_NUDGE: deliver_nudge,
    LetterKind.CHECKED_IN: deliver_checked_in,
    LetterKind.BLOCKER_CALL: deliver_call,
}
