"""The retrospective's board in each of its steps, its summary, and the list of its actions."""

from collections.abc import Iterable, Iterator

from slack_sdk.models.blocks import Block, ButtonElement, StaticSelectElement

from bot.button_values import ActionValue, AdvanceValue, HoldingValue, TopicValue
from bot.draw.blocks import actions, button, context, header, section
from bot.draw.ceremonies.retro.retro_facts import (
    action_lines,
    fallen_lines,
    figure_lines,
    standups_line,
    stuck_lines,
    win_lines,
)
from bot.draw.ceremonies.schedule_messages import facilitator_line, late_line, swap_button
from bot.draw.inputs import option
from bot.draw.message import Message
from bot.draw.text import bold, day, joined, moment, names, one_line, person
from bot.ids import Act
from rules.ceremonies.ceremonies import FORMATS, Phase
from rules.ceremonies.retro.retro_actions import RetroAction
from rules.ceremonies.retro.retros import Card, CardKind, RetroSheet, RetroStep, RetroTopic
from rules.ceremony_names import Ceremony
from rules.people.people import Team
from rules.words import capital, counted

ANONYMOUS = "Cards are anonymous: no name, no time and no order is kept. They show once voting opens, in random order."
NAMED = "Cards carry your name. They show once voting opens."
NO_CARDS = "Nobody wrote a card. The actions above and the figures are still worth a talk."
OVER = "This retrospective is over; its summary follows. `/retro actions` shows what is still to be done."
NO_ACTIONS = (
    "No action is open in this channel. The button *Add an action* of a retrospective makes one, with its owner and"
    " due date."
)
TOP = 5
# Characters of one kind of cards: all of them together stay within what a message holds.
ROOM = 1400
MOST_LISTED = 20
# Topics that the menu offers; of the rest an action is made by hand.
MOST_OFFERED = 10
# Cards of a group that are shown with it.
MOST_INSIDE = 5
TEXTS: dict[RetroStep, str] = {
    RetroStep.WRITING: "The retrospective is open: add your cards.",
    RetroStep.VOTING: "The retrospective: vote on the cards.",
    RetroStep.DISCUSSING: "The retrospective: the results of the vote.",
    RetroStep.OVER: "The retrospective is over.",
}
ADVANCES: dict[RetroStep, tuple[Phase, str]] = {
    RetroStep.WRITING: (Phase.VOTE, "Start voting"),
    RetroStep.VOTING: (Phase.DISCUSS, "Show results"),
    RetroStep.DISCUSSING: (Phase.CLOSE, "Close"),
}


def board(sheet: RetroSheet) -> Message:
    """Return the one message of a retrospective, as it is in its step."""
    holding = sheet.holding
    late = late_line(holding.starts_at) if holding.late else ""
    blocks = (
        header("Retrospective"),
        context(when(sheet), late, standups_line(sheet)),
        *facts(sheet),
        *STEPS[sheet.step](sheet),
    )
    return Message(TEXTS[sheet.step], blocks)


def when(sheet: RetroSheet) -> str:
    """Return when it is, how long, and about what."""
    holding, format_ = sheet.holding, FORMATS[Ceremony.RETRO]
    return f"{moment(holding.starts_at)} · {format_.duration} · {format_.focus}"


def facts(sheet: RetroSheet) -> Iterator[Block]:
    """Yield what it opens with; once it is over, what the summary says again is left out."""
    is_over = sheet.step is RetroStep.OVER
    if not is_over:
        yield from part("Actions from before", action_lines(sheet.earlier, sheet.today, sheet.team))
    yield from part("Median time from proposal", figure_lines(sheet))
    yield from part("Blockers", stuck_lines(sheet))
    if not is_over:
        yield from outcomes(sheet)


def outcomes(sheet: RetroSheet) -> Iterator[Block]:
    """Yield what there is to celebrate, and what was rolled back, in one block: a board has twelve at most."""
    parts = (("Wins", tuple(win_lines(sheet))), ("Rolled back", tuple(fallen_lines(sheet))))
    said = [f"*{heading}*\n{joined(lines, 900)}" for heading, lines in parts if lines]
    if said:
        yield section("\n".join(said))


def part(heading: str, lines: Iterable[str], room: int = 900) -> Iterator[Block]:
    """Yield one part under its heading, or nothing where there is nothing to say."""
    kept = tuple(lines)
    if kept:
        yield section(f"*{heading}*\n{joined(kept, room)}")


def writing(sheet: RetroSheet) -> Iterator[Block]:
    """Yield the call for cards."""
    who = facilitator_line(sheet.holding.facilitator)
    is_anonymous = sheet.holding.options.anonymous
    written = "" if is_anonymous else f" {counted(len(sheet.retro.cards), 'card')} so far."
    asked = "*What went well? What should be better? Any ideas, or thanks?*"
    yield section(f"{asked}\n{ANONYMOUS if is_anonymous else NAMED}{written}\n{who}")
    yield actions(
        holding_button(sheet, "Add a card", Act.OPEN_CARD, style="primary"),
        advance_button(sheet),
        swap_button(sheet.holding.key),
    )


def vote_button(sheet: RetroSheet) -> ButtonElement:
    """Return the button that opens the ballot."""
    return holding_button(sheet, "Vote", Act.OPEN_BALLOT, style="primary")


def voting(sheet: RetroSheet) -> Iterator[Block]:
    """Yield the cards, and the way to vote on them."""
    yield from cards(sheet)
    votes = counted(sheet.holding.options.votes, "vote")
    said = f"Everybody has {votes}, which stay hidden until voting ends. {voters_words(sheet.voters)}."
    if sheet.topics:
        yield section(said)
    yield actions(
        *([vote_button(sheet)] if sheet.topics else []),
        *(
            [holding_button(sheet, "Group cards", Act.OPEN_GROUPS)]
            if len(sheet.topics) > 1 or sheet.retro.groups
            else []
        ),
        advance_button(sheet),
        swap_button(sheet.holding.key),
    )


def voters_words(number: int) -> str:
    """Return how many people have voted, in words."""
    if not number:
        return "Nobody has voted yet"
    return f"{counted(number, 'person has', 'people have')} voted so far"


def discussing(sheet: RetroSheet) -> Iterator[Block]:
    """Yield the topics by their votes, the thanks, and what was agreed so far."""
    results = joined((result_line(topic, sheet) for topic in sheet.topics), 2900)
    if results:
        yield section(f"*Topics by votes*\n{results}", to_action_menu(sheet))
    yield from part("Thanks", (f"• {card_line(card, sheet.team)}" for card in sheet.thanks), ROOM)
    if not sheet.retro.cards:
        yield section(NO_CARDS)
    yield from part("Agreed now", action_lines(sheet.actions, sheet.today, sheet.team))
    yield actions(
        holding_button(sheet, "Add an action", Act.OPEN_ACTION, style="primary"),
        advance_button(sheet),
        swap_button(sheet.holding.key),
    )


def to_action_menu(sheet: RetroSheet) -> StaticSelectElement:
    """Return the menu that makes a topic an action; beside the topics, since a board has twelve blocks at most."""
    options = [
        option(f"{number}. {topic.text}", TopicValue.of(sheet.holding.key, topic=topic.id).write())
        for number, topic in enumerate(sheet.topics[:MOST_OFFERED], start=1)
    ]
    return StaticSelectElement(
        placeholder="Make it an action", action_id=Act.TOPIC_TO_ACTION.value, options=options
    )


def over(_sheet: RetroSheet) -> Iterator[Block]:
    """Yield where the summary stands."""
    yield context(OVER)


STEPS = {
    RetroStep.WRITING: writing,
    RetroStep.VOTING: voting,
    RetroStep.DISCUSSING: discussing,
    RetroStep.OVER: over,
}


def cards(sheet: RetroSheet) -> Iterator[Block]:
    """Yield the cards by kind; what can be voted for bears the number that the ballot shows."""
    if not sheet.retro.cards:
        yield section("Nobody wrote a card.")
    numbered = list(enumerate(sheet.topics, start=1))
    for kind in CardKind:
        lines = (topic_line(number, topic, sheet) for number, topic in numbered if topic.kind is kind)
        yield from part(capital(kind.words), lines, ROOM)
    yield from part("Thanks", (f"• {card_line(card, sheet.team)}" for card in sheet.thanks), ROOM)


def topic_line(number: int, topic: RetroTopic, sheet: RetroSheet) -> str:
    """Return one topic as it is voted on."""
    return f"{number}. {topic_words(topic, sheet)}"


def topic_words(topic: RetroTopic, sheet: RetroSheet) -> str:
    """Return what a topic says: a card, or the name of a group with its cards."""
    if not topic.is_group:
        return card_line(topic.cards[0], sheet.team)
    inside = " / ".join(card_line(card, sheet.team, 120) for card in topic.cards[:MOST_INSIDE])
    return f"{bold(topic.text, 150)} ({counted(len(topic.cards), 'card')}): {inside}"


def card_line(card: Card, team: Team, length: int = 400) -> str:
    """Return what a card says, with its author where cards carry names."""
    said = one_line(card.text, length)
    return f"{said} — {names((card.author,), team)}" if card.author else said


def result_line(topic: RetroTopic, sheet: RetroSheet) -> str:
    """Return one topic with its votes as a bar."""
    bar = f"`{'█' * min(topic.votes, 20)}{' ' if topic.votes else ''}{topic.votes}`"
    return f"{bar} {topic_words(topic, sheet)}"


def holding_button(sheet: RetroSheet, text: str, act: Act, *, style: str | None = None) -> ButtonElement:
    """Return a button about the whole retrospective."""
    return button(text, act, HoldingValue.of(sheet.holding.key), style=style)


def advance_button(sheet: RetroSheet) -> ButtonElement:
    """Return the button that moves on to the next step before its time."""
    phase, text = ADVANCES[sheet.step]
    return button(text, Act.ADVANCE_RETRO, AdvanceValue.of(sheet.holding.key, phase=phase))


def summary(sheet: RetroSheet) -> Message:
    """Return what came of a retrospective; who took on an action is mentioned."""
    blocks: list[Block] = [header("Retrospective: what came of it")]
    voted = [topic for topic in sheet.topics if topic.votes]
    blocks.extend(
        part("Top topics", (result_line(topic, sheet) for topic in (voted or sheet.topics)[:TOP]), 2500)
    )
    agreed = tuple(agreed_line(action) for action in sheet.actions)
    blocks.extend(part("Actions", agreed or ("None were agreed on.",), 2500))
    carried = [action for action in sheet.earlier if action.is_open]
    blocks.extend(part("Still open from before", action_lines(carried, sheet.today, sheet.team)))
    blocks.extend(part("Thanks", (f"• {card_line(card, sheet.team)}" for card in sheet.thanks), ROOM))
    blocks.extend(outcomes(sheet))
    text = f"Summary of the retrospective: {counted(len(sheet.actions), 'action')} agreed"
    more = actions(holding_button(sheet, "Add an action", Act.OPEN_ACTION))
    reminded = context("Owners are reminded on the due day; what is open comes first next time.")
    return Message(text, (*blocks, more, reminded))


def agreed_line(action: RetroAction) -> str:
    """Return one action that was agreed on, with its owner and due day."""
    done = "✓ " if not action.is_open else "○ "
    return f"{done}{one_line(action.text, 300)} · {person(action.owner)} · due {day(action.due)}"


def action_list(found: tuple[RetroAction, ...], team: Team) -> Message:
    """Return the actions that are open in a channel, each with its button."""
    if not found:
        return Message(NO_ACTIONS, (section(NO_ACTIONS),))
    text = f"{counted(len(found), 'action')} to do"
    lines = (section(open_line(action, team), done_button(action)) for action in found[:MOST_LISTED])
    more = len(found) - MOST_LISTED
    rest = (context(f"… and {more} more"),) if more > 0 else ()
    return Message(text, (header(text), *lines, *rest))


def open_line(action: RetroAction, team: Team) -> str:
    """Return one open action, with its owner and due day."""
    return f"{one_line(action.text, 300)}\n{names((action.owner,), team)} · due {day(action.due)}"


def done_button(action: RetroAction) -> ButtonElement:
    """Return the button that marks an action as done."""
    label = f"Mark action {action.number} as done: {action.text}"
    return button("Mark as done", Act.COMPLETE_ACTION, ActionValue(action=action.number), label=label)


def thanks(action: RetroAction) -> Message:
    """Return what takes the place of a message that told of nothing but an action that is done."""
    text = f"Done: {bold(action.text, 300)}. Thank you."
    return Message(text, (section(text),))
