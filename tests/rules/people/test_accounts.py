"""Only people of this workspace are people: what Slack's flags say of an account, each on both sides."""

from typing import Any

import pytest

from rules.people.accounts import Account, Part, account_of, is_slack_admin, objection
from rules.people.people import Duty, Member, Team

HOME, ELSEWHERE = "T0HOME", "T0ELSE"
PERSON = {"id": "U0ANA", "team_id": HOME, "is_bot": False, "deleted": False}


@pytest.mark.parametrize(
    ("flags", "account"),
    [
        ({}, Account.PERSON),
        ({"is_bot": True}, Account.APP),
        ({"is_workflow_bot": True}, Account.APP),
        ({"is_workflow_bot": False}, Account.PERSON),
        ({"is_connector_bot": True}, Account.APP),
        ({"id": "USLACKBOT"}, Account.APP),
        ({"is_bot": True, "deleted": True, "team_id": ELSEWHERE}, Account.APP),
        # Slack says this of people who have authorised the app.
        ({"is_app_user": True}, Account.PERSON),
        ({"deleted": True}, Account.DEACTIVATED),
        ({"deleted": True, "is_restricted": True}, Account.DEACTIVATED),
        ({"is_restricted": True}, Account.GUEST),
        ({"is_restricted": False}, Account.PERSON),
        ({"is_ultra_restricted": True}, Account.GUEST),
        ({"is_ultra_restricted": False}, Account.PERSON),
        ({"is_restricted": True, "is_ultra_restricted": True}, Account.GUEST),
        ({"is_stranger": True}, Account.STRANGER),
        ({"is_stranger": False}, Account.PERSON),
        ({"team_id": ELSEWHERE}, Account.STRANGER),
        ({"team_id": ELSEWHERE, "deleted": True}, Account.STRANGER),
        ({"team_id": None}, Account.PERSON),
        ({"team_id": "E0GRID", "enterprise_user": {"teams": [HOME, ELSEWHERE]}}, Account.PERSON),
        ({"team_id": ELSEWHERE, "enterprise_user": {"teams": [ELSEWHERE, HOME]}}, Account.PERSON),
        ({"team_id": ELSEWHERE, "enterprise_user": {"teams": [ELSEWHERE]}}, Account.STRANGER),
        ({"team_id": ELSEWHERE, "enterprise_user": {"teams": HOME}}, Account.STRANGER),
        ({"team_id": ELSEWHERE, "enterprise_user": None}, Account.STRANGER),
        ({"team_id": ELSEWHERE, "enterprise_user": {"teams": [HOME]}, "is_stranger": True}, Account.STRANGER),
    ],
)
def test_the_flags_of_slack_say_what_kind_of_account_it_is(flags: dict[str, Any], account: Account) -> None:
    assert account_of({**PERSON, **flags}, HOME) is account


@pytest.mark.parametrize("flag", ["is_admin", "is_owner", "is_primary_owner"])
@pytest.mark.parametrize(
    ("flags", "counts"),
    [
        ({}, True),
        ({"team_id": ELSEWHERE}, False),
        ({"is_stranger": True}, False),
        ({"is_restricted": True}, False),
        ({"is_bot": True}, False),
        ({"deleted": True}, False),
    ],
)
def test_admin_flags_count_for_people_of_this_workspace_alone(
    flag: str, flags: dict[str, Any], counts: bool
) -> None:
    assert is_slack_admin({**PERSON, **flags, flag: True}, HOME) is counts
    assert not is_slack_admin({**PERSON, **flags, flag: False}, HOME)


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        (Account.APP, "@Bot is an app, so it cannot own an experiment. Pick a person of this workspace."),
        (Account.GUEST, "@Bot is a guest here, so they cannot own an experiment."),
        (Account.STRANGER, "@Bot is of another workspace, so they cannot own an experiment."),
        (Account.DEACTIVATED, "@Bot is deactivated in Slack, so they cannot own an experiment."),
    ],
)
def test_a_refusal_says_what_the_account_is_and_what_to_do(account: Account, sentence: str) -> None:
    assert objection(account, "@Bot", Part.OWNER).startswith(sentence)


@pytest.mark.parametrize("account", sorted(set(Account) - {Account.PERSON}))
def test_who_is_no_person_of_this_workspace_holds_nothing(account: Account) -> None:
    member = Member(id="U0ODD", name="Odd", duties=frozenset(Duty), is_slack_admin=True, account=account)
    assert member.person.duties == frozenset()
    assert [Team((member,)).holders(duty) for duty in Duty] == [()] * len(Duty)
