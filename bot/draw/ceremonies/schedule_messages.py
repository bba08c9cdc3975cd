"""The ceremonies of a channel: what comes next, what became of a change, and what their owner should know."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, ButtonElement

from bot.draw.blocks import actions, button, context, header, section
from bot.draw.message import Message
from bot.draw.text import day, joined, moment, name_as_text, one_line, person, plain_name
from bot.ids import Act, ChannelValue, HoldingValue
from rules.ceremonies.ceremonies import FORMATS, Schedule
from rules.ceremonies.ceremony_sheets import News, NewsTopic, NextHolding, ScheduleSheet
from rules.ceremonies.setups import time_words
from rules.ceremony_names import Ceremony, HoldingKey
from rules.dates.typed_times import weekday_words
from rules.people.people import Team
from rules.words import counted, listing

TITLE = "The ceremonies of this channel"
EMPTY = (
    "No ceremonies in this channel yet. `/ceremony setup` opens the form for all four, with good defaults."
)
NO_ADDRESS = (
    "The calendar of this channel can be subscribed to once `ASSAY_PUBLIC_URL` says at which address calendar"
    " programs reach Assay, like `https://assay.example.com`. Whoever runs Assay sets it; then ask again."
)
NOTHING_NEXT = "nothing is to come"
HINT = (
    "`/ceremony move standup 10:15` · `pause` · `resume` · `skip` · `run`, each followed by standup, review,"
    " ethics or retro"
)


def ceremony_list(sheets: Sequence[ScheduleSheet], *, may_manage: bool, feed: str) -> Message:
    """Return the ceremonies of a channel; who may change them sees the button, and the address of the calendar."""
    if not sheets:
        return Message(EMPTY, (section(EMPTY),))
    return Message(TITLE, tuple(list_blocks(sheets, may_manage, feed)))


def list_blocks(sheets: Sequence[ScheduleSheet], may_manage: bool, feed: str) -> Iterator[Block]:
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
        f"*{capital(schedule.ceremony)}* · {schedule_words(schedule)}",
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


def capital(ceremony: Ceremony) -> str:
    """Return the words of a ceremony at the beginning of a sentence."""
    return ceremony.words[:1].upper() + ceremony.words[1:]


def feed_line(feed: str) -> str:
    """Return the address of the calendar, or how to get one."""
    if not feed:
        return NO_ADDRESS
    return (
        f"Calendar to subscribe to, for this team only: {feed} · `/ceremony feed new` gives another address."
    )


def feed_answer(feed: str, *, is_new: bool) -> Message:
    """Return the address of a channel's calendar."""
    old = " The old address leads nowhere now." if is_new and feed else ""
    text = f"{feed_line(feed)}{old}"
    return Message(text, (section(text),))


def changed(news: News, sheet: ScheduleSheet) -> Message:
    """Return the answer to who changed a ceremony: what happened, and what comes next."""
    said = joined([f"{deed_words(news, sheet)}", next_line(sheet), *notes(sheet)])
    return Message(said, (section(said),))


def deed_words(news: News, sheet: ScheduleSheet) -> str:
    """Return what became of a ceremony."""
    ceremony = sheet.schedule.ceremony
    was = moment(news.was) if news.was else ""
    words: dict[NewsTopic, str] = {
        NewsTopic.MOVED: f"The {ceremony.words} is moved for good: {schedule_words(sheet.schedule)}.",
        NewsTopic.MOVED_ONCE: f"The {ceremony.words} of {was} is moved, this once, to"
        f" {moment(news.becomes) if news.becomes else ''}. The ones after it stay.{gap_words(news, sheet)}",
        NewsTopic.PAUSED: f"The {ceremony.words} is paused.",
        NewsTopic.RESUMED: f"The {ceremony.words} goes on.",
        NewsTopic.SKIPPED: f"{skipped_words(news)} skipped. `/ceremony resume {ceremony.value}` brings"
        f" {'it' if news.count == 1 else 'them'} back.",
        NewsTopic.RUN: f"The {ceremony.words} is open now, in this channel.{above_words(news)}{by_words(news)}",
    }
    return words[news.topic]


def skipped_words(news: News) -> str:
    """Return what is skipped, up to its verb: one holding, or all from one to another."""
    ceremony, was = news.ceremonies[0], moment(news.was) if news.was else ""
    if news.count == 1 or not news.becomes:
        return f"The {ceremony.words} of {was} is"
    return f"The {counted(news.count, ceremony.words)} from {was} to {moment(news.becomes)} are"


def above_words(news: News) -> str:
    """Return where the message of a holding stands that was posted before it opened."""
    return " Its message stands further up, where it was posted, and is of now." if news.is_above else ""


def by_words(news: News) -> str:
    """Return who facilitates what was opened."""
    return f" {person(news.user)} facilitates it." if news.user else ""


def gap_words(news: News, sheet: ScheduleSheet) -> str:
    """Return why a holding does not begin at the time that was asked for: the clocks skip it on that day."""
    if not news.skipped_time:
        return ""
    return (
        f" On that day the clocks skip {news.skipped_time} in {sheet.schedule.zone}; it begins right after."
    )


def set_up(sheets: Sequence[ScheduleSheet]) -> Message:
    """Return the answer to who set up the ceremonies of a channel."""
    text = f"Set up: {listing([sheet.schedule.ceremony.words for sheet in sheets])}."
    blocks = [section(schedule_lines(sheet)) for sheet in sheets]
    return Message(text, (section(f"{text} Everything comes by itself now, in this channel."), *blocks))


def news(told: News, sheets: Sequence[ScheduleSheet], team: Team) -> Message:
    """Return the quiet post that tells a channel what became of its ceremonies; it pings nobody."""
    who = name_as_text(plain_name(told.by, team))
    lines = [news_line(told, sheets, who, team)]
    if told.topic is NewsTopic.SET_UP:
        of = [sheet for sheet in sheets if sheet.schedule.ceremony in told.ceremonies]
        lines += [f"• *{capital(sheet.schedule.ceremony)}* · {brief_line(sheet)}" for sheet in of]
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
        NewsTopic.SET_UP: f"{who} set up the ceremonies of this channel. `/ceremony list` shows them.",
        NewsTopic.REMOVED: f"{who} removed the {ceremony.words} from this channel.",
        NewsTopic.MOVED: f"{who} moved the {ceremony.words}: {following}.",
        NewsTopic.MOVED_ONCE: f"{who} moved the {ceremony.words} of {was}, this once, to {becomes}.",
        NewsTopic.PAUSED: f"{who} paused the {ceremony.words}.",
        NewsTopic.RESUMED: f"{who} resumed the {ceremony.words}: {following}.",
        NewsTopic.SKIPPED: f"{who} skipped {skipped_words(told)[:1].lower()}{skipped_words(told)[1:].rsplit(' ', 1)[0]}.",
        NewsTopic.RUN: f"{who} opened the {ceremony.words}.{above_words(told)}",
        NewsTopic.SWAPPED: f"{name_as_text(plain_name(told.user, team))} facilitates the {ceremony.words} now.",
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
