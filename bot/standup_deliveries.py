"""How the letters of the daily standup reach Slack: its prompt, its summary, and the messages to people."""

from bot.delivery import Deliver, Delivery, edit_part, place_part, say, say_privately, was_edited
from bot.views import blockers as blocker_views
from bot.views import standups as views
from flows import blockers, post, read, standups
from flows.letters import LetterKind
from flows.standups import nudge_part
from rules.ceremonies import Standing
from rules.standups import Silence

PROMPT, SUMMARY = "prompt", "summary"
# Before it opens and when it is skipped, nothing is posted that does not stand there already.
POSTED = (Standing.OPEN, Standing.CLOSED)


def deliver_prompt(delivery: Delivery) -> None:
    """Post the prompt of a standup, or edit it."""
    sheet = standups.sheet(delivery.desk, delivery.holding)
    place = place_part if sheet.occurrence.standing in POSTED else edit_part
    place(delivery, delivery.holding, PROMPT, views.prompt(sheet))


def deliver_summary(delivery: Delivery) -> None:
    """Post the summary of a standup that is closed, or edit it; where nobody checked in, the prompt says so."""
    sheet = standups.sheet(delivery.desk, delivery.holding)
    if sheet.occurrence.standing is Standing.CLOSED and sheet.check_ins:
        place_part(delivery, delivery.holding, SUMMARY, views.summary(sheet))


def deliver_ask(delivery: Delivery) -> None:
    """Ask somebody for their check-in by message, or show there that they gave it."""
    user, holding = delivery.facts["user"], delivery.holding
    sheet = standups.sheet(delivery.desk, holding)
    standing = standups.asked_in(delivery.desk, holding, user)
    if standing and was_edited(delivery.slack, standing, views.ask(sheet, user)):
        return
    if user not in sheet.answered:
        standups.keep_asked(delivery.desk, holding, user, say(delivery, user, views.ask(sheet, user)))


def deliver_nudge(delivery: Delivery) -> None:
    """Remind somebody, unless they have answered or gone away meanwhile; show there that they gave it."""
    user = delivery.facts["user"]
    sheet = standups.sheet(delivery.desk, delivery.holding)
    is_missing = user not in sheet.answered and sheet.why_silent(user) is Silence.SILENT
    if not edit_part(delivery, delivery.holding, nudge_part(user), views.nudge(sheet, user)) and is_missing:
        place_part(delivery, delivery.holding, nudge_part(user), views.nudge(sheet, user), to=user)


def deliver_checked_in(delivery: Delivery) -> None:
    """Tell somebody privately that they have checked in; in a message that asked for it they see it already."""
    user, channel = delivery.facts["user"], delivery.facts["channel"]
    standing = standups.asked_in(delivery.desk, delivery.holding, user)
    nudged = post.posted_part(delivery.desk, delivery.holding, nudge_part(user))
    if channel in {posting.channel for posting in (standing, nudged) if posting}:
        return
    sheet = standups.sheet(delivery.desk, delivery.holding)
    say_privately(delivery, user, channel, views.checked_in(sheet, user))


def deliver_call(delivery: Delivery) -> None:
    """Ask in the thread of the summary who takes care of a blocker, or show there who does."""
    blocker = blockers.called_for(delivery.desk, delivery.facts["blocker"])
    part = f"call:{blocker.number}"
    above = post.posted_part(delivery.desk, delivery.holding, SUMMARY)
    facilitator = standups.sheet(delivery.desk, delivery.holding).occurrence.facilitator
    drawn = blocker_views.owner_call(blocker, read.team(delivery.desk), facilitator)
    place_part(delivery, delivery.holding, part, drawn, thread=above.ts if above else "")


DELIVERIES: dict[LetterKind, Deliver] = {
    LetterKind.STANDUP_PROMPT: deliver_prompt,
    LetterKind.STANDUP_SUMMARY: deliver_summary,
    LetterKind.STANDUP_ASK: deliver_ask,
    LetterKind.STANDUP_NUDGE: deliver_nudge,
    LetterKind.CHECKED_IN: deliver_checked_in,
    LetterKind.BLOCKER_CALL: deliver_call,
}
