"""The people of a workspace as Slack describes them."""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk import WebClient

from bot.outside.slack_pages import pages_of
from bot.outside.slack_text import unescaped
from rules.people.accounts import account_of, is_slack_admin
from rules.people.people import Member
from rules.words import clean

USER = re.compile(r"[UW][A-Z0-9]{1,19}")
PAGE = 200


def people_of(client: WebClient, workspace: str) -> Iterator[Member]:
    """Yield every account that a workspace shows, with its kind; raises SlackApiError."""
    for page in pages_of(client.users_list, limit=PAGE):
        for user in page.get("members") or ():
            member = member_of(user, workspace)
            if member:
                yield member


def member_of(user: Any, workspace: str) -> Member | None:
    """Return the account that Slack describes to a workspace, or None for what is no description."""
    if not isinstance(user, dict) or not USER.fullmatch(str(user.get("id"))):
        return None
    return Member(
        id=str(user["id"]),
        name=name_of(user),
        is_slack_admin=is_slack_admin(user, workspace),
        account=account_of(user, workspace),
        zone=known_zone(user.get("tz")),
    )


def name_of(user: dict[str, Any]) -> str:
    """Return the name that Slack shows for a person."""
    profile = user.get("profile")
    shown = profile if isinstance(profile, dict) else {}
    names = (shown.get("display_name"), shown.get("real_name"), user.get("real_name"), user.get("name"))
    shown_names = (clean(unescaped(name)) for name in names if isinstance(name, str))
    return next(filter(None, shown_names), str(user["id"]))


def known_zone(name: Any) -> str:
    """Return an IANA zone that exists; Slack leaves it out for some accounts."""
    try:
        return ZoneInfo(str(name)).key
    except (KeyError, ValueError, OSError):
        return "UTC"
