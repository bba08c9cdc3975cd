"""What people look at of experiments: frozen values read in one transaction, for drawings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.desk import Desk
from rules.experiments.blockers import is_moot
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.sheets import ExperimentSheet, Overview
from rules.journal.entries import Entry
from rules.message_keys import card_of
from rules.paging import MOST_COUNTED, pages_of, place_of
from rules.people.projects import Workstream
from store import postings
from store.experiments import blockers, experiments
from store.journal import journal
from store.people import projects

PAGE = 20
HISTORY = 60


def sheet(desk: Desk, number: int, *named: object) -> ExperimentSheet:
    """Return all that the cards of an experiment show, and the names of those whom some values name; refuse a number that
    does not exist."""
    with desk.look() as session:
        return sheet_of(session, desk, experiments.get(session, number), *named)


def shown(desk: Desk, numbers: Iterable[int]) -> tuple[ExperimentSheet, ...]:
    """Return the sheets of those of some experiments that the desk's viewer is shown."""
    with desk.look() as session:
        known = experiments.known_numbers(session, numbers)
        return tuple(sheet_of(session, desk, experiments.get(session, number)) for number in known)


def sheet_of(session: Session, desk: Desk, experiment: Experiment, *named: object) -> ExperimentSheet:
    """Return the sheet of an experiment, for a drawing that also names those whom some values name."""
    card = postings.find(session, card_of(experiment.number))
    project = projects.get(session, experiment.project) if experiment.project is not None else None
    changes = journal.changes(session, experiment.key, with_submission=True)
    unsolved = () if is_moot(experiment) else blockers.unsolved_on(session, experiment.number)
    return ExperimentSheet(
        experiment=experiment,
        team=desk.concerned(session, experiment, changes, unsolved, named),
        project=project.name if project else "",
        link=card.link if card else "",
        changes=changes,
        blockers=unsolved,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which experiments a list shows, `only` in words, on which page; `asked` is what was typed for it, if it was."""

    stages: Sequence[Stage] = ()
    owner: str = ""
    project: int | None = None
    workstream: Workstream | None = None
    late_on: date | None = None
    only: str = ""
    asked: str | None = None
    place: int = 0


def overview(
    desk: Desk, *, stages: Sequence[Stage] = (), owner: str = "", project: int | None = None, only: str = ""
) -> Overview:
    """Return the newest experiments that match; `only` says in words what they match."""
    return page(desk, Wanted(stages=stages, owner=owner, project=project, only=only))


def page(desk: Desk, wanted: Wanted) -> Overview:
    """Return one page of the experiments that match, the newest first, or those that are late the longest."""
    with desk.look() as session:
        return overview_of(session, wanted)


def overview_of(session: Session, wanted: Wanted) -> Overview:
    """Return a page of experiments with the links to their cards; the last one where there are no longer so many."""
    place = max(0, wanted.place)
    found, total = found_on(session, wanted, place)
    if not found and place:
        place = place_of(total, place, PAGE)
        found, total = found_on(session, wanted, place)
    return Overview(
        experiments=found,
        total=total,
        links=postings.card_links(session, [experiment.number for experiment in found]),
        only=wanted.only,
        asked=wanted.asked,
        place=place,
        pages=max(pages_of(total, PAGE), place + (2 if total > MOST_COUNTED and len(found) == PAGE else 1)),
        late_on=wanted.late_on,
    )


def found_on(session: Session, wanted: Wanted, place: int) -> tuple[tuple[Experiment, ...], int]:
    """Return the experiments of one page, and how many there are in all."""
    return experiments.page(
        session,
        stages=wanted.stages,
        owner=wanted.owner,
        project=wanted.project,
        workstream=wanted.workstream,
        late_on=wanted.late_on,
        skip=place * PAGE,
        limit=PAGE,
    )


def history(desk: Desk, number: int) -> tuple[Experiment, tuple[Entry, ...], int]:
    """Return an experiment, its newest journal entries, oldest first, and how many there are in all."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        return experiment, *journal.of_subject(session, experiment.key, HISTORY)
