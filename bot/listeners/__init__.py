"""Listeners: what Slack said becomes one deed, and then the answer."""

from slack_bolt import App

from bot.listeners import (
    agendas,
    audits,
    ceremonies,
    closings,
    experiment_command,
    overrides,
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
    tokens,
)


def register(app: App) -> None:
    """Register every listener; the strangers come last, since they hear what nobody else did."""
    for room in (
        experiment_command,
        proposals,
        submissions,
        reviews,
        overrides,
        promotions,
        closings,
        projects,
        team,
        tokens,
        ceremonies,
        agendas,
        standups,
        people,
        retros,
        audits,
        strangers,
    ):
        room.register(app)
