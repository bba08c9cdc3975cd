"""One letter on its way to Slack, and the ways of posting and editing that every kind of letter shares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.draw.message import Message
from bot.outside.mlflow import Tracking
from bot.outside.promtool import Promtool
from flows import outbox
from flows.desk import Desk
from rules.ceremony_names import HoldingKey
from store.postings import Posting

# What Slack answers where a person cannot be told privately in a channel: a direct message reaches them.
NOT_THERE = frozenset({"user_not_in_channel", "not_in_channel", "channel_not_found", "is_archived"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter on its way: what it says, at whose desk, to which Slack, when it is drawn, what tries its alerts, which
    MLflow server there is, and how often it was tried, this time included."""

    desk: Desk
    slack: WebClient
    facts: dict[str, Any]
    now: datetime
    promtool: Promtool
    tracking: Tracking | None = None
    attempts: int = 1

    @property
    def holding(self) -> HoldingKey:
        """Return the holding of a ceremony that the letter is about."""
        return HoldingKey.read(self.facts["holding"])


Deliver = Callable[[Delivery], None]


def say(delivery: Delivery, channel: str, drawn: Message, thread: str = "") -> Posting:
    """Post a message in a channel, or in a thread there, or to a person by their id; links unfold into nothing."""
    answer = delivery.slack.chat_postMessage(
        channel=channel,
        thread_ts=thread or None,
        unfurl_links=False,
        unfurl_media=False,
        **drawn.payload(),
    )
    return Posting(answer["channel"], answer["ts"])


def say_privately(delivery: Delivery, user: str, channel: str, drawn: Message) -> None:
    """Tell one person privately in a channel, or in a direct message where that cannot be."""
    try:
        delivery.slack.chat_postEphemeral(channel=channel, user=user, **drawn.payload())
    except SlackApiError as error:
        if error.response.get("error") not in NOT_THERE:
            raise
        delivery.slack.chat_postMessage(channel=user, **drawn.payload())


def was_edited(slack: WebClient, standing: Posting, drawn: Message) -> bool:
    """Edit a message; tell whether it was still there."""
    try:
        slack.chat_update(channel=standing.channel, ts=standing.ts, **drawn.payload())
    except SlackApiError as error:
        if error.response.get("error") == "message_not_found":
            return False
        raise
    return True


def place_part(
    delivery: Delivery, holding: HoldingKey, part: str, drawn: Message, *, to: str = "", thread: str = ""
) -> Posting:
    """Edit a message of a holding where it stands; post it where it does not, in the holding's channel or `to` another."""
    standing = outbox.posted_part(delivery.desk, holding, part)
    if standing and was_edited(delivery.slack, standing, drawn):
        return standing
    posting = say(delivery, to or holding.channel, drawn, thread)
    # Kept before anything else can fail: a message that is known is edited, one that is not is posted again.
    outbox.keep_part(delivery.desk, holding, part, posting)
    return posting


def edit_part(delivery: Delivery, holding: HoldingKey, part: str, drawn: Message) -> bool:
    """Edit a message of a holding if it was ever posted; tell whether it stands now."""
    standing = outbox.posted_part(delivery.desk, holding, part)
    return standing is not None and was_edited(delivery.slack, standing, drawn)
