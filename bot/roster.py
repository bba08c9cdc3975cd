"""The people of a workspace as Slack describes them."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk import WebClient

from rules.people import Member
from rules.words import clean

SLACKBOT = "USLACKBOT"
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
    if not isinstance(user, dict) or user.get("is_bot") or user.get("id") in (None, SLACKBOT):
        return None
    profile = user.get("profile") or {}
    name = (
        profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    )
    return Member(
        id=str(user["id"]),
        name=clean(str(name or user["id"])),
        is_slack_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_active=not user.get("deleted"),
        zone=known_zone(user.get("tz")),
    )


def known_zone(name: Any) -> str:
    """Return an IANA zone that exists; Slack leaves it out for some accounts."""
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, ValueError, OSError):
        return "UTC"
