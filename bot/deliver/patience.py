"""What becomes of a letter that did not reach Slack: wait as told, try again later, or set it aside."""

import http.client
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.outside.heeding_client import told_seconds
from store.outbox import UnreadableLetter

LONGEST_WAIT_SECONDS = 600
GIVE_UP_AFTER = timedelta(hours=24)
# Errors of Slack's own making, or of a token that an operator can mend: worth another try.
PASSING = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_expired",
        "token_revoked",
    }
)


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Try again at a time; `is_outage` where Slack did not answer as it does."""

    until: datetime
    problem: str
    is_outage: bool = False


@dataclass(frozen=True, slots=True)
class Park:
    """Set the letter aside: only a person can solve this."""

    problem: str


def judge(error: Exception, *, attempts: int, waiting_since: datetime, now: datetime) -> TryAgain | Park:
    """Return what becomes of a letter whose delivery raised; anything unforeseen is raised again."""
    if isinstance(error, UnreadableLetter):
        return Park(str(error))
    if isinstance(error, SlackApiError):
        return judge_answer(error, attempts=attempts, waiting_since=waiting_since, now=now)
    if isinstance(error, (OSError, http.client.HTTPException, SlackClientError)):
        return back_off(f"{type(error).__name__}", attempts=attempts, waiting_since=waiting_since, now=now)
    raise error


def judge_answer(
    error: SlackApiError, *, attempts: int, waiting_since: datetime, now: datetime
) -> TryAgain | Park:
    """Return what becomes of a letter that Slack answered with an error."""
    status = getattr(error.response, "status_code", 200)
    name = str(error.response.get("error") or f"status {status}")
    if status == 429:
        return TryAgain(now + timedelta(seconds=told_seconds(error)), "ratelimited")
    if status >= 500 or name in PASSING:
        return back_off(name, attempts=attempts, waiting_since=waiting_since, now=now)
    return Park(name)


def back_off(problem: str, *, attempts: int, waiting_since: datetime, now: datetime) -> TryAgain | Park:
    """Return the next try, twice as late each time and with jitter, so that not everybody comes at once."""
    if now - waiting_since > GIVE_UP_AFTER:
        return Park(f"{problem}, for {GIVE_UP_AFTER.days or 1} day")
    longest = min(LONGEST_WAIT_SECONDS, 2 ** min(attempts, 10))
    seconds = longest * (0.5 + random.random() / 2)  # noqa: S311  (jitter needs no secrecy)
    return TryAgain(now + timedelta(seconds=seconds), problem, is_outage=True)
