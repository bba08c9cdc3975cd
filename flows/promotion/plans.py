"""Deployment plans, and the promotions before this one."""

from flows.desk import Desk
from rules.experiments.experiment import Experiment
from rules.promotion.plans import DeploymentPlan
from store.experiments import experiments
from store.promotion import plans

# The latest promotions of a project, among which an expression for a metric is looked for.
PROMOTED = 10


def plan(desk: Desk, number: int, round_: int) -> DeploymentPlan:
    """Return the deployment plan of a promotion."""
    with desk.look() as session:
        return plans.get(session, number, round_)


def promoted_before(desk: Desk, experiment: Experiment) -> tuple[Experiment, ...]:
    """Return the experiments of the same project whose promotion was asked for, the latest first."""
    if experiment.project is None:
        return ()
    with desk.look() as session:
        return experiments.promoted(session, experiment.project, but=experiment.number, limit=PROMOTED)
