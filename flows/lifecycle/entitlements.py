"""Who may open a form now: refused before the form rather than after it."""

from flows.desk import Desk
from flows.experiments.sheets import sheet, sheet_of
from rules.experiments.experiment import Verdict
from rules.experiments.sheets import ExperimentSheet
from rules.lifecycle.board import STEP_OF_VERDICT, review_objections
from rules.lifecycle.gate import decline_objections
from rules.lifecycle.revisions import submission_step
from rules.lifecycle.seats import ReviewSeat
from rules.lifecycle.steps import Step, objections
from rules.refusals import refuse
from store.experiments import experiments


def entitled(desk: Desk, number: int, step: Step, by: str) -> ExperimentSheet:
    """Return an experiment's sheet for a form; refuse now who could not submit the form later."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        refuse(objections(experiment, step, desk.person(session, by)))
        return sheet_of(session, desk, experiment)


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
