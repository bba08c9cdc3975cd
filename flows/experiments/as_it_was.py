"""An experiment as it was when an entry of its history was written: what its facts up to there give."""

from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from rules.experiments.experiment import Experiment
from rules.experiments.sheets import ExperimentSheet
from rules.experiments.state import experiment_of
from rules.journal.entries import Entry
from rules.journal.facts import folded_all
from rules.lifecycle.fact_words import entry_of
from rules.message_keys import card_of
from rules.people.projects import Project
from rules.refusals import Refused
from store import postings
from store.experiments import experiments
from store.journal import journal
from store.people import projects


def as_it_was(desk: Desk, number: int, at: int) -> ExperimentSheet:
    """Return the sheet of an experiment as it was at an entry; refuse an entry that nobody can tell that of.

    A project bears the name that it had then, where its facts go back so far, and people those of now; blockers and the
    forecast of now are no part of what was decided on.
    """
    with desk.look() as session:
        experiment = experiments.get(session, number)
        entry = entry_at(session, experiment, at)
        then = experiment_of(journal.facts_of(session, experiment.key, at))
        if then is None:
            raise Refused(too_early(session, experiment.key, at))
        card = postings.find(session, card_of(number))
        changes = journal.changes(session, experiment.key, with_submission=True, up_to=at)
        return ExperimentSheet(
            experiment=then,
            team=desk.concerned(session, then, changes, entry),
            project=project_name(session, then.project, entry.at) if then.project is not None else "",
            link=card.link if card else "",
            changes=changes,
            then=entry,
        )


def project_name(session: Session, number: int, at: datetime) -> str:
    """Return what a project was called at a time; its name of now where its facts do not go back so far."""
    project = projects.get(session, number)
    until_then = (fact for fact in journal.facts_of(session, project.key) if fact.at <= at)
    return (folded_all(Project, until_then) or project).name


def entry_at(session: Session, experiment: Experiment, at: int) -> Entry:
    """Return an entry of an experiment's history; refuse one that there is not, and one of before facts were kept."""
    key = experiment.key
    found = journal.at_number(session, key, at)
    if found is None:
        raise Refused(
            f"{key} has no entry {at:,}: its history has the entries 1 to {experiment.facts:,}."
            f" `/experiment history {key}` shows them."
        )
    fact, version = found
    if version == 1:
        raise Refused(too_early(session, key, at))
    return entry_of(fact)


def too_early(session: Session, key: str, at: int) -> str:
    """Return why an entry is too early, and from which on one can look."""
    first = next((one.number for one in journal.facts_of(session, key)), 0)
    since = f" It can be shown from entry {first:,} on: `/experiment show {key} at {first}`" if first else ""
    return f"Entry {at:,} of {key} was written before facts were kept, so nobody can tell exactly how {key} was then.{since}"
