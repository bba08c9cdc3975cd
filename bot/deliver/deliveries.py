"""How each kind of letter reaches Slack: read today's facts, draw them, post or edit."""

import contextlib
from datetime import datetime

from pydantic import TypeAdapter
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.deliver import (
    ceremony_deliveries,
    journal_deliveries,
    mlflow_deliveries,
    retro_deliveries,
    review_deliveries,
    standup_deliveries,
)
from bot.deliver.delivery import Deliver, Delivery, say, say_privately, was_edited
from bot.draw import answers
from bot.draw.experiments import experiment_card
from bot.draw.learning import insights_page
from bot.draw.lifecycle import board_message, gate_message, notices
from bot.draw.message import Message
from bot.draw.promotion import attachments, plan_message
from bot.outside.mlflow import Tracking
from bot.outside.promtool import Promtool
from flows import outbox
from flows.desk import Desk
from flows.experiments import sheets
from flows.learning import insights
from flows.letters import LetterKind
from flows.promotion import plans
from rules.experiments.notices import Notice
from rules.experiments.sheets import ExperimentSheet
from rules.promotion.alert_trials import monitoring
from store.outbox import Errand
from store.postings import Posting

NOTICE = TypeAdapter(Notice)
# What Slack answers to a block that it does not know, or not there.
NO_CHARTS = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})


def deliver(
    desk: Desk,
    slack: WebClient,
    errand: Errand,
    now: datetime,
    promtool: Promtool,
    tracking: Tracking | None = None,
) -> None:
    """Bring one letter to Slack; raises what slack-sdk raises."""
    delivery = Delivery(desk, slack, errand.facts, now, promtool, tracking, errand.attempts)
    DELIVERIES[LetterKind(errand.kind)](delivery)


def sheet_of(delivery: Delivery) -> ExperimentSheet:
    """Return the experiment of a letter as it is now."""
    return sheets.sheet(delivery.desk, delivery.facts["experiment"])


def deliver_card(delivery: Delivery) -> None:
    """Post the one card of an experiment, or edit it where it stands."""
    sheet = sheet_of(delivery)
    place_message(delivery, LetterKind.CARD, 0, experiment_card.experiment_card(sheet), sheet, thread="")


def deliver_board(delivery: Delivery) -> None:
    """Post the board of a revision in the card's thread, or edit it."""
    sheet, revision = sheet_of(delivery), delivery.facts["revision"]
    drawn = board_message.board(sheet, revision)
    place_message(delivery, LetterKind.BOARD, revision, drawn, sheet, thread=thread_of(delivery, sheet))


def deliver_gate(delivery: Delivery) -> None:
    """Post the promotion gate of a round in the card's thread, or edit it."""
    sheet, round_ = sheet_of(delivery), delivery.facts["round"]
    drawn = gate_message.gate(sheet, round_)
    place_message(delivery, LetterKind.GATE, round_, drawn, sheet, thread=thread_of(delivery, sheet))


def place_message(
    delivery: Delivery, kind: LetterKind, ordinal: int, drawn: Message, sheet: ExperimentSheet, *, thread: str
) -> Posting:
    """Edit the message where it stands; post it where it does not stand yet, or no longer."""
    number = sheet.experiment.number
    standing = outbox.posted(delivery.desk, kind, number, ordinal)
    if standing and was_edited(delivery.slack, standing, drawn):
        return standing
    posting = say(delivery, sheet.experiment.channel, drawn, thread)
    # Kept before anything else can fail: a message that is known is edited, one that is not is posted again.
    outbox.keep_posting(delivery.desk, kind, number, ordinal, posting)
    if kind is LetterKind.CARD:
        keep_link(delivery, number, posting)
    return posting


def keep_link(delivery: Delivery, number: int, posting: Posting) -> None:
    """Remember the permalink of a card; without one, lists name the card and do not link to it."""
    with contextlib.suppress(SlackApiError):
        answer = delivery.slack.chat_getPermalink(channel=posting.channel, message_ts=posting.ts)
        linked = Posting(posting.channel, posting.ts, answer["permalink"])
        outbox.keep_posting(delivery.desk, LetterKind.CARD, number, 0, linked)


def thread_of(delivery: Delivery, sheet: ExperimentSheet) -> str:
    """Return the thread of an experiment's card; a card that never reached its channel is posted first."""
    number = sheet.experiment.number
    card = outbox.posted(delivery.desk, LetterKind.CARD, number)
    if card is None:
        drawn = experiment_card.experiment_card(sheet)
        card = place_message(delivery, LetterKind.CARD, 0, drawn, sheet, thread="")
    return card.ts


def reply(delivery: Delivery, sheet: ExperimentSheet, drawn: Message) -> None:
    """Post a reply in the thread of an experiment's card."""
    say(delivery, sheet.experiment.channel, drawn, thread_of(delivery, sheet))


def deliver_notice(delivery: Delivery) -> None:
    """Tell in the thread what happened, and ping who must act."""
    sheet = sheet_of(delivery)
    reply(delivery, sheet, notices.notice(sheet, NOTICE.validate_python(delivery.facts["notice"])))


def deliver_plan(delivery: Delivery) -> None:
    """Post the deployment plan of a promotion."""
    sheet = sheet_of(delivery)
    made = plans.plan(delivery.desk, sheet.experiment.number, delivery.facts["round"])
    reply(delivery, sheet, plan_message.plan_message(sheet, made))


def deliver_plan_file(delivery: Delivery) -> None:
    """Attach the deployment plan of a promotion and its monitoring as files, once the alerts have been tried."""
    sheet = sheet_of(delivery)
    made = plans.plan(delivery.desk, sheet.experiment.number, delivery.facts["round"])
    set_up = monitoring(made, sheet.team.name(made.rollback_owner))
    trial = delivery.promtool.trial(set_up)
    delivery.slack.files_upload_v2(
        channel=sheet.experiment.channel,
        thread_ts=thread_of(delivery, sheet),
        initial_comment=attachments.above(made, trial),
        file_uploads=list(attachments.files(made, set_up, trial, sheet.team)),
    )


def deliver_answer(delivery: Delivery) -> None:
    """Tell one person privately where they asked."""
    facts = delivery.facts
    say_privately(delivery, facts["user"], facts["channel"], answers.done(facts["text"]))


def deliver_insights(delivery: Delivery) -> None:
    """Tell one person what the history says, with charts, or without them where Slack does not draw them yet."""
    user, channel = delivery.facts["user"], delivery.facts["channel"]
    found = insights.insights(delivery.desk, delivery.now)
    try:
        say_privately(delivery, user, channel, insights_page.insights_message(found))
    except SlackApiError as error:
        if error.response.get("error") not in NO_CHARTS:
            raise
        say_privately(delivery, user, channel, insights_page.insights_message(found, charts=False))


def deliver_parked(delivery: Delivery) -> None:
    """Tell an admin which letter Slack refused for good, and why."""
    drawn = answers.parked(delivery.facts)
    delivery.slack.chat_postMessage(channel=delivery.facts["to"], **drawn.payload())


DELIVERIES: dict[LetterKind, Deliver] = {
    LetterKind.CARD: deliver_card,
    LetterKind.BOARD: deliver_board,
    LetterKind.GATE: deliver_gate,
    LetterKind.NOTICE: deliver_notice,
    LetterKind.PLAN: deliver_plan,
    LetterKind.PLAN_FILE: deliver_plan_file,
    LetterKind.ANSWER: deliver_answer,
    LetterKind.INSIGHTS: deliver_insights,
    LetterKind.PARKED: deliver_parked,
    **ceremony_deliveries.DELIVERIES,
    **review_deliveries.DELIVERIES,
    **retro_deliveries.DELIVERIES,
    **mlflow_deliveries.DELIVERIES,
    **standup_deliveries.DELIVERIES,
    **journal_deliveries.DELIVERIES,
}
