"""What is chosen of the insights: a span of time and a project; and the way to their data."""

from collections.abc import Iterator
from dataclasses import replace

from slack_sdk.models.blocks import ActionsBlock, Option, StaticSelectElement

from bot.button_values import InsightsValue
from bot.draw.blocks import actions, button
from bot.draw.inputs import option
from bot.ids import Act
from rules.dates.typed_past import Lately, Period, period_words
from rules.learning.choices import InsightsChoice
from rules.learning.insights import InsightsSheet
from rules.words import capital

# What a menu holds.
MOST_OFFERED = 100
OFFERED_DAYS = (30, 90, 180, 365)
MORE_PROJECTS = "For a project that is not in the menu: `/experiment insights project NAME`"


def controls(sheet: InsightsSheet) -> ActionsBlock:
    """Return the menus that draw the insights anew, and the button that brings their data."""
    data = button(
        "Data as CSV", Act.TAKE_DATA, InsightsValue.of(sheet.choice), label="These insights: data as CSV"
    )
    return actions(
        menu("Span of time", Act.CHOOSE_SPAN, list(spans(sheet.choice)), sheet.choice),
        menu("Project", Act.CHOOSE_PROJECT, list(offered(sheet)), sheet.choice),
        data,
    )


def menu(placeholder: str, act: Act, options: list[Option], chosen: InsightsChoice) -> StaticSelectElement:
    """Return a menu on which what is chosen stands."""
    value = InsightsValue.of(chosen).write()
    first = next((one for one in options if one.value == value), None)
    return StaticSelectElement(
        placeholder=placeholder, action_id=act.value, options=options, initial_option=first
    )


def spans(choice: InsightsChoice) -> Iterator[Option]:
    """Yield the times to choose from, and what was typed where it is none of these."""
    periods: list[Period | None] = [None, *map(Lately, OFFERED_DAYS)]
    for period in periods if choice.period in periods else [*periods, choice.period]:
        words = period_words(period) if period else "all time"
        yield option(capital(words), InsightsValue.of(replace(choice, period=period)).write())


def offered(sheet: InsightsSheet) -> Iterator[Option]:
    """Yield the projects to choose from, the chosen one among them, as many as a menu holds."""
    choice = sheet.choice
    yield option("All projects", InsightsValue.of(replace(choice, project=None)).write())
    mine = [one for one in sheet.projects if one.number == choice.project]
    shown = (
        sheet.projects if is_whole(sheet) else (*mine, *(one for one in sheet.projects if one not in mine))
    )
    for project in shown[: MOST_OFFERED - 1]:
        yield option(project.name, InsightsValue.of(replace(choice, project=project.number)).write())


def is_whole(sheet: InsightsSheet) -> bool:
    """Tell whether the menu holds all projects."""
    return len(sheet.projects) < MOST_OFFERED
