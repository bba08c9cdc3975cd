"""What the history of a workspace says about its forecasts, its pace and its reviews."""

from datetime import datetime

from flows.desk import Desk
from rules.learning.insights import Insights, insights_of
from rules.learning.letters import InsightsLetter
from store import outbox
from store.learning import forecast_history

NEWEST = 500


def insights(desk: Desk, now: datetime) -> Insights:
    """Return what the newest experiments say."""
    with desk.look() as session:
        return insights_of(forecast_history.newest(session, NEWEST), forecast_history.waits(session), now)


def ask(desk: Desk, *, by: str, channel: str, now: datetime, request: str) -> None:
    """Owe somebody the insights, with their charts, where they asked."""
    with desk.begin(request, now) as session:
        outbox.put(session, [InsightsLetter(user=by, channel=channel)], now)
