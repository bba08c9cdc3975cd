"""What the insights are about: the experiments that were proposed in a span of days, of one project or of all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rules.dates.typed_past import HOW, Lately, Period, period_words, read_period, tells_period
from rules.dates.typed_span import Span
from rules.names import is_same_name
from rules.people.projects import Project, find_project
from rules.refusals import Refused
from rules.words import shorten

PROJECT = re.compile(r"(?:^|(?<=\s))project(?=\s|$)", re.IGNORECASE)
HOW_CHOSEN = (
    "Which project? Add its name, like: `/experiment insights project Search last 90 days`;"
    " `/project list` shows all."
)


@dataclass(frozen=True, slots=True)
class InsightsChoice:
    """Of which project, by its number, and of which time; None for all there is."""

    project: int | None = None
    period: Period | None = None

    @property
    def is_all(self) -> bool:
        """Tell whether nothing is left out."""
        return self == InsightsChoice()


def read_choice(text: str, projects: Iterable[Project], today: date) -> InsightsChoice:
    """Return what was typed after the word: a time, a project, or both in either order; refuse what is neither."""
    typed = " ".join(text.split())
    word = PROJECT.search(typed)
    if not word:
        return InsightsChoice(period=read_period(typed, today))
    before, after = typed[: word.start()].strip(), typed[word.end() :].strip()
    if not after:
        raise Refused(HOW_CHOSEN)
    name, rest = parted(after, tuple(projects), today)
    if before and rest:
        raise Refused(
            f"“{shorten(before, 40)}” and “{shorten(rest, 40)}”: write one span of time. {HOW_CHOSEN}"
        )
    if rest and not tells_period(rest, today):
        raise Refused(
            f"There is no project “{shorten(after, 40)}”, and “{shorten(rest, 40)}” is no span of days that have been. {HOW}"
        )
    found = find_project(projects, name)
    return InsightsChoice(found.number, read_period(before or rest, today))


def parted(text: str, projects: tuple[Project, ...], today: date) -> tuple[str, str]:
    """Return a project's name and what follows it: the longest name that there is, or else all before a time."""
    words = text.split(" ")
    ways = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(len(words), 0, -1)]
    known = (way for way in ways if any(is_same_name(way[0], project.name) for project in projects))
    timed = (way for way in reversed(ways) if way[1] and tells_period(way[1], today))
    return next(known, None) or next(timed, (text, ""))


def span_of(period: Period | None, today: date) -> Span | None:
    """Return the days of a time, seen from today; None for all there is."""
    if isinstance(period, Lately):
        return Span(today - timedelta(days=period.days - 1), today)
    return period


def begin_of(day: date) -> datetime:
    """Return the instant at which a day begins, in UTC."""
    return datetime.combine(day, time.min, UTC)


def choice_words(choice: InsightsChoice, project: str, today: date) -> str:
    """Return what was chosen: “proposed in the last 90 days (28 Aug 2026 to 26 Nov 2026), project Search”."""
    days = span_of(choice.period, today)
    when = "proposed at any time"
    if days and isinstance(choice.period, Lately):
        when = f"proposed in the {period_words(choice.period)} ({period_words(days)})"
    elif days:
        when = f"proposed {period_words(days)}"
    return f"{when}, project {project}" if choice.project is not None else f"{when}, all projects"
