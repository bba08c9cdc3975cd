"""The table of deployment plans."""

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from rules.promotion.plans import DeploymentPlan
from store.columns import document
from store.tables import EXPERIMENT_KEY, Bounded


class PlanRow(Bounded, table=True):
    """The deployment plan that one round of promotion produced."""

    __tablename__ = "plans"
    __table_args__ = (ForeignKeyConstraint(*EXPERIMENT_KEY),)

    experiment: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    plan: DeploymentPlan = document(DeploymentPlan)
