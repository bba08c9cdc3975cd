"""How Slack is asked about a channel: whether it is private, and who is in it."""

from bot.deliver.delivery import Deliver, Delivery
from bot.outside.channel_members import channel_found
from flows.people import channels
from rules.letters import Letter
from rules.people.letters import ChannelLetter


def ask_about(letter: ChannelLetter, delivery: Delivery) -> None:
    """Keep what Slack says of a channel."""
    channels.keep_found(delivery.desk, letter.channel, channel_found(delivery.slack, letter.channel))


DELIVERIES: dict[type[Letter], Deliver] = {ChannelLetter: ask_about}
