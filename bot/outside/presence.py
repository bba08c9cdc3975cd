"""Whether Slack itself says that somebody is not to be disturbed: by their status, or by do not disturb where we may ask."""

import re
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

# The signs that Slack offers for being away, and others that people use for it.
AWAY_SIGNS = frozenset(
    {
        ":palm_tree:",
        ":face_with_thermometer:",
        ":thermometer:",
        ":airplane:",
        ":beach_with_umbrella:",
        ":desert_island:",
        ":no_entry:",
        ":no_entry_sign:",
        ":baby:",
    }
)
AWAY_WORDS = re.compile(
    r"\b(?:ooo|out of (?:the )?office|on vacation|vacationing|on holidays?|on leave|annual leave|parental leave|out sick|sick leave)\b",
    re.IGNORECASE,
)


def is_silent(client: WebClient, user: str, now: datetime) -> bool:
    """Tell whether Slack says that somebody is out of the office, or does not want to be disturbed now.

    What Slack refuses to tell us keeps nobody from being reminded; where it cannot be reached, raises what slack-sdk raises.
    """
    try:
        profile = client.users_info(user=user)["user"].get("profile") or {}
        if is_away(profile, now):
            return True
        # Do not disturb is an optional scope: where it was not granted, the refusal says so.
        return is_undisturbed(client.dnd_info(user=user).data, now)
    except (SlackApiError, KeyError):
        return False


def is_away(profile: dict[str, Any], now: datetime) -> bool:
    """Tell whether a status says that somebody is out of the office, and is not over."""
    until = profile.get("status_expiration") or 0
    if until and until <= now.timestamp():
        return False
    said = str(profile.get("status_text") or "")
    return profile.get("status_emoji") in AWAY_SIGNS or bool(AWAY_WORDS.search(said))


def is_undisturbed(dnd: Any, now: datetime) -> bool:
    """Tell whether do not disturb is on: snoozed now, or in the hours that somebody set."""
    if not isinstance(dnd, dict):
        return False
    if dnd.get("snooze_enabled") and now.timestamp() < (dnd.get("snooze_endtime") or 0):
        return True
    begins, ends = dnd.get("next_dnd_start_ts") or 0, dnd.get("next_dnd_end_ts") or 0
    return bool(dnd.get("dnd_enabled")) and begins <= now.timestamp() < ends
