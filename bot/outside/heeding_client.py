"""A Slack client that heeds the limits it was told: what Slack would refuse for a while is not asked meanwhile, and that
tells where it is not known whether Slack did what it was asked."""

import math
import socket
import time
from http.client import HTTPException
from threading import Lock
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

UNTOLD_SECONDS = 30
# Slack counts posts by channel too, one a second: so short a wait may concern one channel, and is no limit of the method's.
POST, CHANNEL_SECONDS = "chat.postMessage", 5

UPDATE = "chat.update"
# What people see of each is one message more, or another one than before.
SHOWS = frozenset({POST, UPDATE, "chat.postEphemeral", "files.completeUploadExternal"})
# What Slack answers when it stumbled, maybe after it did what it was asked.
STUMBLED = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


class Unanswered(Exception):
    """Slack was asked to show a message, and whether it does is not known; the cause says why."""

    def __init__(self, method: str) -> None:
        super().__init__(method)
        self.method = method


class HeedingClient(WebClient):
    """A client of one workspace whose calls of a method fail at once, as Slack let one fail, until the time that Slack told.

    A retry handler of slack-sdk would not do: it is asked only after a call, and keeps its thread waiting.
    """

    def __init__(self, client: WebClient) -> None:
        super().__init__(
            client.token,
            client.base_url,
            client.timeout,
            ssl=client.ssl,
            proxy=client.proxy,
            logger=client.logger,
            # None of them repeats a call; ours only watches.
            retry_handlers=client.retry_handlers,
        )
        # What the whole organisation's client names with each call.
        self.default_params = client.default_params
        self.lock = Lock()
        self.until: dict[str, float] = {}

    def api_call(self, api_method: str, **asked: Any) -> SlackResponse:
        """Call a method of Slack, unless its limit is known to stand; raises SlackApiError either way, and Unanswered where
        Slack may show a message all the same."""
        if left := self.seconds_left(api_method):
            raise self.limited(api_method, left)
        try:
            return super().api_call(api_method, **asked)
        except SlackApiError as error:
            if error.response.status_code == 429:
                self.learn(api_method, told_seconds(error))
            elif api_method in SHOWS and has_stumbled(error):
                raise Unanswered(api_method) from error
            raise
        except (OSError, HTTPException) as error:
            if api_method in SHOWS and not was_never_asked(error):
                raise Unanswered(api_method) from error
            raise

    def seconds_left(self, method: str) -> float:
        """Return how long the limit of a method stands yet; a limit that has passed is forgotten."""
        with self.lock:
            left = self.until.get(method, 0.0) - time.monotonic()
            if left <= 0:
                self.until.pop(method, None)
            return max(left, 0.0)

    def learn(self, method: str, seconds: int) -> None:
        """Remember how long a method is not to be called."""
        if method == POST and seconds <= CHANNEL_SECONDS:
            return
        with self.lock:
            self.until[method] = max(self.until.get(method, 0.0), time.monotonic() + seconds)

    def limited(self, method: str, left: float) -> SlackApiError:
        """Return what Slack would answer now."""
        answer = SlackResponse(
            client=self,
            http_verb="POST",
            api_url=f"{self.base_url}{method}",
            req_args={},
            data={"ok": False, "error": "ratelimited"},
            headers={"Retry-After": str(math.ceil(left))},
            status_code=429,
        )
        return SlackApiError("Slack told to wait", answer)  # type: ignore[no-untyped-call]


def has_stumbled(error: SlackApiError) -> bool:
    """Tell whether Slack may have done what it answered with an error."""
    return error.response.status_code >= 500 or error.response.get("error") in STUMBLED


def was_never_asked(error: Exception) -> bool:
    """Tell whether there was no connection to ask over."""
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, (ConnectionRefusedError, socket.gaierror))


def told_seconds(error: SlackApiError) -> int:
    """Return the seconds that Slack told us to wait."""
    headers = {key.lower(): value for key, value in error.response.headers.items()}
    return retry_after(headers.get("retry-after"))


def retry_after(header: object) -> int:
    """Return the seconds that a header says; Slack may send it as a list."""
    text = str(header[0] if isinstance(header, list) and header else header)
    return max(1, int(text)) if text.isascii() and text.isdigit() else UNTOLD_SECONDS
