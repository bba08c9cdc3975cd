"""Deployment plans in and out of their table."""

from sqlmodel import Session, select

from rules.promotion.plans import DeploymentPlan
from store.promotion.plan_tables import PlanRow


def add(session: Session, experiment: int, round_: int, plan: DeploymentPlan) -> None:
    """Keep the plan of a promotion."""
    session.add(PlanRow(experiment=experiment, round=round_, plan=plan))


def get(session: Session, experiment: int, round_: int) -> DeploymentPlan:
    """Return the plan of a promotion; it is kept in the transaction that promoted."""
    query = select(PlanRow).where(PlanRow.experiment == experiment, PlanRow.round == round_)
    return session.exec(query).one().plan
