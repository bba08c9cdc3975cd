"""Apps, guests and strangers in Slack: refused beside the field of a form, and told that they decide nothing."""

import pytest
from slack_bolt import BoltRequest

from flows.people import team
from rules.experiments.experiment import ReviewKind
from rules.people.accounts import Account
from rules.people.people import Duty
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.lab import Lab
from tests.bot.looks import words

READERS = "Guests and people of other workspaces can read here, and decide nothing."
FIELDS = {
    "Title": "Smaller router model",
    "Hypothesis": "If we route with a smaller model, then answers come faster.",
}


def turn(lab: Lab, name: str, **changes: object) -> None:
    """Change somebody in Slack, and wait until Assay has heard of it."""
    before = len(lab.sandbox.keeper.traffic("user_change"))
    lab.sandbox.keeper.change_person(name, **changes)
    lab.sandbox.keeper.wait_for_traffic("user_change", before + 1)


def test_our_own_bot_is_no_owner_and_is_refused_beside_the_field(lab: Lab) -> None:
    ana = lab.person("ana")
    ana.type("/experiment propose", channel="lab")
    for label, typed in FIELDS.items():
        ana.fill(label, typed)
    ana.click("More")
    ana.fill("Owner", lab.bot_user)
    sentence = "@Assay is an app, so it cannot own an experiment. Pick a person of this workspace."
    assert ana.submit()["errors"] == {"owner": sentence.removeprefix("@")}
    ana.fill("Owner", "ana")
    assert ana.submit()["ok"]
    assert lab.experiment().owner == stories.ANA


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_restricted": True}, "Ivan is a guest here, so they cannot own an experiment."),
        ({"home_team": "T0OTHER"}, "Ivan is of another workspace, so they cannot own an experiment."),
        ({"is_stranger": True}, "Ivan is of another workspace, so they cannot own an experiment."),
    ],
)
def test_a_guest_or_a_stranger_is_no_owner(sqlite_lab: Lab, changes: dict[str, object], said: str) -> None:
    turn(sqlite_lab, "ivan", **changes)
    ana = sqlite_lab.person("ana")
    ana.type("/experiment propose", channel="lab")
    ana.click("More")
    for label, typed in {**FIELDS, "Owner": "ivan"}.items():
        ana.fill(label, typed)
    assert said in ana.submit()["errors"]["owner"]


def test_a_stranger_with_the_flag_of_an_admin_approves_nothing(lab: Lab) -> None:
    stories.in_review(lab.desk)
    lab.deliver()
    turn(lab, "ben", is_admin=True, is_stranger=True, home_team="T0OTHER")
    before = contents(lab.office.database)
    ben = lab.person("ben")
    ben.click("Approve the technical review of EXP-1", channel="reviews")
    ben.sees(READERS, channel="reviews")
    assert contents(lab.office.database) == before
    assert team.everybody(lab.desk).holders(Duty.ADMIN) == (stories.HUGO,)


def test_a_stranger_whom_the_roster_does_not_know_approves_nothing(lab: Lab) -> None:
    experiment = stories.in_review(lab.desk)
    team.give_duty(lab.desk, "U0NEW", Duty.TECHNICAL, by=stories.HUGO, now=stories.NOW)
    lab.deliver()
    before = contents(lab.office.database)
    action = payloads.button("approve_review", '{"experiment": 1, "revision": 1, "kind": "technical"}')
    body = payloads.click(action, user="U0NEW")
    body["user"]["team_id"] = "T0OTHER"
    lab.app.dispatch(BoltRequest(mode="socket_mode", body=body))
    assert contents(lab.office.database) == before
    assert stories.approve(lab.desk, experiment, ReviewKind.TECHNICAL).reviews


def test_a_guest_may_look_and_neither_propose_nor_open_the_form(lab: Lab) -> None:
    stories.proposed(lab.desk)
    turn(lab, "ivan", is_restricted=True)
    before = contents(lab.office.database)
    ivan = lab.person("ivan")
    ivan.type("/experiment list", channel="lab")
    ivan.sees("EXP-1", channel="lab")
    for typed in (
        "/experiment propose",
        "/experiment start EXP-1",
        "/project create",
        "/team away until friday",
    ):
        answer = lab.app.dispatch(
            BoltRequest(
                mode="socket_mode", body=payloads.command(*typed.split(maxsplit=1), user=stories.IVAN)
            )
        )
        assert READERS in answer.body, typed
    assert ivan.views() == []
    assert contents(lab.office.database) == before


def test_a_bot_gets_no_duty_by_command(lab: Lab) -> None:
    hugo = lab.person("hugo")
    hugo.type(f"/team give <@{lab.bot_user}> admin", channel="lab")
    hugo.sees(
        "is an app, so it cannot hold a role or a duty. Pick a person of this workspace.", channel="lab"
    )
    assert team.member_of(lab.desk, lab.bot_user).account is Account.APP


def test_the_team_is_listed_without_apps_and_guests(sqlite_lab: Lab) -> None:
    turn(sqlite_lab, "ivan", is_restricted=True)
    ana = sqlite_lab.person("ana")
    ana.type("/team list", channel="lab")
    shown = words(ana.sees("The team: 8 people", channel="lab"))
    assert stories.IVAN not in shown
    assert f"<@{sqlite_lab.bot_user}>" not in shown
