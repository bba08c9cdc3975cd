"""Whatever flags Slack sends, only an active full member of this workspace holds a duty or is admin."""

from dataclasses import replace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from bot.outside.roster import member_of
from flows.desk import Desk
from rules.people.people import Duty, Team
from store.database import Database
from tests.stories import OTHER_WORKSPACE, WORKSPACE

flag = st.sampled_from([True, False, None, 1, 0])
teams = st.sampled_from([WORKSPACE, OTHER_WORKSPACE, "E0GRID"])
users = st.fixed_dictionaries(
    {"id": st.sampled_from(["U0ODD", "W0ODD", "USLACKBOT", "U0ASSAYBOT"]), "team_id": teams},
    optional={
        **dict.fromkeys(
            (
                "is_admin",
                "is_owner",
                "is_primary_owner",
                "is_bot",
                "is_workflow_bot",
                "is_app_user",
                "is_stranger",
                "is_restricted",
                "is_ultra_restricted",
                "deleted",
            ),
            flag,
        ),
        "enterprise_user": st.one_of(st.none(), st.fixed_dictionaries({"teams": st.lists(teams)})),
        "profile": st.one_of(st.none(), st.just({"display_name": "Odd"})),
    },
)
DENYING = ("is_bot", "is_workflow_bot", "is_stranger", "is_restricted", "is_ultra_restricted", "deleted")


def is_full_member(user: dict[str, Any]) -> bool:
    """Tell by another way than the rule's whether Slack describes an active full member."""
    enterprise = user.get("enterprise_user") or {"teams": []}
    is_ours = user["team_id"] == WORKSPACE or WORKSPACE in enterprise["teams"]
    is_human = user["id"] not in ("USLACKBOT", "U0ASSAYBOT")
    return is_ours and is_human and not sum(bool(user.get(name)) for name in DENYING)


@given(users)
def test_only_an_active_full_member_holds_a_duty_or_is_admin(user: dict[str, Any]) -> None:
    named = frozenset({user["id"]})
    # What the settings say needs no database.
    desk = Desk(cast(Database, None), WORKSPACE, admins=named, bot="U0ASSAYBOT")
    described = member_of(user, WORKSPACE)
    assert described is not None
    member = desk.with_settings(replace(described, duties=frozenset(Duty)))
    held = {duty for duty in Duty if Team((member,)).holders(duty)}
    assert held == member.person.duties == (set(Duty) if is_full_member(user) else set())
    assert member.person.is_admin is is_full_member(user)
    assert described.is_slack_admin <= is_full_member(user) or user["id"] == "U0ASSAYBOT"
    assert desk.with_settings(described).person.is_admin is is_full_member(user)
