"""What a retrospective opens with, in lines: cycle times as bars, blockers, actions from before, and wins."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.draw.stage_words import title_as_typed
from bot.draw.text import day, names, one_line
from rules.ceremonies.retro.retro_actions import RetroAction
from rules.ceremonies.retro.retro_figures import Passage, Stuck, middle
from rules.ceremonies.retro.retros import RetroSheet
from rules.people.people import Team
from rules.words import counted

BAR = 16
MOST_LINES = 5
NO_FIGURES = "Nothing was decided or went to production since last time."


def figure_lines(sheet: RetroSheet) -> Iterator[str]:
    """Yield the cycle times beside those of last time, if there was one, as bars of one scale."""
    rows = tuple(figure_rows(sheet))
    longest = max((middle(passed) or 0.0 for _, passed in rows), default=0.0)
    if not any(passed for _, passed in rows):
        yield NO_FIGURES
        return
    lines = [f"{name} {bar(middle(passed), longest)} {said(passed)}" for name, passed in rows]
    yield "```\n" + "\n".join(lines) + "\n```"


def figure_rows(sheet: RetroSheet) -> Iterator[tuple[str, tuple[Passage, ...]]]:
    """Yield what each bar is about, and the experiments that it is the median of."""
    now, last = sheet.retro.figures, sheet.last
    yield "to decision  ", now.decided
    if last:
        yield "  last time  ", last.decided
    yield "to production", now.produced
    if last:
        yield "  last time  ", last.produced


def bar(days: float | None, longest: float) -> str:
    """Return a length as a bar of fixed width."""
    filled = round(BAR * days / longest) if days and longest else 0
    filled = max(filled, 1) if days else filled
    return "█" * filled + "░" * (BAR - filled)


def said(passed: tuple[Passage, ...]) -> str:
    """Return a cycle time and of how many experiments it is."""
    days = middle(passed)
    return "none" if days is None else f"{days_words(days)} ({counted(len(passed), 'experiment')})"


def stuck_lines(sheet: RetroSheet) -> Iterator[str]:
    """Yield the blockers that stand, the oldest first, as bars by age."""
    figures = sheet.retro.figures
    longest = max((one.days for one in figures.stuck), default=0)
    for one in figures.stuck[:MOST_LINES]:
        drawn = f"`{bar(one.days, longest)}` " if longest else ""
        yield f"{drawn}{days_words(one.days)}: {stuck_words(one, sheet.team)}"
    more = len(figures.stuck) - MOST_LINES
    if more > 0:
        yield f"… and {more} more"
    if figures.solved:
        yield f"✓ {counted(figures.solved, 'blocker')} solved since last time"


def standups_line(sheet: RetroSheet) -> str:
    """Return how many took part in the standups, on average; nobody is counted alone."""
    figures = sheet.retro.figures
    if not figures.standups:
        return ""
    average = shortly(figures.check_ins / figures.standups)
    ending = "" if average == "1" else "s"
    return f"{counted(figures.standups, 'standup')} since last time, {average} check-in{ending} on average"


def days_words(days: float) -> str:
    """Return how long something took, to a tenth of a day."""
    if days < 1:
        return "less than a day"
    return "1 day" if shortly(days) == "1" else f"{shortly(days)} days"


def shortly(number: float) -> str:
    """Return a number to a tenth, and a whole one without."""
    return f"{number:.1f}".removesuffix(".0")


def stuck_words(one: Stuck, team: Team) -> str:
    """Return one blocker, on which experiment, and whose it is."""
    on = f"EXP-{one.experiment} · " if one.experiment is not None else ""
    return f"{on}{one_line(one.text, 120)} · {names((one.user,), team)}"


def action_lines(actions: Iterable[RetroAction], today: date, team: Team) -> Iterator[str]:
    """Yield actions with what became of them: overdue and open ones first, then those that are done."""
    ordered = sorted(actions, key=lambda one: (not one.is_open, not one.is_overdue(today), one.due))
    for one in ordered:
        yield f"{fate(one, today)} {one_line(one.text, 200)} · {names((one.owner,), team)}{due_words(one)}"


def fate(action: RetroAction, today: date) -> str:
    """Return what became of an action, in one sign and its word."""
    if not action.is_open:
        return "✓ done:"
    return ":warning: overdue:" if action.is_overdue(today) else "○ open:"


def due_words(action: RetroAction) -> str:
    """Return until when an open action is to be done."""
    return f" · due {day(action.due)}" if action.is_open else ""


def win_lines(sheet: RetroSheet) -> Iterator[str]:
    """Yield what went to production since last time and stayed there."""
    for one in sheet.retro.figures.wins(sheet.fallen)[:MOST_LINES]:
        yield f":tada: EXP-{one.experiment} {title_as_typed(one.title, 150)} went to production"


def fallen_lines(sheet: RetroSheet) -> Iterator[str]:
    """Yield what went to production since last time and was rolled back since."""
    for one in sheet.retro.figures.rolled_back(sheet.fallen)[:MOST_LINES]:
        yield f":rewind: EXP-{one.experiment} {title_as_typed(one.title, 150)} went to production and was rolled back"
