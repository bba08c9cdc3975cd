"""Listeners: what Slack said becomes one deed, and then the answer."""

from slack_bolt import App

from bot.listeners import (
    agendas,
    ceremonies,
    closings,
    experiment_command,
    people,
    projects,
    promotions,
    proposals,
    retros,
    reviews,
    standups,
    strangers,
    submissions,
    team,
)


def register(app: App) -> None:
    """Register every listener; the strangers come last, since they hear what nobody else did."""
    for room in (
        experiment_command,
        proposals,
        submissions,
        reviews,
        promotions,
        closings,
        projects,
        team,
        ceremonies,
        agendas,
        standups,
        people,
        retros,
        strangers,
    ):
        room.register(app)
