"""How each kind of letter reaches Slack: read today's facts, draw them, post or edit."""

import contextlib
import json

from slack_sdk.errors import SlackApiError

from bot.deliver import (
    answering_deliveries,
    ceremony_deliveries,
    home_deliveries,
    journal_deliveries,
    mlflow_deliveries,
    reminder_deliveries,
    retro_deliveries,
    review_deliveries,
    standup_deliveries,
    workflow_deliveries,
)
from bot.deliver.answering_deliveries import help_now
from bot.deliver.delivery import (
    Deliver,
    Delivery,
    buttons_of,
    edit,
    files_found_again,
    place,
    say,
    say_live,
    say_privately,
    try_edit,
)
from bot.deliver.people import channel_deliveries, token_deliveries
from bot.deliver.reminder_deliveries import owner_reminder_now
from bot.draw import answers
from bot.draw.experiments import experiment_card
from bot.draw.lifecycle import board_message, gate_message, handover_message, notices, question_message
from bot.draw.message import Message
from bot.draw.promotion import attachments, plan_message
from flows import outbox
from flows.experiments import live_messages, sheets
from flows.lifecycle.timed_sheets import timed_sheet
from flows.people.homes import refresh
from flows.promotion import plans
from flows.waiting import reminders
from flows.workflows import executions
from rules.answering.letters import HelpLetter
from rules.experiments.letters import (
    BoardLetter,
    CardLetter,
    GateLetter,
    HandoverLetter,
    LiveMessagesLetter,
    NoticeLetter,
    OverrideLetter,
    PlanLetter,
    QuestionLetter,
)
from rules.experiments.notices import NoticeTopic
from rules.experiments.sheets import ExperimentSheet
from rules.letters import AgainLetter, AnswerLetter, Letter, ParkedLetter
from rules.lifecycle.overriding import asked_notice
from rules.message_keys import (
    MessageKey,
    board_of,
    card_of,
    gate_of,
    handover_of,
    moment_of,
    override_of,
    question_of,
)
from rules.promotion.alert_trials import Trial, monitoring
from rules.waiting.experiment_waits import concerned
from rules.waiting.letters import OwnerReminderLetter
from store.postings import Posting

# What Slack answers where a workspace takes no such files; the plan has to stand all the same.
NO_FILES = frozenset(
    {
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "file_upload_size_restricted",
        "file_type_not_allowed",
        "storage_limit_reached",
    }
)


def deliver(letter: Letter, delivery: Delivery) -> None:
    """Bring one letter to Slack; raises what slack-sdk raises."""
    DELIVERIES[type(letter)](letter, delivery)


def deliver_card(letter: CardLetter, delivery: Delivery) -> None:
    """Post the one card of an experiment, or edit it where it stands."""
    sheet = timed_sheet(delivery.desk, letter.experiment, delivery.now)
    # Each deed on an experiment owes its card; here the Homes and the reminders that show it, and the workflows that wait
    # for it, are owed their word, so that no click pays for them.
    refresh(delivery.desk, concerned(sheet.experiment, sheet.team), delivery.now)
    reminders.keep_true(delivery.desk, letter.experiment, delivery.now)
    live_messages.owe_redrawn(delivery.desk, letter.experiment, delivery.now)
    executions.tell_decided(delivery.desk, letter.experiment, delivery.now)
    place_card(delivery, sheet)


def place_card(delivery: Delivery, sheet: ExperimentSheet) -> Posting:
    """Return where the card of an experiment stands, drawn anew."""
    experiment = sheet.experiment
    key = card_of(experiment.number)
    card = place(delivery, key, experiment_card.experiment_card(sheet), to=experiment.channel)
    if not card.link:
        keep_link(delivery, key, card)
    return card


def keep_link(delivery: Delivery, key: MessageKey, card: Posting) -> None:
    """Remember the permalink of a card; without one, lists name the card and do not link to it."""
    with contextlib.suppress(SlackApiError):
        answer = delivery.slack.chat_getPermalink(channel=card.channel, message_ts=card.ts)
        outbox.keep_posting(delivery.desk, key, Posting(card.channel, card.ts, answer["permalink"]))


def thread_of(delivery: Delivery, sheet: ExperimentSheet) -> str:
    """Return the thread of an experiment's card; a card that never reached its channel is posted first."""
    card = outbox.posted(delivery.desk, card_of(sheet.experiment.number))
    return (card or place_card(delivery, sheet)).ts


def place_in_thread(delivery: Delivery, key: MessageKey, sheet: ExperimentSheet, drawn: Message) -> None:
    """Post a message in the thread of an experiment's card, or edit it where it stands."""
    place(delivery, key, drawn, to=sheet.experiment.channel, thread=thread_of(delivery, sheet))


def reply(delivery: Delivery, sheet: ExperimentSheet, drawn: Message) -> None:
    """Post a reply in the thread of an experiment's card."""
    say(delivery, sheet.experiment.channel, drawn, thread_of(delivery, sheet))


def deliver_board(letter: BoardLetter, delivery: Delivery) -> None:
    """Post the board of a revision in the card's thread, or edit it."""
    sheet = timed_sheet(delivery.desk, letter.experiment, delivery.now)
    drawn = board_message.board(sheet, letter.revision)
    place_in_thread(delivery, board_of(letter.experiment, letter.revision), sheet, drawn)


def deliver_gate(letter: GateLetter, delivery: Delivery) -> None:
    """Post the promotion gate of a round in the card's thread, or edit it."""
    sheet = timed_sheet(delivery.desk, letter.experiment, delivery.now)
    drawn = gate_message.gate(sheet, letter.round)
    place_in_thread(delivery, gate_of(letter.experiment, letter.round), sheet, drawn)


def deliver_handover(letter: HandoverLetter, delivery: Delivery) -> None:
    """Ask somebody in the card's thread to take an experiment over, or edit the question: it was answered."""
    sheet = sheets.sheet(delivery.desk, letter.experiment)
    drawn = handover_message.handover(sheet, letter.place)
    place_in_thread(delivery, handover_of(letter.experiment, letter.place), sheet, drawn)


def deliver_question(letter: QuestionLetter, delivery: Delivery) -> None:
    """Ask the owner in the card's thread what somebody wants to know before they decide, or edit it: it was answered."""
    sheet = sheets.sheet(delivery.desk, letter.experiment)
    drawn = question_message.question(sheet, letter.place)
    place_in_thread(delivery, question_of(letter.experiment, letter.place), sheet, drawn)


def deliver_notice(letter: NoticeLetter, delivery: Delivery) -> None:
    """Tell in the thread what happened, and ping who must act; a moment stands in the channel too, and once."""
    sheet = sheets.sheet(delivery.desk, letter.experiment, letter.notice)
    told = letter.notice
    drawn = notices.notice(sheet, told)
    if letter.moment is not None:
        key = moment_of(letter.experiment, told.topic.value, letter.moment)
        channel, thread = sheet.experiment.channel, thread_of(delivery, sheet)
        posting = place(delivery, key, drawn, to=channel, thread=thread, is_for_all=True)
        live_messages.keep_message(
            delivery.desk, letter, posting, (letter.experiment,), buttons_of(drawn), delivery.now
        )
    elif told.topic is NoticeTopic.OVERRIDE_ASKED and told.place is not None:
        place_in_thread(delivery, override_of(letter.experiment, told.place), sheet, drawn)
    else:
        channel, thread = sheet.experiment.channel, thread_of(delivery, sheet)
        say_live(delivery, letter, (letter.experiment,), channel, drawn, thread)


def drawn_now(letter: Letter, delivery: Delivery) -> tuple[Message, frozenset[int]]:
    """Return a message that was posted with buttons as it is now, and the experiments that it shows."""
    match letter:
        case NoticeLetter():
            sheet = sheets.sheet(delivery.desk, letter.experiment, letter.notice)
            return notices.notice(sheet, letter.notice), frozenset({letter.experiment})
        case OwnerReminderLetter():
            return owner_reminder_now(letter, delivery), frozenset({letter.experiment})
        case HelpLetter():
            return help_now(letter, delivery)
        case _:
            raise TypeError(f"a letter of the kind {letter.kind} leaves nothing to press")


def deliver_live(letter: LiveMessagesLetter, delivery: Delivery) -> None:
    """Draw the messages about an experiment anew whose buttons changed: what was decided can be pressed no more."""
    for live, of in live_messages.live(delivery.desk, letter.experiment):
        drawn, experiments = drawn_now(of, delivery)
        shown = buttons_of(drawn)
        if shown == live.shown:
            continue
        if not try_edit(delivery.slack, live.posting, drawn):
            shown = ""
        live_messages.keep_message(delivery.desk, of, live.posting, experiments, shown, live.at)


def deliver_override(letter: OverrideLetter, delivery: Delivery) -> None:
    """Draw the notice of an override anew, where it stands: what became of it takes the place of its buttons."""
    sheet = sheets.sheet(delivery.desk, letter.experiment)
    told = asked_notice(sheet.experiment, letter.place)
    edit(delivery, override_of(letter.experiment, letter.place), notices.notice(sheet, told))


def deliver_plan(letter: PlanLetter, delivery: Delivery) -> None:
    """Post the deployment plan of a promotion and its monitoring in one message, once the alerts have been tried."""
    sheet = sheets.sheet(delivery.desk, letter.experiment)
    made = plans.plan(delivery.desk, letter.experiment, letter.round)
    set_up = monitoring(made, sheet.team.name(made.rollback_owner))
    trial = delivery.promtool.trial(set_up) if made.watches else Trial(has_run=False)
    drawn = plan_message.plan_message(sheet, made, attachments.about_files(made, trial))
    channel, thread = sheet.experiment.channel, thread_of(delivery, sheet)
    files = list(attachments.files(made, set_up, trial, sheet.team))
    if files_found_again(delivery, channel, thread, [str(one["filename"]) for one in files]):
        return
    try:
        delivery.slack.files_upload_v2(
            channel=channel,
            thread_ts=thread,
            blocks=json.dumps(drawn.payload()["blocks"]),
            file_uploads=files,
        )
    except SlackApiError as error:
        if error.response.get("error") not in NO_FILES:
            raise
        without = attachments.without_files(made, str(error.response.get("error")))
        reply(delivery, sheet, plan_message.plan_message(sheet, made, without))


def deliver_answer(letter: AnswerLetter, delivery: Delivery) -> None:
    """Tell one person privately where they asked."""
    say_privately(delivery, letter.user, letter.channel, answers.done(letter.text))


def deliver_parked(letter: ParkedLetter, delivery: Delivery) -> None:
    """Tell an admin which letter is set aside, and why."""
    say(delivery, letter.to, answers.parked(letter))


def deliver_again(letter: AgainLetter, delivery: Delivery) -> None:
    """Owe an edit once more whose answer was lost."""
    outbox.put_again(delivery.desk, letter, delivery.now)


DELIVERIES: dict[type[Letter], Deliver] = {
    CardLetter: deliver_card,
    BoardLetter: deliver_board,
    GateLetter: deliver_gate,
    HandoverLetter: deliver_handover,
    QuestionLetter: deliver_question,
    NoticeLetter: deliver_notice,
    LiveMessagesLetter: deliver_live,
    OverrideLetter: deliver_override,
    PlanLetter: deliver_plan,
    AnswerLetter: deliver_answer,
    ParkedLetter: deliver_parked,
    AgainLetter: deliver_again,
    **ceremony_deliveries.DELIVERIES,
    **review_deliveries.DELIVERIES,
    **retro_deliveries.DELIVERIES,
    **mlflow_deliveries.DELIVERIES,
    **standup_deliveries.DELIVERIES,
    **journal_deliveries.DELIVERIES,
    **channel_deliveries.DELIVERIES,
    **token_deliveries.DELIVERIES,
    **reminder_deliveries.DELIVERIES,
    **home_deliveries.DELIVERIES,
    **answering_deliveries.DELIVERIES,
    **workflow_deliveries.DELIVERIES,
}
