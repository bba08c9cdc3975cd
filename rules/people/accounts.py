"""What kind of account a Slack user is: a person of this workspace, or one that can read and decides nothing."""

from collections.abc import Mapping
from typing import Any

from rules.words import Worded

SLACKBOT = "USLACKBOT"
# Not `is_app_user`: Slack says with it that a person has authorised the app, not that they are one.
APP_FLAGS = ("is_bot", "is_workflow_bot", "is_connector_bot")
GUEST_FLAGS = ("is_restricted", "is_ultra_restricted")
ADMIN_FLAGS = ("is_admin", "is_owner", "is_primary_owner")
READERS = "Guests and people of other workspaces can read here, and decide nothing."


class Account(Worded):
    """The kinds of accounts; only the first is a person of this workspace."""

    PERSON = "person", "a person of this workspace"
    APP = "app", "an app"
    DEACTIVATED = "deactivated", "deactivated in Slack"
    GUEST = "guest", "a guest here"
    STRANGER = "stranger", "of another workspace"


class Part(Worded):
    """What only a person of this workspace can be picked for."""

    OWNER = "owner", "own an experiment"
    FOLLOW_UP = "follow_up", "own a follow-up"
    ACTION = "action", "own an action"
    ROLLBACK = "rollback", "be a rollback owner"
    FACILITATOR = "facilitator", "facilitate"
    EXPECTED = "expected", "be expected at a ceremony"
    PROJECT = "project", "belong to a project"
    DUTY = "duty", "hold a role or a duty"
    STAND_IN = "stand_in", "stand in for somebody"


WHY_NO_DEED: dict[Account, str] = {
    Account.APP: "Apps decide nothing here.",
    Account.DEACTIVATED: "Your Slack account is deactivated here, so this cannot be done in your name.",
    Account.GUEST: READERS,
    Account.STRANGER: READERS,
}


def account_of(user: Mapping[str, Any], workspace: str) -> Account:
    """Return what kind of account Slack describes, seen from a workspace."""
    if user.get("id") == SLACKBOT or any(user.get(flag) for flag in APP_FLAGS):
        return Account.APP
    if user.get("is_stranger") or not belongs(user, workspace):
        return Account.STRANGER
    if user.get("deleted"):
        return Account.DEACTIVATED
    return Account.GUEST if any(user.get(flag) for flag in GUEST_FLAGS) else Account.PERSON


def belongs(user: Mapping[str, Any], workspace: str) -> bool:
    """Tell whether a user is of a workspace; in an Enterprise Grid one may be of several."""
    if user.get("team_id") in (None, "", workspace):
        return True
    enterprise = user.get("enterprise_user")
    teams = enterprise.get("teams") if isinstance(enterprise, Mapping) else None
    return isinstance(teams, list) and workspace in teams


def is_slack_admin(user: Mapping[str, Any], workspace: str) -> bool:
    """Tell whether a user administers a workspace: strangers bring the flags of their own one."""
    is_flagged = any(user.get(flag) for flag in ADMIN_FLAGS)
    return is_flagged and account_of(user, workspace) is Account.PERSON


def objection(account: Account, mention: str, part: Part) -> str:
    """Return why an account cannot have a part, and what to do instead."""
    who = "it" if account is Account.APP else "they"
    return f"{mention} is {account.words}, so {who} cannot {part.words}. Pick a person of this workspace."
