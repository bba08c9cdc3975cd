"""How the answers to what people type reach Slack."""

import re
from collections.abc import Iterator, Mapping

from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block

from bot.button_values import PERMALINK
from bot.deliver.delivery import NOT_THERE, Deliver, Delivery, say, say_live, say_privately
from bot.draw.answering import decision_answer, help_answer, named_answer
from bot.draw.learning import insights_files, insights_page
from bot.draw.message import Message
from bot.draw.waiting import waits_message
from flows.answering import named
from flows.experiments import sheets
from flows.learning import insights
from flows.people import team
from flows.waiting.waits import page_for
from rules.answering.letters import HelpLetter, NamedLetter, TypedDecisionLetter
from rules.learning.letters import InsightsDataLetter, InsightsLetter
from rules.letters import Letter
from rules.paging import page_of
from rules.waiting.waits import Waiting

# What Slack answers to a block that it does not know, or not there.
NO_CHARTS = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})


def deliver_typed_decision(letter: TypedDecisionLetter, delivery: Delivery) -> None:
    """Answer who typed a decision in the thread where they did, as things stand now."""
    sheet = sheets.sheet(delivery.desk, letter.experiment)
    person = team.member_of(delivery.desk, letter.user).person
    drawn = decision_answer.decision_answer(sheet, person, letter.verdict)
    say_privately(delivery, letter.user, letter.channel, drawn, letter.thread)


def deliver_help(letter: HelpLetter, delivery: Delivery) -> None:
    """Answer who spoke to Assay where they did: privately in a channel, plainly in a direct message."""
    drawn, experiments = help_now(letter, delivery)
    if letter.is_direct:
        say_live(delivery, letter, experiments, letter.channel, drawn, letter.thread)
    else:
        say_privately(delivery, letter.user, letter.channel, drawn, letter.thread)


def help_now(letter: HelpLetter, delivery: Delivery) -> tuple[Message, frozenset[int]]:
    """Return the answer as it is now, and the experiments that it shows."""
    # What was shown when they asked may be hidden from them by now.
    found = sheets.shown(delivery.desk.seen_by(letter.user, letter.channel), letter.experiments)
    member = team.member_of(delivery.desk, letter.user)
    waits, links = page_for(delivery.desk, letter.user, delivery.now, 0, waits_message.FEW)
    waiting = tuple(waiting_blocks(letter, waits, links)) if member.is_person else ()
    link = "" if letter.is_direct else permalink(delivery, letter.channel, letter.ts)
    drawn = help_answer.help_answer(found, member.person, letter.text, letter.verdict, link, waiting)
    shown = page_of(waits, 0, waits_message.FEW).shown
    return drawn, frozenset({*letter.experiments, *(one.experiment for one in shown)} - {0})


def waiting_blocks(
    letter: HelpLetter, waits: tuple[Waiting, ...], links: Mapping[int, str]
) -> Iterator[Block]:
    """Return what waits for who spoke to Assay; where they asked about experiments, how those are decided takes its room, and
    only how much waits is told, if anything else does."""
    if not letter.experiments:
        return waits_message.first_waits(waits, links)
    waits_elsewhere = any(one.experiment not in letter.experiments for one in waits)
    return waits_message.first_waits(waits if waits_elsewhere else (), links, 0)


def deliver_named(letter: NamedLetter, delivery: Delivery) -> None:
    """Tell a thread where the experiments stand of which it speaks; a channel that Assay cannot write in goes without."""
    numbers = named.unanswered(delivery.desk, letter)
    found = [sheets.sheet(delivery.desk, number) for number in numbers]
    if not found:
        return
    try:
        posting = say(delivery, letter.channel, named_answer.named_answer(found), letter.thread)
    except SlackApiError as error:
        if error.response.get("error") not in NOT_THERE:
            raise
        return
    named.keep_answered(delivery.desk, letter, numbers, posting)


def deliver_insights(letter: InsightsLetter, delivery: Delivery) -> None:
    """Tell one person what the history says, with charts, or without them where Slack does not draw them yet."""
    sheet = insights.insights(delivery.desk.seen_by(letter.user), letter.choice, delivery.now)
    try:
        say_privately(delivery, letter.user, letter.channel, insights_page.insights_message(sheet))
    except SlackApiError as error:
        if error.response.get("error") not in NO_CHARTS:
            raise
        drawn = insights_page.insights_message(sheet, charts=False)
        say_privately(delivery, letter.user, letter.channel, drawn)


def deliver_insights_data(letter: InsightsDataLetter, delivery: Delivery) -> None:
    """Bring the data of the insights to one person, in a direct message."""
    sheet = insights.insights(delivery.desk.seen_by(letter.user), letter.choice, delivery.now)
    posting = say(delivery, letter.user, insights_files.data_message(sheet))
    delivery.slack.files_upload_v2(channel=posting.channel, file_uploads=insights_files.data_files(sheet))


def permalink(delivery: Delivery, channel: str, ts: str) -> str:
    """Return the address of a message; nothing where it is gone, or Slack does not say."""
    try:
        link = str(delivery.slack.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
    except SlackApiError:
        return ""
    return link if re.fullmatch(PERMALINK, link) else ""


DELIVERIES: dict[type[Letter], Deliver] = {
    TypedDecisionLetter: deliver_typed_decision,
    HelpLetter: deliver_help,
    NamedLetter: deliver_named,
    InsightsLetter: deliver_insights,
    InsightsDataLetter: deliver_insights_data,
}
