"""A list of experiments, one line each."""

from collections.abc import Iterator
from datetime import date

from slack_sdk.models.blocks import Block

from bot.button_values import TurnPart
from bot.draw.blocks import context, section
from bot.draw.message import Message
from bot.draw.paging import page_words, turning
from bot.draw.stage_words import GLYPHS, standing, title_as_typed
from bot.draw.text import card_link, day, joined, person, sentence
from rules.experiments.experiment import Experiment
from rules.experiments.sheets import Overview
from rules.paging import MOST_COUNTED, counted_up, up_to_most
from rules.words import capital, counted, shorten

EMPTY = "There are no experiments yet. `/experiment propose` makes the first one."
LONGEST = 2900
NARROWER = (
    "Narrow it down: `/experiment list running`, `mine`, `@who`, `project NAME`, `workstream NAME`, `overdue` or"
    " `waiting`."
)


def overview(page: Overview) -> Message:
    """Return the newest experiments that match; an empty list says how to make the first one."""
    if not page.experiments:
        text = empty_line(page)
        return Message(text, (section(text),))
    return Message(heading(page), tuple(page_blocks(page)))


def empty_line(page: Overview) -> str:
    """Return what an empty list says."""
    if not page.only:
        return EMPTY
    return (
        f"No experiment matches: {sentence(shorten(page.only, 200))}. `/experiment list` shows all of them."
    )


def heading(page: Overview) -> str:
    """Return how many experiments match, and what they match."""
    only = f": {sentence(shorten(page.only, 200))}" if page.only else ""
    return f"{counted_up(page.total, 'experiment')}{only}"


def page_blocks(page: Overview) -> Iterator[Block]:
    """Yield the heading, the lines, and what the page leaves out."""
    yield section(f"*{heading(page)}*")
    yield section(joined(overview_lines(page), LONGEST))
    left_out, is_more = page.total - len(page.experiments), page.total > MOST_COUNTED
    if page.asked is not None and page.pages > 1:
        yield turning(TurnPart.LIST, page.place, page.pages, page.asked)
        yield context(page_words(page.place, page.pages, is_more=is_more), NARROWER)
    elif left_out > 0:
        more = up_to_most(left_out, MOST_COUNTED - len(page.experiments)) if is_more else f"{left_out:,}"
        yield context(f"{capital(more)} more. {NARROWER}")
    else:
        shown = page.experiments[0].key if page.experiments else "EXP-1"
        yield context(f"`/experiment show {shown}` shows everything about one of them.")


def overview_lines(page: Overview) -> Iterator[str]:
    """Yield one line for each experiment."""
    for experiment in page.experiments:
        line = overview_line(experiment, page.links.get(experiment.number, ""))
        yield f"{line}{late_words(experiment, page.late_on)}"


def late_words(experiment: Experiment, late_on: date | None) -> str:
    """Return by how much an experiment is late, in a list of those that are."""
    if late_on is None or experiment.target is None:
        return ""
    return f" · due {day(experiment.target)}, {counted((late_on - experiment.target).days, 'day')} late"


def overview_line(experiment: Experiment, link: str) -> str:
    """Return one experiment on one line, its key leading to its card where there is one."""
    title = title_as_typed(experiment.title, 200)
    return f"{GLYPHS[experiment.stage]} *{card_link(experiment.key, link)}* {title} · {standing(experiment)} · {person(experiment.owner)}"
