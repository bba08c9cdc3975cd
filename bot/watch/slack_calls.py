"""How Slack answers this process: each call is counted, and what lasts is logged once, until it is over."""

import json
import logging
from datetime import UTC, datetime
from threading import Lock

from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryHandler, RetryState

from bot.watch import metrics

logger = logging.getLogger(__name__)
# A token that Slack takes from nobody any more.
ENDED = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})
OUTAGE = "unreachable"
# It takes the app token; whether that is taken is seen by the socket.
SOCKET_METHOD = "apps.connections.open"
# What is counted by its name; all else that Slack may say is counted together.
KNOWN = ENDED | {
    OUTAGE,
    *("channel_not_found", "not_in_channel", "is_archived", "user_not_found", "user_not_in_channel"),
    *("message_not_found", "cant_update_message", "edit_window_closed", "missing_scope", "restricted_action"),
    *("invalid_blocks", "invalid_arguments", "msg_too_long", "msg_blocks_too_long", "hash_conflict"),
    *("expired_trigger_id", "invalid_trigger_id", "exchanged_trigger_id", "not_found", "view_too_large"),
    *("internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"),
}
OTHER = "other"
SERVER_FAULT = 500


class CallWatch(RetryHandler):  # type: ignore[misc,unused-ignore]
    """What slack-sdk asks after each call whether to repeat it: it never does, and keeps how the calls went."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=0)
        self.lock = Lock()
        self.answered_at: datetime | None = None
        self.ended = ""
        self.is_away = False

    def can_retry(
        self,
        *,
        state: RetryState,  # noqa: ARG002  (as slack-sdk calls it)
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        """Keep how a call went; repeat none."""
        method = request.url.partition("?")[0].rstrip("/").rpartition("/")[2]
        problem = OUTAGE if response is None else problem_of(response)
        if not problem:
            self.went_well()
            return False
        metrics.SLACK_REFUSALS.labels(method, problem if problem in KNOWN else OTHER).inc()
        if problem == OUTAGE:
            self.went_away(method, error)
        elif problem in ENDED and method != SOCKET_METHOD:
            self.was_turned_away(method, problem)
        return False

    def went_well(self) -> None:
        """Keep that Slack answered and took the token; say so where it did not before."""
        with self.lock:
            was_away, ended = self.is_away, self.ended
            self.answered_at, self.is_away, self.ended = datetime.now(UTC), False, ""
        if was_away or ended:
            logger.info("Slack answers again" if was_away else "Slack takes the token again")

    def went_away(self, method: str, error: Exception | None) -> None:
        """Keep that Slack cannot be reached; log it once."""
        with self.lock:
            is_first, self.is_away = self.answered_at is not None and not self.is_away, True
        if is_first:
            logger.warning(
                "Slack cannot be reached (%s in %s); this is counted, and logged again only once it is over",
                type(error).__name__ if error else "a fault of its own",
                method,
            )

    def was_turned_away(self, method: str, problem: str) -> None:
        """Keep that Slack does not take the token; log it once."""
        with self.lock:
            # Of a token that never was taken, the start tells.
            is_first, self.ended = self.answered_at is not None and not self.ended, problem
        if is_first:
            logger.error(
                "Slack no longer takes the token (%s in %s): install the app again, and where the settings hold the token,"
                " put the new one there and start again; more of these are counted, not logged",
                problem,
                method,
            )


def problem_of(response: HttpResponse) -> str:
    """Return what was wrong with a call in a word, or nothing."""
    if response.status_code == 429:
        return "ratelimited"
    if response.status_code >= SERVER_FAULT:
        return OUTAGE
    try:
        said = response.body or json.loads(response.data or b"{}")
    except ValueError:
        return OTHER
    return "" if not isinstance(said, dict) or said.get("ok", True) else str(said.get("error") or OTHER)
