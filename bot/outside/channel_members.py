"""Whether a channel is private and who is in it, as Slack says it."""

import logging
from collections.abc import Iterator
from itertools import islice

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.outside.slack_errors import NO_ANSWER
from bot.outside.slack_pages import pages_of
from rules.people.viewing import ChannelFound

logger = logging.getLogger(__name__)
# A channel with more has no list of people whom a ceremony expects by name.
MOST = 1000
# Beyond that, people of a private channel are not shown its experiments, rather than anybody else being shown them.
MOST_KEPT = 20_000
# What Slack answers about a channel that it does not show us.
NOT_SHOWN = frozenset({"channel_not_found", "missing_scope", "not_in_channel", "no_permission"})
# Together with the form that follows this stays within the three seconds of a trigger.
GUESS_SECONDS = 1


def members_of(client: WebClient, channel: str) -> frozenset[str]:
    """Return who is in a channel; nobody where Slack does not tell, for a good guess must not keep a form from opening."""
    hasty = WebClient(client.token, client.base_url, timeout=GUESS_SECONDS, retry_handlers=[])
    try:
        answer = hasty.conversations_members(channel=channel, limit=MOST)
    except NO_ANSWER:
        logger.info("Slack did not tell who is in a channel", exc_info=True)
        return frozenset()
    more = (answer.get("response_metadata") or {}).get("next_cursor")
    return frozenset() if more else frozenset(answer.get("members") or ())


def channel_found(client: WebClient, channel: str) -> ChannelFound:
    """Return what Slack says of a channel: one that it does not show us is private, with nobody in it whom we could know.

    Raises what slack-sdk raises where Slack does not answer; without the scope for public channels none of them is told from
    another, and all count as public, as before that scope.
    """
    try:
        is_private = bool(client.conversations_info(channel=channel)["channel"].get("is_private"))
        return ChannelFound(
            is_private, frozenset(everybody_in(client, channel)) if is_private else frozenset()
        )
    except SlackApiError as error:
        why, needed = error.response.get("error"), str(error.response.get("needed", ""))
        if why not in NOT_SHOWN:
            raise
        return ChannelFound(is_private=not (why == "missing_scope" and "channels:read" in needed))


def lets_us_in(client: WebClient, channel: str) -> bool:
    """Tell whether a channel is open, and we are in it; where we may not look, posting there will tell.

    Raises what slack-sdk raises where Slack does not answer.
    """
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        why = error.response.get("error")
        if why not in NOT_SHOWN:
            raise
        return bool(why == "missing_scope")
    is_shut = found.get("is_archived") or found.get("is_frozen")
    return not is_shut and bool(found.get("is_member", True))


def everybody_in(client: WebClient, channel: str) -> Iterator[str]:
    """Yield who is in a channel, as many as are kept of one."""
    pages = pages_of(client.conversations_members, channel=channel, limit=MOST)
    for page in islice(pages, MOST_KEPT // MOST):
        yield from page.get("members") or ()
