"""Listeners: what Slack said becomes one deed, and then the answer."""

from slack_bolt import App

from bot.hear import strangers
from bot.hear.ceremonies import agendas, ceremony_command, retros, standups
from bot.hear.journal import evidence_packs
from bot.hear.lifecycle import (
    closings,
    experiment_command,
    overrides,
    promotions,
    proposals,
    reviews,
    submissions,
)
from bot.hear.people import projects, roster_events, team, tokens


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
        ceremony_command,
        agendas,
        standups,
        roster_events,
        retros,
        evidence_packs,
        strangers,
    ):
        room.register(app)
