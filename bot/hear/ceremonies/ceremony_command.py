"""The command /ceremony, its form, and the swap of a facilitator."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.button_values import HoldingValue, SetupValue
from bot.draw import help
from bot.draw.ceremonies import schedule_forms, schedule_messages
from bot.draw.ceremonies.schedule_forms import DAYS_OF
from bot.draw.message import Message
from bot.hear.command_words import split_first
from bot.hear.forms import open_form, redraw_whole
from bot.hear.hearing import Hearing, Listeners
from bot.hear.payloads import Click, FormSubmission, Opener, SlashCommand
from bot.ids import Act, Command, Form, Input
from bot.outside.channel_members import members_of
from flows.ceremonies import facilitators, feeds, next_holdings, schedules, setups
from rules.ceremonies.ceremony_sheets import SetupSheet
from rules.ceremonies.feeds import FeedState
from rules.ceremonies.setups import ANONYMOUS, CeremonyDraft, SetupDraft, require_channel
from rules.ceremony_names import Ceremony, is_ceremony, read_ceremony
from rules.refusals import Refused

CHANGES: dict[str, Callable[..., object]] = {
    "move": schedules.move,
    "pause": schedules.pause,
    "resume": schedules.resume,
    "skip": schedules.skip,
    "run": schedules.run_now,
}
# “AI ethics review”.
MOST_WORDS = 3
WITH_WORDS = ("move", "skip")
NOTHING_MORE = {
    "pause": "A pause has no day on which it ends; `/ceremony resume` ends it.",
    "resume": "All that is paused or skipped goes on at once, so name nothing beside the ceremony.",
    "run": "It is held now, so name nothing beside the ceremony.",
}
HOW_TO_LEAVE_OUT = "To leave out some days: `/ceremony skip {ceremony} 24 dec - 2 jan`."


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        commands={Command.CEREMONY: answer},
        actions={
            Act.OPEN_CEREMONIES: open_setup,
            Act.WHOLE_SETUP: clicked_more,
            Act.OPEN_SWAP: clicked_swap,
        },
        forms={Form.CEREMONIES: submitted_setup, Form.SWAP: submitted_swap},
    )


def answer(command: SlashCommand, at: Hearing) -> Message | None:
    """Answer /ceremony."""
    word, rest = command.words
    match word or "list":
        case "setup":
            open_setup(command, at)
            return None
        case "list":
            return listed(command, at)
        case "move" | "pause" | "resume" | "skip" | "run":
            change(command, at, word, rest)
            return None
        case "feed":
            return feed(command, at, rest)
        case "help":
            return help.help_message(Command.CEREMONY)
        case unknown:
            raise Refused(help.unknown_word(Command.CEREMONY, unknown, rest))


def listed(command: SlashCommand, at: Hearing) -> Message:
    """Return the ceremonies of a channel."""
    by, channel = command.by, command.channel_id
    require_channel(channel)
    may_manage = feeds.may_manage(at.desk, channel, by)
    state = feeds.state(at.desk, channel, by=by) if may_manage else FeedState.NOT_PUBLIC
    sheets = next_holdings.sheets(at.desk, channel, at.now)
    return schedule_messages.ceremony_list(sheets, may_manage=may_manage, feed=state)


def change(command: SlashCommand, at: Hearing, word: str, rest: str) -> None:
    """Change one ceremony as the words say: which one, and for a move also where to; its channel is told, once."""
    which, words = ceremony_and_words(rest)
    ceremony = read_ceremony(which)
    is_said_anyway = word == "run" and words.casefold() == "now"
    if words and word not in WITH_WORDS and not is_said_anyway:
        raise Refused(f"{NOTHING_MORE[word]} {HOW_TO_LEAVE_OUT.format(ceremony=ceremony.value)}")
    deed = partial(CHANGES[word], words=words) if word in WITH_WORDS else CHANGES[word]
    channel, request = command.channel_id, command.request
    deed(at.desk, channel, ceremony, by=command.by, now=at.now, request=request)


def ceremony_and_words(rest: str) -> tuple[str, str]:
    """Return which ceremony is meant, by the longest beginning of some words that names one, and the words after it."""
    words = rest.split()
    for length in range(min(MOST_WORDS, len(words)), 1, -1):
        if is_ceremony(" ".join(words[:length])):
            return " ".join(words[:length]), " ".join(words[length:])
    return split_first(rest)


def feed(command: SlashCommand, at: Hearing, rest: str) -> Message:
    """Tell how things stand with the channel's calendar, or give it a new address."""
    if rest.casefold() not in ("", "new"):
        raise Refused(
            "Write `/ceremony feed` to hear of the calendar, or `/ceremony feed new` for a new address."
        )
    by, channel = command.by, command.channel_id
    if rest:
        address = feeds.renew(at.desk, channel, by=by, now=at.now, request=command.request)
        return schedule_messages.new_feed(address)
    return schedule_messages.feed_answer(feeds.state(at.desk, channel, by=by))


def open_setup(opener: Opener, at: Hearing) -> None:
    """Open the form of a channel's ceremonies."""
    open_form(opener, at, schedule_forms.ceremonies_form(sheet_here(at, opener.channel_id, opener.by)))


def sheet_here(at: Hearing, channel: str, by: str) -> SetupSheet:
    """Return what is set up in a channel, or what is proposed for its members."""
    here = members_of(at.client, channel)
    return setups.setup_sheet(at.desk, channel, by=by, now=at.now, here=tuple(here))


def clicked_more(click: Click, at: Hearing) -> None:
    """Show all that the form of a channel's ceremonies may say, with what is typed so far."""
    form = click.form
    if form:
        sheet = sheet_here(at, form.value(SetupValue).channel, click.by)
        blocks = schedule_forms.with_rest(form.view.blocks, sheet)
        frame = schedule_forms.ceremonies_form(sheet, is_whole=True)
        redraw_whole(at.client, form.view, frame, blocks)


def submitted_setup(form: FormSubmission, at: Hearing) -> None:
    """Set up the ceremonies as the form says."""
    value = form.value(SetupValue)
    channel = value.channel
    draft = draft_of(form) if value.is_whole else first_draft(form, sheet_here(at, channel, form.by))
    setups.set_up(at.desk, channel, draft, by=form.by, now=at.now, request=form.request)


def first_draft(form: FormSubmission, sheet: SetupSheet) -> SetupDraft:
    """Return which ceremonies were chosen and when, with what stands behind *More* as it is or as it is proposed."""
    options = sheet.options
    return SetupDraft(
        chosen=form.choices(Input.CEREMONIES),
        zone=sheet.zone,
        country=sheet.country,
        expected=sheet.expected,
        ceremonies={
            ceremony: replace(ceremony_draft(form, ceremony), first=first_day_of(sheet, ceremony))
            for ceremony in Ceremony
        },
        anonymity=ANONYMOUS if options.anonymous else "named",
        votes=str(options.votes),
        safety_age=str(options.safety_age_days),
        fairness=f"{options.fairness_ratio:g}",
    )


def first_day_of(sheet: SetupSheet, ceremony: Ceremony) -> str:
    """Return the day from which the two weeks of a ceremony are counted; nothing where it is held every week."""
    day = sheet.first_days.get(ceremony)
    return day.isoformat() if day else ""


def draft_of(form: FormSubmission) -> SetupDraft:
    """Return what was typed into the form of the ceremonies."""
    return SetupDraft(
        chosen=form.choices(Input.CEREMONIES),
        zone=form.text(Input.ZONE),
        country=form.text(Input.COUNTRY),
        expected=form.people(Input.EXPECTED),
        ceremonies={ceremony: ceremony_draft(form, ceremony) for ceremony in Ceremony},
        anonymity=form.text(Input.ANONYMITY),
        votes=form.text(Input.VOTES),
        safety_age=form.text(Input.SAFETY_AGE),
        fairness=form.text(Input.FAIRNESS),
    )


def ceremony_draft(form: FormSubmission, ceremony: Ceremony) -> CeremonyDraft:
    """Return what was typed of one ceremony's timetable."""
    days, at, first = DAYS_OF[ceremony]
    return CeremonyDraft(
        weekdays=form.choices(days), at=form.text(at), first=form.text(first) if first else ""
    )


def clicked_swap(click: Click, at: Hearing) -> None:
    """Open the form that swaps who facilitates, with whose turn is next."""
    holding = click.value(HoldingValue).holding
    found, following = facilitators.swap_choice(at.desk, holding, at.now)
    open_form(click, at, schedule_forms.swap_form(holding, found.facilitator, following))


def submitted_swap(form: FormSubmission, at: Hearing) -> None:
    """Let who was picked facilitate, or else whose turn is next."""
    user = form.person(Input.FACILITATOR)
    holding = form.value(HoldingValue).holding
    facilitators.swap(at.desk, holding, user, by=form.by, now=at.now, request=form.request)
