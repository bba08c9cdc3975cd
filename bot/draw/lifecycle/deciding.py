"""The way to where an experiment is decided, for who asked for it by a command: which seat they may fill, or who may."""

from collections.abc import Iterator

from bot.draw.blocks import section
from bot.draw.lifecycle.seat_lines import nobody_can, seat_name
from bot.draw.message import Message
from bot.draw.stage_words import next_line
from bot.draw.text import card_link, joined, names, sentence
from rules.answering.answerable import open_gaps
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.making import maker_objections
from rules.lifecycle.seats import Gap
from rules.people.people import Person
from rules.words import listing


def where_decided(sheet: ExperimentSheet, by: Person) -> Message:
    """Return where an experiment is decided: nothing is decided by a command, without the sight of what is judged."""
    text = joined(lines(sheet, by))
    return Message(text, (section(text),))


def lines(sheet: ExperimentSheet, by: Person) -> Iterator[str]:
    """Yield the way to the thread, what this person may decide there, and who may decide the rest."""
    experiment = sheet.experiment
    gaps = open_gaps(experiment, sheet.team)
    if not gaps:
        yield f"{experiment.key} is {experiment.stage.words}; nothing of it waits for a decision. {next_line(experiment)}"
        return
    place = card_link(f"the thread of {experiment.key}", sheet.link)
    yield f"Decisions are made by the buttons in {place}, below what is judged."
    mine = [seat_name(gap.kind) for gap in gaps if by.id in gap.could]
    if mine:
        yield f"You can decide there: {listing(mine)}."
    else:
        yield from map(sentence, maker_objections(experiment, by))
    for gap in gaps:
        yield f"*{seat_name(gap.kind)}:* {who_could(gap, sheet)}"


def who_could(gap: Gap, sheet: ExperimentSheet) -> str:
    """Return who could fill a seat, or why nobody can."""
    return f"{names(gap.could, sheet.team)} could decide it." if gap.could else nobody_can(gap, sheet.team)
