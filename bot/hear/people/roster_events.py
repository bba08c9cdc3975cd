"""What Slack tells of people on its own: who joined, who changed, who left."""

from bot.hear.event_payloads import Event
from bot.hear.hearing import Hearing, Listeners
from bot.outside.roster import member_of
from flows.people import team


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(events={"team_join": take_note, "user_change": take_note})


def take_note(event: Event, at: Hearing) -> None:
    """Take a person's name, zone and standing from Slack."""
    member = member_of(event.user, at.desk.workspace)
    if member:
        team.record_roster(at.desk, [member], now=at.now)
