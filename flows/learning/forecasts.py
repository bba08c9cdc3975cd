"""Forecasts from the history of the workspace: at proposal, and as they are now."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows.desk import Desk
from flows.experiments.sheets import sheet_of
from rules.experiments.experiment import Experiment
from rules.experiments.forecast_facts import Forecast
from rules.experiments.proposals import Proposal
from rules.experiments.sheets import ExperimentSheet
from rules.learning.forecasts import GIVEN_UP, age, forecast
from rules.recorders import Recorders
from store import workspaces
from store.experiments import experiments
from store.learning import forecast_history


def at_proposal(session: Session, proposal: Proposal, now: datetime) -> Forecast:
    """Return what history says about a proposal, beside the owner's own date."""

    history = forecast_history.pasts(session, proposal.workstream, proposal.risk)
    return replace(forecast(history.__getitem__, now), owner_date=proposal.target)


def outlook(session: Session, experiment: Experiment, now: datetime) -> Forecast | None:
    """Return what history says now about an experiment that has lasted so long; nothing once its end is known."""
    if experiment.finished_at or experiment.stage in GIVEN_UP:
        return None

    history = forecast_history.pasts(session, experiment.workstream, experiment.risk, but=experiment.number)
    return forecast(history.__getitem__, now, age=age(experiment, now))


def sheet_now(desk: Desk, number: int, now: datetime) -> ExperimentSheet:
    """Return the sheet of an experiment with its forecast as it is now."""
    with desk.look() as session:
        experiment = experiments.get(session, number)
        return replace(
            sheet_of(session, desk, experiment),
            outlook=outlook(session, experiment, now),
            is_open_to_all=workspaces.recorders(session) is Recorders.EVERYBODY,
        )
