"""What people look at: frozen facts read in one transaction, for views to draw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows import forecasts
from flows.desk import Desk
from flows.team import require_admin
from rules.blockers import is_moot
from rules.experiments import Experiment, Stage, Verdict
from rules.gates import STEP_OF_VERDICT, ReviewSeat, decline_objections, review_objections
from rules.lifecycle import Step, objections
from rules.people import Member, Team
from rules.plans import DeploymentPlan
from rules.projects import Project, find_project
from rules.refusals import refuse
from rules.revisions import submission_step
from rules.sheets import Entry, ExperimentSheet, Overview, ProjectSheet
from store import blockers, experiments, journal, plans, postings, projects
from store.tables import PostingKind

PAGE = 20
HISTORY = 60
# The latest promotions of a project, among which an expression for a metric is looked for.
PROMOTED = 10


def sheet(desk: Desk, number: int) -> ExperimentSheet:
    """Return all that the cards of an experiment show; refuse a number that does not exist."""
    with desk.look() as session:
        return sheet_of(session, desk, experiments.get(session, number))


def sheet_now(desk: Desk, number: int, now: datetime) -> ExperimentSheet:
    """Return the sheet of an experiment with its forecast as it is now."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        outlook = forecasts.outlook(session, experiment, now)
        return replace(sheet_of(session, desk, experiment), outlook=outlook)


def sheet_of(session: Session, desk: Desk, experiment: Experiment) -> ExperimentSheet:
    """Return the sheet of an experiment."""
    card = postings.find(session, experiment.number, PostingKind.CARD)
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


def plan(desk: Desk, number: int, round_: int) -> DeploymentPlan:
    """Return the deployment plan of a promotion."""
    with desk.look() as session:
        return plans.get(session, number, round_)


def team(desk: Desk) -> Team:
    """Return everybody, with all their duties."""
    with desk.look() as session:
        return desk.team(session)


def member(desk: Desk, user: str) -> Member:
    """Return a member, with all their duties."""
    with desk.look() as session:
        return desk.member(session, user)


def all_projects(desk: Desk) -> tuple[Project, ...]:
    """Return all projects by name."""
    with desk.look() as session:
        return projects.every(session)


def project(desk: Desk, number: int) -> ProjectSheet:
    """Return a project with its experiments."""
    with desk.look() as session:
        return ProjectSheet(
            project=projects.get(session, number), overview=overview_of(session, project=number)
        )


def project_named(desk: Desk, name: str) -> ProjectSheet:
    """Return the project of a typed name with its experiments; refuse with the nearest name."""
    with desk.look() as session:
        found = find_project(projects.every(session), name)
        return ProjectSheet(project=found, overview=overview_of(session, project=found.number))


def entitled(desk: Desk, number: int, step: Step, by: str) -> ExperimentSheet:
    """Return an experiment's sheet for a form; refuse now who could not submit the form later."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        refuse(objections(experiment, step, desk.person(session, by)))
        return sheet_of(session, desk, experiment)


def promoted_before(desk: Desk, experiment: Experiment) -> tuple[Experiment, ...]:
    """Return the experiments of the same project whose promotion was asked for, the latest first."""
    if experiment.project is None:
        return ()
    with desk.look() as session:
        return experiments.promoted(session, experiment.project, but=experiment.number, limit=PROMOTED)


def submittable(desk: Desk, number: int, by: str) -> ExperimentSheet:
    """Return an experiment's sheet for the form of its next submission."""
    found = sheet(desk, number)
    return entitled(desk, number, submission_step(found.experiment), by)


def reviewable(desk: Desk, seat: ReviewSeat, verdict: Verdict, by: str) -> None:
    """Refuse now who could not decide this seat of the board."""
    with desk.look() as session:
        experiment = experiments.get(session, seat.experiment)
        person = desk.person(session, by)
        refuse(review_objections(experiment, seat, STEP_OF_VERDICT[verdict], person))


def declinable(desk: Desk, number: int, round_: int, by: str) -> None:
    """Refuse now who could not decline this promotion."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        refuse(decline_objections(experiment, round_, desk.person(session, by)))


def team_for_admin(desk: Desk, by: str) -> Team:
    """Return everybody for a form that only an admin may submit; refuse anybody else now."""
    with desk.look() as session:
        require_admin(desk.person(session, by))
        return desk.team(session)
