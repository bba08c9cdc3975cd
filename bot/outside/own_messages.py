"""Messages of ours in Slack: each carries a mark, by which it is found again where Slack's answer was lost."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.outside.slack_errors import reason_of, status_of
from bot.outside.slack_pages import pages_of

# Of Slack's kinds of events; nobody else listens to it.
EVENT = "assay_message"
PAGE, MOST_PAGES = 200, 5
# Slack's clock and ours may differ by so much.
EARLIER = timedelta(minutes=10)
PERSON = ("U", "W")
# Asked for later, Slack answers otherwise.
PASSING_STATUS = 429


class CannotLook(Exception):
    """Slack does not show what was posted there."""


def marked(mark: str) -> dict[str, Any]:
    """Return the metadata of a message, which nobody sees, and which says which of ours it is."""
    return {"event_type": EVENT, "event_payload": {"message": mark}}


def find(slack: WebClient, channel: str, thread: str, mark: str, since: datetime) -> str:
    """Return the time stamp of the message with a mark that was posted since a time, or nothing."""
    return first(slack, channel, thread, since, lambda message: mark_of(message) == mark)


def find_files(slack: WebClient, channel: str, thread: str, names: Collection[str], since: datetime) -> str:
    """Return the time stamp of the message that shows files of these names, or nothing: it can carry no mark."""
    return first(slack, channel, thread, since, lambda message: set(names) <= files_of(message))


def first(
    slack: WebClient, channel: str, thread: str, since: datetime, is_meant: Callable[[dict[str, Any]], bool]
) -> str:
    """Return the time stamp of the first message that is meant, among the latest in a channel or the replies in a thread."""
    return next((str(one["ts"]) for one in messages(slack, channel, thread, since) if is_meant(one)), "")


def messages(slack: WebClient, channel: str, thread: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield what was posted in a channel or a thread since a time, a bounded number; raise CannotLook where Slack shows
    nothing: the scope is optional, and to see a direct message by its person would take another one."""
    if channel.startswith(PERSON):
        raise CannotLook(channel)
    asked: dict[str, Any] = {"channel": channel, "oldest": str((since - EARLIER).timestamp()), "limit": PAGE}
    method = partial(slack.conversations_replies, ts=thread) if thread else slack.conversations_history
    try:
        for page in islice(pages_of(method, **asked, include_all_metadata=True), MOST_PAGES):
            yield from page["messages"]
    except SlackApiError as error:
        if status_of(error) >= PASSING_STATUS:
            raise
        raise CannotLook(reason_of(error)) from error


def mark_of(message: dict[str, Any]) -> str:
    """Return the mark of a message, or nothing where it is none of ours."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return ""
    return str((metadata.get("event_payload") or {}).get("message", ""))


def files_of(message: dict[str, Any]) -> set[str]:
    """Return the names of the files that a message shows."""
    return {str(one.get("name")) for one in message.get("files") or ()}
