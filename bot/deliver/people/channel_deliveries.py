"""How Slack is asked about a channel: whether it is private, who is in it, and whether it lets us in."""

from bot.deliver.delivery import Deliver, Delivery
from bot.outside.channel_members import channel_found, lets_us_in
from flows import outbox
from flows.people import channels
from rules.letters import Letter
from rules.people.letters import ChannelLetter, ClosedChannelLetter


def ask_about(letter: ChannelLetter, delivery: Delivery) -> None:
    """Keep what Slack says of a channel."""
    channels.keep_found(delivery.desk, letter.channel, channel_found(delivery.slack, letter.channel))


def look_whether_open(letter: ClosedChannelLetter, delivery: Delivery) -> None:
    """Let what waits for a channel go once Slack lets us in there; look again later where it does not."""
    if lets_us_in(delivery.slack, letter.channel):
        outbox.let_go(delivery.desk, letter.channel, delivery.now)
    else:
        outbox.look_later(delivery.desk, letter, delivery.now)


DELIVERIES: dict[type[Letter], Deliver] = {
    ChannelLetter: ask_about,
    ClosedChannelLetter: look_whether_open,
}
