"""What people look at of experiments: frozen values read in one transaction, for drawings."""

from collections.abc import Sequence

from sqlmodel import Session

from flows.desk import Desk
from rules.experiments.blockers import is_moot
from rules.experiments.experiment import Experiment, Stage
from rules.experiments.sheets import ExperimentSheet, Overview
from rules.journal.entries import Entry
from rules.message_keys import card_of
from store import postings
from store.experiments import blockers, experiments
from store.journal import journal
from store.people import projects

PAGE = 20
HISTORY = 60


def sheet(desk: Desk, number: int) -> ExperimentSheet:
    """Return all that the cards of an experiment show; refuse a number that does not exist."""
    with desk.look() as session:
        return sheet_of(session, desk, experiments.get(session, number))


def sheet_of(session: Session, desk: Desk, experiment: Experiment) -> ExperimentSheet:
    """Return the sheet of an experiment."""
    card = postings.find(session, card_of(experiment.number))
    project = projects.get(session, experiment.project) if experiment.project is not None else None
    return ExperimentSheet(
        experiment=experiment,
        team=desk.team(session),
        project=project.name if project else "",
        link=card.link if card else "",
        changes=journal.changes(session, experiment.key, with_submission=True),
        blockers=() if is_moot(experiment) else blockers.unsolved_on(session, experiment.number),
    )


def overview(
    desk: Desk, *, stages: Sequence[Stage] = (), owner: str = "", project: int | None = None, only: str = ""
) -> Overview:
    """Return the newest experiments that match; `only` says in words what they match."""
    with desk.look() as session:
        return overview_of(session, stages=stages, owner=owner, project=project, only=only)


def overview_of(
    session: Session,
    *,
    stages: Sequence[Stage] = (),
    owner: str = "",
    project: int | None = None,
    only: str = "",
) -> Overview:
    """Return a page of experiments with the links to their cards."""
    found, total = experiments.page(session, stages=stages, owner=owner, project=project, limit=PAGE)
    links = postings.card_links(session, [experiment.number for experiment in found])
    return Overview(experiments=found, total=total, links=links, only=only)


def history(desk: Desk, number: int) -> tuple[Experiment, tuple[Entry, ...], int]:
    """Return an experiment, its newest journal entries, oldest first, and how many there are in all."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        return experiment, *journal.of_subject(session, experiment.key, HISTORY)
