"""Knowing of the channels in which cards stand whether they are private, and who is in those that are."""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows.desk import Desk
from flows.due import DueKind
from rules.people.letters import ChannelLetter
from rules.people.viewing import ChannelFound
from store import outbox
from store.people import channels
from store.people.channels import ChannelLook

# Who comes and goes is told by Slack at once; this finds what it did not tell.
LOOK_EVERY = timedelta(hours=1)


def know_channel(session: Session, channel: str, now: datetime) -> None:
    """Have Slack asked about a channel in which the first card will stand; until it answers, the channel counts as private."""
    if channels.is_new(session, channel, now + LOOK_EVERY):
        outbox.put(session, [ChannelLetter(channel=channel)], now)


def look_again(desk: Desk, due: ChannelLook, now: datetime) -> bool:
    """Have Slack asked once more about a channel; false if another worker does."""
    with desk.begin() as session:
        if not channels.take_look(session, due.channel, now, now + LOOK_EVERY):
            return False
        outbox.put(session, [ChannelLetter(channel=due.channel)], now)
        return True


def keep_found(desk: Desk, channel: str, found: ChannelFound) -> None:
    """Keep what Slack says of a channel."""
    with desk.begin() as session:
        channels.keep_channel(session, channel, found)


def somebody_came(desk: Desk, channel: str, user: str) -> None:
    """Keep that somebody came into a channel."""
    with desk.begin() as session:
        channels.join(session, channel, user)


def somebody_left(desk: Desk, channel: str, user: str) -> None:
    """Keep that somebody left a channel."""
    with desk.begin() as session:
        channels.leave(session, channel, [user])


CHANNELS = DueKind(channels.due_looks, look_again, lambda due: f"the look at channel {due.channel}")
