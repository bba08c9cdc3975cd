"""The form of a workspace's settings: what is set, where it comes from, and what was set aside."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ConversationFilter, ConversationSelectElement, InputBlock
from slack_sdk.models.views import View

from bot.button_values import Value
from bot.draw.blocks import context, header
from bot.draw.inputs import choice_input, labelled, modal, option, people_input, text_input, worded
from bot.draw.text import people
from bot.draw.waiting.home_page import parked_block
from bot.ids import Form, Input
from rules.people.workspace_settings import WorkspaceSettings
from rules.recorders import Recorders
from rules.waiting.settings.settings_drafts import SettingsSheet, hours_text, term_lines

PLAIN = WorkspaceSettings()


def settings_form(sheet: SettingsSheet) -> View:
    """Return the form of the settings, for an admin."""
    return modal(Form.SETTINGS, "Settings", "Save", Value(), tuple(blocks_of(sheet)))


def blocks_of(sheet: SettingsSheet) -> Iterator[Block]:
    """Yield the inputs of the form, then the messages that were set aside."""
    now = sheet.settings
    yield context(
        "They hold for the whole workspace. Each change is kept in the journal and told to the other admins."
    )
    yield channel_input(sheet)
    yield people_input(
        Input.ADMINS, "Admins", sheet.admins, hint="They give duties and change these settings."
    )
    if sheet.by_slack or sheet.by_process:
        yield context(" · ".join(others(sheet)))
    seats = [option("One", "one"), option("Several", "many")]
    yield choice_input(
        Input.SEATS,
        "Reviews of one board that one person may give",
        seats,
        "one" if now.one_seat_each else "many",
        hint=where_from(
            now.one_seat_each,
            PLAIN.one_seat_each,
            "It holds from the next submission. A promotion always needs three people.",
        ),
    )
    yield choice_input(
        Input.RECORDERS,
        "Who may record values",
        worded(Recorders),
        now.recorders.value,
        hint=where_from(now.recorders, PLAIN.recorders),
    )
    links = [option("Answered once in their thread", "on"), option("Left alone", "off")]
    yield choice_input(
        Input.LINKS,
        "Messages that name an experiment",
        links,
        "on" if now.answers_named else "off",
        hint=where_from(now.answers_named, PLAIN.answers_named),
    )
    terms = (now.due_days, dict(now.due_by_workstream))
    yield text_input(
        Input.DUE,
        "Working days until a review or an approval is due",
        term_lines(now),
        multiline=True,
        hint=where_from(
            terms, (PLAIN.due_days, {}), "Another line for each workstream that differs: production 1 day."
        ),
    )
    yield text_input(
        Input.HOURS,
        "Working hours of those who set none",
        hours_text(now.hours),
        hint=where_from(now.hours, PLAIN.hours, "With days where they differ: 8-16 sun-thu."),
    )
    yield from kept(now)
    yield from set_aside(sheet)


def channel_input(sheet: SettingsSheet) -> InputBlock:
    """Return the picker of the review channel."""
    chosen = sheet.settings.review_channel
    first = "the one of ASSAY_REVIEW_CHANNEL" if sheet.first_channel else "the channel of each proposal"
    hint = "Set here." if chosen else f"Not set here: it is {first}."
    element = ConversationSelectElement(
        action_id=Input.REVIEW_CHANNEL.value,
        initial_conversation=chosen or sheet.first_channel or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return labelled(
        Input.REVIEW_CHANNEL,
        "Review channel",
        element,
        optional=True,
        hint=f"{hint} Cards of new experiments stand there.",
    )


def others(sheet: SettingsSheet) -> Iterator[str]:
    """Yield who else is an admin, and by what."""
    if sheet.by_slack:
        yield f"Also admins, by Slack: {people(sheet.by_slack)}"
    if sheet.by_process:
        yield f"Also admins, by ASSAY_ADMINS: {people(sheet.by_process)}"


def kept(now: WorkspaceSettings) -> Iterator[Block]:
    """Yield for how long what is no decision is kept."""
    yield text_input(
        Input.ANSWERS_DAYS,
        "Days for which answers of standups are kept",
        str(now.answers_days) if now.answers_days else "",
        optional=True,
        hint=where_from(
            now.answers_days,
            PLAIN.answers_days,
            "Past absences too. Empty: for ever. Decisions are always kept.",
        ),
    )
    yield text_input(
        Input.LETTERS_DAYS,
        "Days for which sent messages are kept",
        str(now.letters_days),
        hint=where_from(
            now.letters_days, PLAIN.letters_days, "These are copies that Assay keeps; in Slack they stay."
        ),
    )


def set_aside(sheet: SettingsSheet) -> Iterator[Block]:
    """Yield the messages that were set aside, each with its reason and the button to try it again."""
    if sheet.health and sheet.health.parked:
        yield header("Messages that were set aside")
        for one in sheet.health.parked:
            yield parked_block(one)


def where_from(value: object, first: object, more: str = "") -> str:
    """Return whether a value was set here or is the one that every workspace begins with."""
    return f"{'The default.' if value == first else 'Set here.'} {more}".rstrip()
