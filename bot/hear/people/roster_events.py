"""What Slack tells of people on its own: who joined, who changed, who left, and who comes into a channel or leaves it."""

from bot.hear.event_payloads import ChannelMoved, Event
from bot.hear.hearing import Hearing, Listeners
from bot.outside.roster import member_of
from flows import outbox
from flows.people import channels, team


def listeners() -> Listeners:
    """Return who hears what here."""
    return Listeners(
        events={
            "team_join": take_note,
            "user_change": take_note,
            "member_joined_channel": note_coming,
            "member_left_channel": note_going,
        }
    )


def take_note(event: Event, at: Hearing) -> None:
    """Take a person's name, zone and standing from Slack."""
    member = member_of(event.user, at.desk.workspace)
    if member:
        team.record_roster(at.desk, [member], now=at.now)


def note_coming(event: Event, at: Hearing) -> None:
    """Keep that somebody came into a channel; once that is us, what waits for the channel goes its way."""
    if isinstance(event, ChannelMoved):
        channels.somebody_came(at.desk, event.channel, event.user)
        if event.user == at.desk.bot:
            outbox.let_go(at.desk, event.channel, at.now)


def note_going(event: Event, at: Hearing) -> None:
    """Keep that somebody left a channel."""
    if isinstance(event, ChannelMoved):
        channels.somebody_left(at.desk, event.channel, event.user)
