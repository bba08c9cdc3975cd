"""The people of a workspace as Slack describes them."""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk import WebClient

from rules.people.people import Member
from rules.words import clean

SLACKBOT = "USLACKBOT"
USER = re.compile(r"[UW][A-Z0-9]{1,19}")
PAGE = 200


def people_of(client: WebClient) -> Iterator[Member]:
    """Yield everybody in the workspace, bots left out; raises SlackApiError."""
    for page in client.users_list(limit=PAGE):
        for user in page.get("members", []):
            member = member_of(user)
            if member:
                yield member


def member_of(user: Any) -> Member | None:
    """Return the member that Slack describes, or None for bots and for what is no description."""
    if not isinstance(user, dict) or user.get("is_bot") or user.get("id") == SLACKBOT:
        return None
    if not USER.fullmatch(str(user.get("id"))):
        return None
    return Member(
        id=str(user["id"]),
        name=name_of(user),
        is_slack_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_active=not user.get("deleted"),
        zone=known_zone(user.get("tz")),
    )


def name_of(user: dict[str, Any]) -> str:
    """Return the name that Slack shows for a person."""
    profile = user.get("profile")
    shown = profile if isinstance(profile, dict) else {}
    names = (shown.get("display_name"), shown.get("real_name"), user.get("real_name"), user.get("name"))
    return next((clean(name) for name in names if isinstance(name, str) and clean(name)), str(user["id"]))


def known_zone(name: Any) -> str:
    """Return an IANA zone that exists; Slack leaves it out for some accounts."""
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, ValueError, OSError):
        return "UTC"
