"""One letter on its way to Slack, and the ways of posting and editing that every kind of letter shares."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.deliver.patience import NotTold
from bot.draw.message import Message
from bot.outside import own_messages
from bot.outside.mlflow import Tracking
from bot.outside.promtool import Promtool
from flows import outbox
from flows.desk import Desk
from flows.experiments import live_messages
from rules.letters import Letter
from rules.message_keys import MessageKey
from store.postings import Posting

# What Slack answers where a person cannot be told privately in a channel: a direct message reaches them.
NOT_THERE = frozenset({"user_not_in_channel", "not_in_channel", "channel_not_found", "is_archived"})
# So often at most an answer may have been lost of what cannot be looked for.
MOST_LOST = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a letter goes its way: at whose desk, to which Slack, when it is drawn, what tries its alerts, which MLflow
    server there is, and how often it was tried, this time included; which letter it is, how often Slack did not say whether
    it has it, and since when."""

    desk: Desk
    slack: WebClient
    now: datetime
    promtool: Promtool
    tracking: Tracking | None = None
    attempts: int = 1
    letter: int = 0
    lost_answers: int = 0
    lost_since: datetime | None = None
    places: Iterator[int] = field(default_factory=count)

    def mark(self, key: MessageKey | None = None) -> str:
        """Return the mark of a message: by its key, or as the next one that this letter says."""
        return f"{key.subject} {key.part}" if key else f"letter:{self.letter}:{next(self.places)}"


# How one kind of letter is delivered; the table of a module says which kind it is.
Deliver = Callable[[Any, Delivery], None]


def say(
    delivery: Delivery, channel: str, drawn: Message, thread: str = "", *, is_for_all: bool = False
) -> Posting:
    """Post a message in a channel, or in a thread there, or to a person by their id, unless it stands there already.

    What `is_for_all` stands in the channel as well as in its thread.
    """
    mark = delivery.mark()
    standing = found_again(delivery, channel, thread, mark)
    return standing or post(delivery, channel, drawn, thread, mark, is_for_all=is_for_all)


def post(
    delivery: Delivery, channel: str, drawn: Message, thread: str, mark: str, *, is_for_all: bool = False
) -> Posting:
    """Post a message with its mark; links unfold into nothing."""
    answer = delivery.slack.chat_postMessage(
        channel=channel,
        thread_ts=thread or None,
        reply_broadcast=True if is_for_all else None,
        unfurl_links=False,
        unfurl_media=False,
        metadata=own_messages.marked(mark),
        **drawn.payload(),
    )
    return Posting(answer["channel"], answer["ts"])


def buttons_of(drawn: Message) -> str:
    """Return the digest of what can be pressed in a message; nothing where nothing can."""
    found = list(pressed(drawn.payload()["blocks"]))
    return hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""


def pressed(part: object) -> Iterator[str]:
    """Yield what can be pressed in a part of a message: which act it is, and of what."""
    if isinstance(part, list):
        for one in part:
            yield from pressed(one)
    elif isinstance(part, dict):
        if "action_id" in part:
            yield f"{part['action_id']} {part.get('value', '')}"
        for one in part.values():
            yield from pressed(one)


def say_live(
    delivery: Delivery, letter: Letter, experiments: Iterable[int], to: str, drawn: Message, thread: str = ""
) -> None:
    """Post a message, and keep what it is drawn of, for its buttons go once nothing is left to press."""
    posting = say(delivery, to, drawn, thread)
    live_messages.keep_message(delivery.desk, letter, posting, experiments, buttons_of(drawn), delivery.now)


def found_again(delivery: Delivery, channel: str, thread: str, mark: str) -> Posting | None:
    """Return where a message stands of which Slack did not say whether it has it; None where it has not, or does not show."""
    if delivery.lost_since is None:
        return None
    try:
        ts = own_messages.find(delivery.slack, channel, thread, mark, delivery.lost_since)
    except own_messages.CannotLook:
        if channel.startswith(own_messages.PERSON):
            ask_once_more(delivery)
        return None
    return Posting(channel, ts) if ts else None


def files_found_again(delivery: Delivery, channel: str, thread: str, names: Collection[str]) -> bool:
    """Tell whether files stand in a thread of which Slack did not say whether it has them."""
    if delivery.lost_since is None:
        return False
    try:
        return bool(own_messages.find_files(delivery.slack, channel, thread, names, delivery.lost_since))
    except own_messages.CannotLook:
        return False


def ask_once_more(delivery: Delivery) -> None:
    """Let what cannot be looked for be said once more, as soon as Slack answers at all; raise NotTold after that."""
    if delivery.lost_answers > MOST_LOST:
        raise NotTold
    if delivery.lost_answers:
        delivery.slack.auth_test()


def say_privately(delivery: Delivery, user: str, channel: str, drawn: Message, thread: str = "") -> None:
    """Tell one person privately in a channel, or in a direct message where that cannot be, or where they were in none."""
    if not channel:
        say(delivery, user, drawn)
        return
    ask_once_more(delivery)
    try:
        delivery.slack.chat_postEphemeral(
            channel=channel, user=user, thread_ts=thread or None, **drawn.payload()
        )
    except SlackApiError as error:
        if error.response.get("error") not in NOT_THERE:
            raise
        say(delivery, user, drawn)


def try_edit(slack: WebClient, standing: Posting, drawn: Message) -> bool:
    """Edit a message; tell whether it was still there."""
    try:
        slack.chat_update(channel=standing.channel, ts=standing.ts, **drawn.payload())
    except SlackApiError as error:
        if error.response.get("error") == "message_not_found":
            return False
        raise
    return True


def place(
    delivery: Delivery,
    key: MessageKey,
    drawn: Message,
    *,
    to: str,
    thread: str = "",
    is_for_all: bool = False,
) -> Posting:
    """Edit a message where it stands; post it where it does not, in a channel or to a person, or in a thread there."""
    mark, standing = delivery.mark(key), outbox.posted(delivery.desk, key)
    if standing is None and (standing := found_again(delivery, to, thread, mark)):
        outbox.keep_posting(delivery.desk, key, standing)
    if standing and try_edit(delivery.slack, standing, drawn):
        return standing
    posting = post(delivery, to, drawn, thread, mark, is_for_all=is_for_all)
    # Kept before anything else can fail: a message that is known is edited, one that is not is posted again.
    outbox.keep_posting(delivery.desk, key, posting)
    return posting


def edit(delivery: Delivery, key: MessageKey, drawn: Message) -> bool:
    """Edit a message if it was ever posted; tell whether it stands now."""
    standing = outbox.posted(delivery.desk, key)
    return standing is not None and try_edit(delivery.slack, standing, drawn)
