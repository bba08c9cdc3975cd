"""Forecasts from the history of the workspace: at proposal, and as they are now."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from rules.cycles import Forecast, Likeness
from rules.experiments import Experiment
from rules.forecasts import GIVEN_UP, Past, age, forecast
from rules.proposals import Proposal
from store import histories


def at_proposal(session: Session, proposal: Proposal, now: datetime) -> Forecast:
    """Return what history says about a proposal, beside the owner's own date."""

    def history(likeness: Likeness) -> list[Past]:
        return histories.pasts(session, likeness, proposal.workstream, proposal.risk)

    return replace(forecast(history, now), owner_date=proposal.target)


def outlook(session: Session, experiment: Experiment, now: datetime) -> Forecast | None:
    """Return what history says now about an experiment that has lasted so long; nothing once its end is known."""
    if experiment.finished_at or experiment.stage in GIVEN_UP:
        return None

    def history(likeness: Likeness) -> list[Past]:
        return histories.pasts(
            session, likeness, experiment.workstream, experiment.risk, but=experiment.number
        )

    return forecast(history, now, age=age(experiment, now))
