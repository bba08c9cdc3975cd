"""The ceremonies of a channel: what comes next, what became of a change, and what their owner should know."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, ButtonElement

from bot.button_values import ChannelValue, HoldingValue
from bot.draw.blocks import actions, button, context, header, section
from bot.draw.message import Message
from bot.draw.text import day, joined, moment, name_as_text, one_line, person, plain_name
from bot.ids import Act
from rules.ceremonies.ceremonies import FORMATS, Schedule
from rules.ceremonies.ceremony_sheets import News, NewsTopic, NextHolding, ScheduleSheet
from rules.ceremonies.feeds import FeedState
from rules.ceremonies.setups import time_words
from rules.ceremony_names import Ceremony, HoldingKey
from rules.dates.typed_times import weekday_words
from rules.people.people import Team
from rules.words import capital, counted, listing

TITLE = "The ceremonies of this channel"
EMPTY = (
    "No ceremonies in this channel yet. `/ceremony setup` opens the form for all four, with good defaults."
)
NO_ADDRESS = (
    "The calendar of this channel can be subscribed to once `ASSAY_PUBLIC_URL` says at which address calendar"
    " programs reach Assay, like `https://assay.example.com`. Whoever runs Assay sets it; then ask again."
)
FEED_LINES = {
    FeedState.NOT_PUBLIC: NO_ADDRESS,
    FeedState.NOT_MADE: "The calendar of this channel has no address yet. `/ceremony feed new` gives one to subscribe to.",
    FeedState.MADE: (
        "The calendar of this channel has a secret address, which was shown once. Who lost it asks for another by"
        " `/ceremony feed new`; the old one leads nowhere then."
    ),
}
NOTHING_NEXT = "nothing is to come"
# After these, other dates are to come, and what of them would surprise is told.
CHANGED_DATES = (NewsTopic.MOVED, NewsTopic.RESUMED)
HINT = (
    "`/ceremony move standup 10:15` · `pause` · `resume` · `skip` · `run`, each followed by standup, review,"
    " ethics or retro"
)


def ceremony_list(sheets: Sequence[ScheduleSheet], *, may_manage: bool, feed: FeedState) -> Message:
    """Return the ceremonies of a channel; who may change them sees the button, and how the calendar stands."""
    if not sheets:
        return Message(EMPTY, (section(EMPTY),))
    return Message(TITLE, tuple(list_blocks(sheets, may_manage, feed)))


def list_blocks(sheets: Sequence[ScheduleSheet], may_manage: bool, feed: FeedState) -> Iterator[Block]:
    """Yield each ceremony, the calendar, and how they are changed."""
    yield header(TITLE)
    for sheet in sheets:
        yield section(schedule_lines(sheet))
    if may_manage:
        yield actions(button("Change the ceremonies", Act.OPEN_CEREMONIES, ChannelValue()))
        yield context(feed_line(feed))
    yield context(HINT)


def schedule_lines(sheet: ScheduleSheet) -> str:
    """Return one ceremony: when it is held, what about, what comes next, who facilitates."""
    schedule = sheet.schedule
    form = FORMATS[schedule.ceremony]
    lines = [
        f"*{capital(schedule.ceremony.words)}* · {schedule_words(schedule)}",
        f"{form.duration} · {form.focus}",
        next_line(sheet),
        *notes(sheet),
    ]
    return joined(lines)


def schedule_words(schedule: Schedule) -> str:
    """Return when a ceremony is held, in its own zone."""
    every = "" if schedule.every_weeks == 1 else f"every {schedule.every_weeks} weeks on "
    return f"{every}{weekday_words(schedule.weekdays)} at {time_words(schedule.at)} ({schedule.zone})"


def next_line(sheet: ScheduleSheet) -> str:
    """Return the next dates, and who facilitates the first of them."""
    if sheet.schedule.paused:
        return f"Paused. `/ceremony resume {sheet.schedule.ceremony.value}` sets it going again."
    if not sheet.next_holdings:
        return f"Next: {NOTHING_NEXT}."
    dates = listing([next_holding_words(one) for one in sheet.next_holdings])
    facilitator = f" {person(sheet.facilitator)} facilitates the next one." if sheet.facilitator else ""
    return f"Next: {dates}.{facilitator}"


def next_holding_words(one: NextHolding) -> str:
    """Return the date of one holding, and whether it is a moved one."""
    return f"{moment(one.starts_at)}{' (moved)' if one.moved_from else ''}"


def notes(sheet: ScheduleSheet) -> Iterator[str]:
    """Yield what of the next dates would surprise: holidays left out, and times that the clocks skip."""
    schedule = sheet.schedule
    for left_out, name in list(sheet.holidays.items())[:5]:
        where = f" in {one_line(sheet.country, 60)}" if sheet.country else ""
        yield f"{day(left_out)} is a holiday{where} ({one_line(name, 60)}), so none is held then."
    for one in sheet.shifted:
        yield (
            f"On {day(one.day)} the clocks skip {time_words(schedule.at)} in {schedule.zone};"
            f" it begins right after, {moment(one.starts_at)}."
        )


def feed_line(state: FeedState) -> str:
    """Return how things stand with the calendar of a channel."""
    return FEED_LINES[state]


def feed_answer(state: FeedState) -> Message:
    """Return how things stand with the calendar of a channel."""
    return Message(feed_line(state), (section(feed_line(state)),))


def new_feed(address: str) -> Message:
    """Return the new address of a channel's calendar, this once."""
    text = (
        f"The calendar to subscribe to, for this team only: {address}\nAssay keeps no copy of this address and shows it"
        " this once: pass it on to the team, or pin it here. An address from before leads nowhere now."
        if address
        else NO_ADDRESS
    )
    return Message(text, (section(text),))


def skipped_words(news: News) -> str:
    """Return what is skipped: one holding, or all from one to another."""
    ceremony, was = news.ceremonies[0], moment(news.was) if news.was else ""
    if news.count == 1 or not news.becomes:
        return f"the {ceremony.words} of {was}"
    return f"the {counted(news.count, ceremony.words)} from {was} to {moment(news.becomes)}"


def facilitating(news: News, team: Team) -> str:
    """Return who facilitates now: pinged where somebody else chose them, since they must act."""
    return name_as_text(plain_name(news.user, team)) if news.user == news.by else person(news.user)


def gap_words(news: News, sheet: ScheduleSheet | None) -> str:
    """Return why a holding does not begin at the time that was asked for: the clocks skip it on that day."""
    if not news.skipped_time or sheet is None:
        return ""
    return (
        f" On that day the clocks skip {news.skipped_time} in {sheet.schedule.zone}; it begins right after."
    )


def news(told: News, sheets: Sequence[ScheduleSheet], team: Team) -> Message:
    """Return the one post that tells a channel what became of its ceremonies; only who is to facilitate is pinged."""
    who = name_as_text(plain_name(told.by, team))
    lines = [news_line(told, sheets, who, team)]
    of = [sheet for sheet in sheets if sheet.schedule.ceremony in told.ceremonies]
    if told.topic is NewsTopic.SET_UP:
        lines += [f"• *{capital(sheet.schedule.ceremony.words)}* · {brief_line(sheet)}" for sheet in of]
        lines += [f"• {capital(ceremony.words)} · removed" for ceremony in told.removed]
    elif told.topic in CHANGED_DATES:
        lines += [note for sheet in of for note in notes(sheet)]
    said = joined(lines)
    return Message(lines[0], (section(said),))


def news_line(told: News, sheets: Sequence[ScheduleSheet], who: str, team: Team) -> str:
    """Return the sentence that a channel is told."""
    ceremony = told.ceremonies[0]
    sheet = next((one for one in sheets if one.schedule.ceremony is ceremony), None)
    following = brief_line(sheet) if sheet else NOTHING_NEXT
    was = moment(told.was) if told.was else ""
    becomes = moment(told.becomes) if told.becomes else ""
    words: dict[NewsTopic, str] = {
        NewsTopic.SET_UP: f"{who} set up the ceremonies of this channel; they come by themselves now."
        " `/ceremony list` shows them.",
        NewsTopic.MOVED: f"{who} moved the {ceremony.words} for good: {following}.",
        NewsTopic.MOVED_ONCE: f"{who} moved the {ceremony.words} of {was}, this once, to {becomes}."
        f" The ones after it stay.{gap_words(told, sheet)}",
        NewsTopic.PAUSED: f"{who} paused the {ceremony.words}. `/ceremony resume {ceremony.value}` sets it going"
        " again.",
        NewsTopic.RESUMED: f"{who} resumed the {ceremony.words}: {following}.",
        NewsTopic.SKIPPED: f"{who} skipped {skipped_words(told)}. `/ceremony resume {ceremony.value}` brings"
        f" {'it' if told.count == 1 else 'them'} back.",
        NewsTopic.SWAPPED: f"{facilitating(told, team)} facilitates the {ceremony.words} now.",
    }
    return words[told.topic]


def brief_line(sheet: ScheduleSheet) -> str:
    """Return when a ceremony is held and when next, on one line."""
    if sheet.schedule.paused:
        return f"{schedule_words(sheet.schedule)}, paused for now"
    following = f"next {moment(sheet.next_holdings[0].starts_at)}" if sheet.next_holdings else NOTHING_NEXT
    return f"{schedule_words(sheet.schedule)}, {following}"


def missed(channel: str, ceremony: Ceremony, days: Sequence[date], count: int) -> Message:
    """Return the word to an owner that nothing was held on some days, and how to hold it after all."""
    named = listing([day(one) for one in days[-5:]])
    which = f"the {count} times up to {day(days[-1])}" if count > 5 else f"on {named}"
    text = (
        f"The {ceremony.words} in <#{channel}> was not held {which}, because Assay was not running then."
        f" The next ones go on as planned; `/ceremony run {ceremony.value}` there holds one now."
    )
    return Message(text, (section(text),))


def swap_button(key: HoldingKey) -> ButtonElement:
    """Return the button with which somebody else takes over as facilitator."""
    words = f"Swap the facilitator of the {key.ceremony.words}"
    return button("Swap facilitator", Act.OPEN_SWAP, HoldingValue.of(key), label=words)


def facilitator_line(user: str) -> str:
    """Return who facilitates; they are pinged, since they must act."""
    return f"{person(user)} facilitates." if user else "Nobody facilitates yet; everybody expected is away."


def late_line(starts_at: datetime) -> str:
    """Return the sentence of a holding that opens late."""
    return f"This comes late: it was due {moment(starts_at)}."
