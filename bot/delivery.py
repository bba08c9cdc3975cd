"""One letter on its way to Slack, and the ways of posting and editing that every kind of letter shares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.views.message import Message
from flows import post
from flows.desk import Desk
from rules.ceremonies import Holding
from store.postings import Posting


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter on its way: what it says, at whose desk, to which Slack."""

    desk: Desk
    slack: WebClient
    facts: dict[str, Any]

    @property
    def holding(self) -> Holding:
        """Return the holding of a ceremony that the letter is about."""
        return Holding.read(self.facts["holding"])


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
    delivery: Delivery, holding: Holding, part: str, drawn: Message, *, to: str = "", thread: str = ""
) -> Posting:
    """Edit a message of a holding where it stands; post it where it does not, in the holding's channel or `to` another."""
    standing = post.posted_part(delivery.desk, holding, part)
    if standing and was_edited(delivery.slack, standing, drawn):
        return standing
    posting = say(delivery, to or holding.channel, drawn, thread)
    # Kept before anything else can fail: a message that is known is edited, one that is not is posted again.
    post.keep_part(delivery.desk, holding, part, posting)
    return posting


def edit_part(delivery: Delivery, holding: Holding, part: str, drawn: Message) -> bool:
    """Edit a message of a holding if it was ever posted; tell whether it stands now."""
    standing = post.posted_part(delivery.desk, holding, part)
    return standing is not None and was_edited(delivery.slack, standing, drawn)
