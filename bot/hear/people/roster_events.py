"""What Slack tells of people on its own: who joined, who changed, who left."""

from typing import Any

from slack_bolt import App

from bot.outside.roster import member_of
from flows.desk import Desk
from flows.people import team


def register(app: App) -> None:
    """Register these listeners."""
    app.event("team_join")(take_note)
    app.event("user_change")(take_note)


def take_note(event: dict[str, Any], desk: Desk) -> None:
    """Take a person's name, zone and standing from Slack."""
    member = member_of(event.get("user"))
    if member:
        team.record_roster(desk, [member])
