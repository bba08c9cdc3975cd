"""What becomes of a letter that did not reach Slack: wait as told, try again later, or set it aside."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.outside.heeding_client import STUMBLED, Unanswered, told_seconds
from bot.outside.slack_errors import NO_ANSWER, status_of
from store.outbox import UnreadableLetter

LONGEST_WAIT_SECONDS = 600
# What Slack did not answer in time it may still be at; who looks for it sooner finds nothing.
LATE_SECONDS = 20
GIVE_UP_AFTER = timedelta(hours=24)
# What Slack answers of a channel that is closed to us, which its people can open again.
CLOSED = frozenset({"is_archived", "is_inactive", "not_in_channel", "channel_not_found"})
# How the ids of channels begin, and not those of people and of conversations with one.
CHANNELS = ("C", "G")
# Errors of Slack's own making, or of a token that an operator can mend: worth another try.
PASSING = STUMBLED | frozenset(
    {
        "ratelimited",
        "rate_limited",
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
    """Try again at a time; `is_outage` where Slack did not answer as it does, `is_answer_lost` where it may have the letter
    all the same."""

    until: datetime
    problem: str
    is_outage: bool = False
    is_answer_lost: bool = False


class NotTold(Exception):
    """Slack twice did not say whether it has a letter that cannot be looked for; a third time might be once too often."""


@dataclass(frozen=True, slots=True)
class Park:
    """Set the letter aside: only a person can solve this; where a channel lets nothing of ours in, until it does."""

    problem: str
    channel: str = ""


def judge(error: Exception, *, attempts: int, waiting_since: datetime, now: datetime) -> TryAgain | Park:
    """Return what becomes of a letter whose delivery raised; anything unforeseen is raised again."""
    if isinstance(error, UnreadableLetter):
        return Park(str(error))
    if isinstance(error, NotTold):
        return Park("Slack did not say whether it shows this, twice")
    if isinstance(error, Unanswered) and isinstance(error.__cause__, Exception):
        return judge_lost(error.__cause__, attempts=attempts, waiting_since=waiting_since, now=now)
    if isinstance(error, SlackApiError):
        return judge_answer(error, attempts=attempts, waiting_since=waiting_since, now=now)
    if isinstance(error, NO_ANSWER):
        return back_off(f"{type(error).__name__}", attempts=attempts, waiting_since=waiting_since, now=now)
    raise error


def judge_lost(error: Exception, *, attempts: int, waiting_since: datetime, now: datetime) -> TryAgain | Park:
    """Return what becomes of a letter that Slack may have."""
    fate = judge(error, attempts=attempts, waiting_since=waiting_since, now=now)
    if not isinstance(fate, TryAgain):
        return fate
    earliest = now + timedelta(seconds=LATE_SECONDS if isinstance(error, TimeoutError) else 0)
    return replace(fate, until=max(fate.until, earliest), is_answer_lost=True)


def judge_answer(
    error: SlackApiError, *, attempts: int, waiting_since: datetime, now: datetime
) -> TryAgain | Park:
    """Return what becomes of a letter that Slack answered with an error."""
    status = status_of(error)
    name = str(error.response.get("error") or f"status {status}")
    if status == 429:
        return TryAgain(now + timedelta(seconds=told_seconds(error)), "ratelimited")
    if status >= 500 or name in PASSING:
        return back_off(name, attempts=attempts, waiting_since=waiting_since, now=now)
    return Park(name, closed_channel(error))


def closed_channel(error: SlackApiError) -> str:
    """Return the channel that lets nothing of ours in by what Slack answered, or nothing where it is another reason."""
    if error.response.get("error") not in CLOSED:
        return ""
    parts: Any = error.response.req_args
    asked = {**(parts.get("params") or {}), **(parts.get("json") or {})}
    channel = str(asked.get("channel") or asked.get("channel_id") or "")
    return channel if channel.startswith(CHANNELS) else ""


def back_off(problem: str, *, attempts: int, waiting_since: datetime, now: datetime) -> TryAgain | Park:
    """Return the next try, twice as late each time and with jitter, so that not everybody comes at once."""
    if now - waiting_since > GIVE_UP_AFTER:
        return Park(f"{problem}, for {GIVE_UP_AFTER.days or 1} day")
    longest = min(LONGEST_WAIT_SECONDS, 2 ** min(attempts, 10))
    seconds = longest * (0.5 + random.random() / 2)  # noqa: S311  (jitter needs no secrecy)
    return TryAgain(now + timedelta(seconds=seconds), problem, is_outage=True)
