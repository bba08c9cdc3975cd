"""Everything about one experiment, for the one person who asked."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot.button_values import ExperimentValue
from bot.draw.blocks import actions, button, context, fields, header, section
from bot.draw.evidence.bias_lines import bias_summary
from bot.draw.evidence.checklist_lines import checklist_lines, override_lines
from bot.draw.evidence.evidence_lines import (
    artifact_lines,
    cost_line,
    facts,
    metric_lines,
    uncounted_lines,
    value_lines,
)
from bot.draw.experiments.blocker_lines import blocker_lines, solved_button
from bot.draw.experiments.experiment_card import closing_words
from bot.draw.experiments.origin_lines import origin_line
from bot.draw.learning.forecast_lines import forecast_lines
from bot.draw.lifecycle.change_lines import change_lines
from bot.draw.lifecycle.follow_up_lines import hold_blocks, lift_controls
from bot.draw.lifecycle.seat_lines import board_summary, gate_summary, nobody_can, seat_name, seats_shared
from bot.draw.message import Message
from bot.draw.room import ROOM, levelled, shared, weight
from bot.draw.stage_words import next_line, stage_line, title_line
from bot.draw.text import day, escape, fit, joined, moment, names, person, pieces
from bot.ids import Act
from rules.answering.answerable import open_gaps
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.sheets import ExperimentSheet
from rules.journal.facts import ASSAY
from rules.lifecycle.overriding import overridable
from rules.lifecycle.steps import BY_STEP, HELD_STEPS, MOVES, Step, Who
from rules.words import listing

# A hypothesis of nothing but signs that Slack escapes would leave no room for the rest: it may take so much, and less
# where the paragraphs would have less than their least.
LONGEST_HYPOTHESIS, SHORTEST_HYPOTHESIS, LEAST_PARAGRAPHS = 3600, 300, 2000
# What a heading and the ends of its lines add to a paragraph.
HEADING = 40


def details(
    sheet: ExperimentSheet, *, viewer_is_admin: bool = False, viewer_can_strike: bool = False
) -> Message:
    """Return the whole experiment; decisions are made on its card. Only an admin is offered the evidence pack, and who can
    mark a value as wrong the form for it."""
    experiment = sheet.experiment
    buttons = (
        *((strike_button(experiment),) if viewer_can_strike else ()),
        *((evidence_pack_button(experiment),) if viewer_is_admin else ()),
        *lift_controls(sheet),
    )
    last = (actions(*buttons),) if buttons else ()
    return Message(title_line(experiment), tuple(detail_blocks(sheet, last)))


def strike_button(experiment: Experiment) -> ButtonElement:
    """Return the button that opens the form in which a value is marked as wrong."""
    value = ExperimentValue(experiment=experiment.number)
    label = f"Mark a value of {experiment.key} as wrong"
    return button("Mark a value as wrong", Act.OPEN_STRIKE, value, label=label)


def as_it_was(sheet: ExperimentSheet) -> Message:
    """Return the whole experiment as it was at an entry of its history, with nothing to decide."""
    return Message(then_words(sheet), tuple(detail_blocks(sheet, ())))


def then_words(sheet: ExperimentSheet) -> str:
    """Return which moment is shown; nothing where that is now."""
    if sheet.then is None:
        return ""
    then = sheet.then
    return f"As {sheet.experiment.key} was at entry {then.number:,}, {day(then.at.date())}"


def then_line(sheet: ExperimentSheet) -> Iterator[Block]:
    """Yield, first of all, that this is not how it is now, and what had just been done."""
    if sheet.then:
        then = sheet.then
        key = sheet.experiment.key
        by = names((then.by,), sheet.team) if then.by != ASSAY else "Assay"
        done = f"{moment(then.at)}, {by}: {then.deed.words}"
        yield section(
            f":rewind: *As it was at entry {then.number:,}*, {day(then.at.date())} · {done}"
            f"\nNothing here can be pressed: `/experiment show {key}` shows {key} as it is now."
        )


def evidence_pack_button(experiment: Experiment) -> ButtonElement:
    """Return the button that brings an admin all evidence in one file."""
    value = ExperimentValue(experiment=experiment.number)
    label = f"Evidence pack of {experiment.key}"
    return button("Evidence pack", Act.TAKE_PACK, value, label=label)


def detail_blocks(sheet: ExperimentSheet, last: Sequence[Block]) -> Iterator[Block]:
    """Yield what was proposed, what it is judged by, who decides, what is possible next, and the `last` blocks.

    Here the message is kept within what Slack takes: what has limits of its own stands as it is, and of what it leaves,
    the hypothesis and then the paragraphs get their room.
    """
    experiment = sheet.experiment
    top = (
        header(f"{experiment.key} · {experiment.title}"),
        *then_line(sheet),
        standing_block(sheet),
    )
    middle = (fields(*facts(sheet, person(experiment.owner))), *hold_blocks(sheet))
    bottom = (context(*small_print(sheet)), *last)
    room = ROOM - weight(*top, *middle, *bottom)
    longest = min(LONGEST_HYPOTHESIS, max(SHORTEST_HYPOTHESIS, room - LEAST_PARAGRAPHS))
    hypothesis = tuple(section(piece) for piece in pieces(fit(experiment.hypothesis, longest)))
    yield from (*top, *hypothesis, *middle)
    yield from paragraph_blocks(sheet, room - weight(*hypothesis))
    yield from bottom


def standing_block(sheet: ExperimentSheet) -> Block:
    """Return where the experiment stands, and what blocks it."""
    return section(
        "\n".join(filter(None, (stage_line(sheet.experiment), blocker_lines(sheet)))), solved_button(sheet)
    )


def paragraph_blocks(sheet: ExperimentSheet, room: int) -> Iterator[Block]:
    """Yield the paragraphs; each has its own room, and what others leave of the message goes to those that need more.

    Where the message has not even their own rooms, the largest of them give way.
    """
    found = [
        (heading, [line for line in lines if line], own)
        for heading, lines, own in paragraphs(sheet)
        if any(lines)
    ]
    needs = [sum(len(line) + 1 for line in lines) + 30 for _heading, lines, _own in found]
    rooms = levelled(
        [min(need, own) for need, (_, _, own) in zip(needs, found, strict=True)], room - HEADING * len(found)
    )
    spare = room - HEADING * len(found) - sum(rooms)
    more = shared([max(0, need - own) for need, (_, _, own) in zip(needs, found, strict=True)], spare)
    for own, extra, (heading, lines, _) in zip(rooms, more, found, strict=True):
        for piece in pieces(f"*{heading}*\n{joined(lines, own + extra)}"):
            yield section(piece)


def paragraphs(sheet: ExperimentSheet) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Yield each paragraph: its heading, its lines, and how much room it may take."""
    experiment = sheet.experiment
    yield "Success metrics", metric_lines(experiment), 1100
    yield "Where the latest values come from", tuple(value_lines(sheet)), 400
    yield "Values that do not count", tuple(uncounted_lines(sheet)), 500
    if experiment.revision:
        material = (*artifact_lines(experiment), cost_line(experiment))
        yield f"Revision {experiment.revision}", material, 1000
        yield "Checklist", tuple(checklist_lines(sheet)), 1200
        yield "Overrides", tuple(override_lines(sheet)), 800
        yield "Bias", (bias_summary(sheet),), 700
        yield "Changes", tuple(change_lines(sheet)), 500
        yield "Board", board_summary(sheet), 900
    yield "Promotion", gate_summary(sheet), 900
    yield "How long it takes", tuple(forecast_lines(sheet)), 900
    if experiment.closing_note:
        yield "How it ended", (closing_words(sheet),), 1000
    elif closing_words(sheet):
        yield f"Why it is {experiment.stage.words}", (closing_words(sheet),), 1000
    if sheet.then is None:
        yield "What is possible now", tuple(possible(sheet)), 1200


def possible(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield what comes next, who may do what, and which seats nobody can fill."""
    experiment = sheet.experiment
    yield next_line(experiment) or f"{experiment.key} is closed; nothing more is done with it."
    # Who decides in the two gates stands seat by seat above.
    held = HELD_STEPS if experiment.holds else frozenset()
    for who in (Who.OWNER, Who.STEWARD, Who.RESPONDER):
        moves = [move for move in MOVES if move.who is who and experiment.stage in move.sources]
        steps = [move.step.words for move in moves if move.step not in held]
        if steps:
            yield f"• {who.value.capitalize()} can {listing(steps, last='or')} {experiment.key}."
    if experiment.stage in BY_STEP[Step.MEASURE].sources:
        recorders = "Everybody in the team" if sheet.is_open_to_all else "Whoever has a part in it"
        yield f"• {recorders} can {Step.MEASURE.words} {experiment.key}."
    if experiment.stage is Stage.IN_REVIEW and overridable(experiment):
        overseer = Who.OVERSEER.value.capitalize()
        yield f"• {overseer} can ask to override an open item: `/experiment override {experiment.key}`"
    for gap in open_gaps(experiment, sheet.team):
        if gap.why_nobody:
            yield f"• {seat_name(gap.kind)}: {nobody_can(gap, sheet.team)}"


def small_print(sheet: ExperimentSheet) -> Iterator[str]:
    """Yield where it comes from, where the card is, and that seats are shared where they are."""
    yield origin_line(sheet)
    yield card_place(sheet.experiment, sheet.link)
    yield seats_shared(sheet.experiment)


def card_place(experiment: Experiment, link: str) -> str:
    """Return where to go from here: to the card, and to the history."""
    card = f"<{escape(link)}|Open its card> · " if link else ""
    return f"{card}`/experiment history {experiment.key}` tells how it came here."
