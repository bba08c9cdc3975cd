"""The pages of a long answer of Slack's, each asked for like any other call."""

from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk.web import SlackResponse


def pages_of(method: Callable[..., SlackResponse], **asked: Any) -> Iterator[SlackResponse]:
    """Yield one page after the other, each asked for once the one before was read; raises what slack-sdk raises.

    slack-sdk turns pages itself, but past the client that heeds limits, and stumbles over a page that is no JSON, as of a Slack
    that is away.
    """
    cursor = ""
    while True:
        answer = method(**asked, cursor=cursor or None)
        yield answer
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
