"""Frozen facts of experiments as the cards and lists show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.experiments.blockers import Blocker
from rules.experiments.experiment import Experiment
from rules.experiments.forecast_facts import Forecast
from rules.experiments.staleness import FieldChange
from rules.journal.entries import Entry
from rules.people.people import Duty, Team
from rules.people.projects import Project
from rules.people.seat_facts import SeatWait


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSheet:
    """All that a card of an experiment shows; `link` leads to the card, `changes` are those since the last
    submission, or since the one before it for a resubmission, `blockers` those that are not solved, `outlook` is the
    forecast of now where somebody asked, and `is_open_to_all` tells then whether everybody in the team may record
    values; `then` is the entry at which it is shown as it was, with nothing to decide; `waits` are its open seats, by
    their duty."""

    experiment: Experiment
    team: Team
    project: str = ""
    link: str = ""
    changes: tuple[FieldChange, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    outlook: Forecast | None = None
    is_open_to_all: bool = False
    then: Entry | None = None
    waits: Mapping[Duty, SeatWait] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A page of experiments; `total` counts all that match, `links` lead to cards by number; `asked` is what was typed for
    it, where its other pages can be turned to, `place` which page it is, and `late_on` the day on which its experiments are late."""

    experiments: tuple[Experiment, ...]
    total: int
    links: Mapping[int, str]
    only: str = ""
    asked: str | None = None
    place: int = 0
    pages: int = 1
    late_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSheet:
    """A project with its experiments."""

    project: Project
    overview: Overview
