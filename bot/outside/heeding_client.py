"""A Slack client that heeds the limits it was told: what Slack would refuse for a while is not asked meanwhile."""

import math
import time
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

UNTOLD_SECONDS = 30
# Slack counts posts by channel too, one a second: so short a wait may concern one channel, and is no limit of the method's.
POST, CHANNEL_SECONDS = "chat.postMessage", 5


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
            retry_handlers=[],
        )
        # What the whole organisation's client names with each call.
        self.default_params = client.default_params
        self.lock = Lock()
        self.until: dict[str, float] = {}

    def api_call(self, api_method: str, **asked: Any) -> SlackResponse:
        """Call a method of Slack, unless its limit is known to stand; raises SlackApiError either way."""
        if left := self.seconds_left(api_method):
            raise self.limited(api_method, left)
        try:
            return super().api_call(api_method, **asked)
        except SlackApiError as error:
            if error.response.status_code == 429:
                self.learn(api_method, told_seconds(error))
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


def told_seconds(error: SlackApiError) -> int:
    """Return the seconds that Slack told us to wait."""
    headers = {key.lower(): value for key, value in error.response.headers.items()}
    return retry_after(headers.get("retry-after"))


def retry_after(header: object) -> int:
    """Return the seconds that a header says; Slack may send it as a list."""
    text = str(header[0] if isinstance(header, list) and header else header)
    return max(1, int(text)) if text.isascii() and text.isdigit() else UNTOLD_SECONDS
