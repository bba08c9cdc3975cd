"""The daily standup: its prompt, the messages that ask for a check-in, and the summary with blockers and help first."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot.button_values import HoldingValue
from bot.draw.blocks import actions, button, context, header, section
from bot.draw.ceremonies.schedule_messages import facilitator_line, late_line, swap_button
from bot.draw.experiments.blocker_lines import summary_line
from bot.draw.message import Message
from bot.draw.text import (
    day,
    day_words,
    folded,
    joined,
    moment,
    name_as_text,
    names,
    one_line,
    people,
    pieces,
)
from bot.ids import Act
from rules.ceremonies.ceremonies import Holding, Schedule, Standing
from rules.ceremonies.setups import time_words
from rules.ceremonies.standup.check_ins import CheckIn, Silence, StandupSheet, called_upon, closes_at
from rules.ceremony_names import HoldingKey
from rules.words import capital

QUESTION = "What did you do, what is next, what holds you up?"
NOT_HELD: dict[Standing, str] = {
    Standing.SKIPPED: "This standup is skipped.",
    Standing.MISSED: "This standup was not held.",
}
BY_MESSAGE = "You are asked by message, at {at} of your own day."
HERE = "You are asked here, in the channel."
# A message stays well within what Slack takes, however much was typed; what comes first has its room for certain.
MESSAGE_ROOM, FIRST_ROOM, LONGEST_ANSWER, LONGEST_NAME = 9200, 1800, 350, 40


def title(holding: Holding) -> str:
    """Return the first line of a standup."""
    return f"Daily standup · {day_words(holding.day)}"


def check_in_button(key: HoldingKey, text: str = "Check in", *, primary: bool = False) -> ButtonElement:
    """Return the button that opens the check-in of a standup."""
    label = f"{text}: standup of {day_words(key.day)}"
    style = "primary" if primary else None
    return button(text, Act.CHECK_IN, HoldingValue.of(key), style=style, label=label)


def same_button(key: HoldingKey) -> ButtonElement:
    """Return the button that gives last time's answer again, in one click."""
    label = f"Same as yesterday: standup of {day_words(key.day)}"
    return button("Same as yesterday", Act.SAME_AS_YESTERDAY, HoldingValue.of(key), label=label)


def prompt(sheet: StandupSheet) -> Message:
    """Return the message that opens a standup and shows how it stands, to the end and after it."""
    return Message(f"{title(sheet.holding)}: {QUESTION}", tuple(prompt_blocks(sheet)))


def prompt_blocks(sheet: StandupSheet) -> Iterator[Block]:
    """Yield the question or how it ended, the buttons, and who is in."""
    holding = sheet.holding
    yield header(title(holding))
    if holding.standing in NOT_HELD:
        yield section(NOT_HELD[holding.standing])
        return
    is_open = holding.standing is not Standing.CLOSED
    yield section(opening(holding) if is_open else ending(sheet))
    deeds = [check_in_button(holding.key, primary=is_open)]
    yield actions(*deeds, *(open_deeds(holding.key) if is_open else ()))
    # The summary says it once a summary stands.
    if is_open or not sheet.check_ins:
        yield context(*participation(sheet, is_open=is_open))


def open_deeds(key: HoldingKey) -> Iterator[ButtonElement]:
    """Yield what else can be done in an open standup: by everybody, and by who facilitates it."""
    yield same_button(key)
    yield swap_button(key)
    label = f"Post the summary of the standup of {day_words(key.day)} now"
    yield button("Summary now", Act.CLOSE_STANDUP, HoldingValue.of(key), label=label)


def opening(holding: Holding) -> str:
    """Return what an open standup asks, who facilitates, and when the answers come together."""
    closing = closes_at(holding)
    summary = f" The summary comes {moment(closing)}, or as soon as everybody is in." if closing else ""
    late = f"\n{late_line(holding.starts_at)}" if holding.late else ""
    return f"{QUESTION}{summary}\n{facilitator_line(holding.facilitator)}{late}"


def ending(sheet: StandupSheet) -> str:
    """Return how a standup ended."""
    if not sheet.check_ins:
        return "Nobody checked in. A late check-in brings the summary."
    return f"{counts(sheet)}. The summary is in this channel; late and changed check-ins go into it."


def participation(sheet: StandupSheet, *, is_open: bool) -> tuple[str, ...]:
    """Return how many checked in, and why others are silent; while it is open, the silent ones are not named."""
    left_out = (Silence.LATER, Silence.SILENT) if is_open else ()
    answered = names([check_in.user for check_in in sheet.check_ins], sheet.team)
    who = f": {answered}" if answered and is_open else ""
    return f"{counts(sheet)}{who}", *silence_lines(sheet, left_out)


def counts(sheet: StandupSheet) -> str:
    """Return how many checked in, of all who could."""
    return f"{len(sheet.check_ins)} of {sheet.taking_part} checked in"


def silence_lines(sheet: StandupSheet, left_out: Sequence[Silence] = ()) -> Iterator[str]:
    """Yield who has not checked in, reason by reason."""
    for silence, users in sheet.missing.items():
        if silence in left_out:
            continue
        words = capital(silence.words)
        if silence in (Silence.AWAY, Silence.HOLIDAY):
            yield f"{words}: {explained(sheet, silence, users)}"
        else:
            yield f"{words}: {names(users, sheet.team)}"


def explained(sheet: StandupSheet, silence: Silence, users: Sequence[str]) -> str:
    """Return people with what each of them has: until when they are away, or which holiday it is."""
    shown = users[:8]
    if silence is Silence.AWAY:
        why = {user: f"until {day(sheet.absences[user].last_day)}" for user in shown}
    else:
        why = {user: one_line(sheet.holidays[user], 60) for user in shown}
    more = f" and {len(users) - len(shown)} more" if len(users) > len(shown) else ""
    return (
        ", ".join(f"{name_as_text(sheet.team.name(user), LONGEST_NAME)} ({why[user]})" for user in shown)
        + more
    )


def summary(sheet: StandupSheet) -> Message:
    """Return what came of a standup: blockers and help first, then everybody's progress and next."""
    text = f"{title(sheet.holding)}: {counts(sheet)}"
    return Message(text, tuple(summary_blocks(sheet)))


def so_far(sheet: StandupSheet) -> Message:
    """Return a standup as it stands, for one person who asked; an empty one says how to begin."""
    if sheet.check_ins:
        return summary(sheet)
    text = (
        f"Nobody has checked in to the standup of {day_words(sheet.holding.day)} yet. Yours is the first one."
    )
    return Message(text, (section(text), actions(check_in_button(sheet.holding.key, primary=True))))


def summary_blocks(sheet: StandupSheet) -> Iterator[Block]:
    """Yield the blockers, the help that is needed, everybody's answer, and why others are silent."""
    yield header(f"Standup of {day_words(sheet.holding.day)}")
    blockers = joined((summary_line(one, sheet.team) for one in sheet.blockers), FIRST_ROOM, "more blockers")
    helps = joined(help_lines(sheet), FIRST_ROOM, "more")
    if blockers:
        yield section(f":construction: *Blockers*\n{blockers}")
    if helps:
        yield section(f":raised_hand: *Help needed*\n{helps}")
    if not blockers and not helps:
        yield section("No blockers, and nobody needs help.")
    silence = participation(sheet, is_open=False)
    room = MESSAGE_ROOM - sum(len(text) for text in (blockers, helps, *silence))
    for piece in pieces(joined(answer_lines(sheet), room, "more check-ins")):
        yield section(piece)
    yield context(*silence)


def help_lines(sheet: StandupSheet) -> Iterator[str]:
    """Yield who needs help with what; only those whom the text names are pinged."""
    for check_in in sheet.check_ins:
        if check_in.help:
            called = called_upon(check_in.help, sheet.team)
            to = f" → {people(called)}" if called else ""
            yield f"• *{names((check_in.user,), sheet.team)}*{about(check_in)}: {folded(check_in.help, 400)}{to}"


def answer_lines(sheet: StandupSheet) -> Iterator[str]:
    """Yield everybody's progress and next, by name."""
    for check_in in sorted(sheet.check_ins, key=lambda one: sheet.team.name(one.user).casefold()):
        lines = [f"*{names((check_in.user,), sheet.team)}*{about(check_in)}"]
        lines += [f"✓ {folded(check_in.progress, LONGEST_ANSWER)}"] if check_in.progress else []
        lines += [f"→ {folded(check_in.next, LONGEST_ANSWER)}"] if check_in.next else []
        if len(lines) == 1 and not is_told(sheet, check_in):
            lines.append("checked in, with nothing to add")
        if len(lines) > 1:
            yield "\n".join([*lines, ""])


def is_told(sheet: StandupSheet, check_in: CheckIn) -> bool:
    """Tell whether a check-in shows among the blockers or the calls for help."""
    return bool(check_in.help) or any(blocker.user == check_in.user for blocker in sheet.blockers)


def about(check_in: CheckIn) -> str:
    """Return the experiment of a check-in, if it has one."""
    return f" · EXP-{check_in.experiment}" if check_in.experiment is not None else ""


def ask(sheet: StandupSheet, user: str) -> Message:
    """Return the message that asks somebody at their own morning, or that they have answered."""
    if user in sheet.answered:
        return answered_message(sheet)
    key = sheet.holding.key
    text = f"Standup of <#{key.channel}>, {day_words(key.day)}: {QUESTION}"
    row = actions(check_in_button(key, primary=True), same_button(key))
    note = context(f"You chose to be asked by message; `/standup message off` in <#{key.channel}> ends it.")
    return Message(text, (section(text), row, note))


def nudge(sheet: StandupSheet, user: str) -> Message:
    """Return the one reminder that somebody gets, or that they have answered."""
    if user in sheet.answered:
        return answered_message(sheet)
    key, closing = sheet.holding.key, closes_at(sheet.holding)
    when = f" The summary comes {moment(closing)}." if closing else ""
    text = f"Your check-in to the standup of <#{key.channel}> is still missing.{when}"
    row = actions(check_in_button(key, primary=True), same_button(key))
    note = context("Away? `/team away until friday` tells everybody, and nobody asks you.")
    return Message(text, (section(text), row, note))


def answered_message(sheet: StandupSheet) -> Message:
    """Return the message in the place of one that asked, once somebody has answered."""
    key = sheet.holding.key
    text = f"✓ You have checked in to the standup of <#{key.channel}>, {day_words(key.day)}."
    return Message(text, (section(text), actions(check_in_button(key, "Change your answer"))))


def checked_in(sheet: StandupSheet, user: str) -> Message:
    """Return the private answer to a check-in: what comes next, and how one wants to be asked."""
    holding, closing = sheet.holding, closes_at(sheet.holding)
    is_closed = holding.standing is Standing.CLOSED
    after = f"The summary comes {moment(closing)}." if closing else ""
    text = f"You have checked in. {'Your answer is in the summary now.' if is_closed else after}".strip()
    change = check_in_button(holding.key, "Change your answer")
    if sheet.schedule is None:
        return Message(text, (section(text), actions(change)))
    choice = choice_button(holding.key, sheet.schedule, user)
    return Message(text, (section(text), actions(change, choice), context(way_words(sheet.schedule, user))))


def chosen(schedule: Schedule, key: HoldingKey, user: str) -> Message:
    """Return how somebody is asked from now on, with the way back."""
    text = f"{way_words(schedule, user)} That begins with the next standup."
    return Message(text, (section(text), actions(choice_button(key, schedule, user))))


def choice_button(key: HoldingKey, schedule: Schedule, user: str) -> ButtonElement:
    """Return the button for the other way of being asked."""
    text, act = (
        ("Ask me here", Act.ASK_HERE)
        if user in schedule.by_message
        else ("Ask me by message", Act.ASK_BY_MESSAGE)
    )
    return button(text, act, HoldingValue.of(key))


def way_words(schedule: Schedule, user: str) -> str:
    """Return how somebody is asked."""
    return BY_MESSAGE.format(at=time_words(schedule.at)) if user in schedule.by_message else HERE
