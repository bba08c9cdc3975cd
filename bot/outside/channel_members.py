"""Who is in a channel, as Slack says it."""

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

logger = logging.getLogger(__name__)
# A channel with more has no list of people whom a ceremony expects by name.
MOST = 1000
# Together with the form that follows this stays within the three seconds of a trigger.
GUESS_SECONDS = 1


def members_of(client: WebClient, channel: str) -> frozenset[str]:
    """Return who is in a channel; nobody where Slack does not tell, for a good guess must not keep a form from opening."""
    hasty = WebClient(client.token, client.base_url, timeout=GUESS_SECONDS, retry_handlers=[])
    try:
        answer = hasty.conversations_members(channel=channel, limit=MOST)
    except (SlackApiError, OSError):
        logger.info("Slack did not tell who is in a channel", exc_info=True)
        return frozenset()
    more = (answer.get("response_metadata") or {}).get("next_cursor")
    return frozenset() if more else frozenset(answer.get("members") or ())
