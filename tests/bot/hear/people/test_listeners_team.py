"""The command /team, by words and by forms: only admins change it, and a form never gives what it did not show."""

import pytest
from slack_bolt import BoltRequest
from strictslack.client.person import Person

from bot.draw.people import team_forms
from flows.people import team
from rules.people.people import RESPONSIBILITIES, Duty, Role
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.lab import Lab, open_lab
from tests.bot.looks import buttons, words
from tests.bot.watching import faults


def duties(lab: Lab, user: str) -> frozenset[Duty]:
    return team.member_of(lab.desk, user).duties


def ticked(person: Person) -> set[str]:
    """Return the duties that the form on top shows as ticked."""
    entries = person.modal()["state"]["values"]["duties"].values()
    return {option["value"] for entry in entries for option in entry["selected_options"]}


def test_the_list_shows_all_five_roles_with_their_responsibilities(sqlite_lab: Lab) -> None:
    ivan = sqlite_lab.person("ivan")
    ivan.type("/team", channel="lab")
    for role in Role:
        ivan.sees(f"{role.words[:1].upper()}{role.words[1:]} · ")
        ivan.sees(" · ".join(RESPONSIBILITIES[role]))
    ivan.sees("@ben · technical")


def test_the_list_offers_its_buttons_to_admins_only(sqlite_lab: Lab) -> None:
    offered = []
    for name in ("hugo", "ivan"):
        person = sqlite_lab.person(name)
        person.type("/team list", channel="lab")
        offered.append(buttons(person.messages("lab")[-1]))
    assert offered == [["Set a role", "Give or take duties"], []]


@pytest.mark.parametrize("role", Role)
def test_a_role_is_set_by_words(lab: Lab, role: Role) -> None:
    hugo = lab.person("hugo")
    hugo.type(f"/team role @ivan {role.words.upper()}", channel="lab")
    hugo.sees(f"@ivan is {role.words} now.")
    assert team.member_of(lab.desk, stories.IVAN).role is role


@pytest.mark.parametrize("duty", Duty)
def test_each_duty_is_given_and_taken_by_words(lab: Lab, duty: Duty) -> None:
    hugo = lab.person("hugo")
    hugo.type(f"/team give @ivan {duty.words}", channel="lab")
    hugo.sees(f"@ivan holds the duty “{duty.words}”.")
    assert duties(lab, stories.IVAN) == {duty}
    hugo.type(f"/team take @ivan {duty.words}", channel="lab")
    hugo.sees(f"@ivan no longer holds the duty “{duty.words}”.")
    assert duties(lab, stories.IVAN) == frozenset()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("role ivan data engineer", "Name the member with an @"),
        ("role @ivan data enginer", "Did you mean “data engineer”?"),
        ("give @ivan etics", "Did you mean “ethics”?"),
        ("give @Nobody Here ethics", "Nobody here is called “Nobody”."),
        ("give @Iwan ethics", "Did you mean “Ivan”?"),
        ("members", "Did you mean “list”?"),
        ("grant @ivan ethics", "Did you mean “give”? Write /team give @who ethics"),
        ("vacation", "Did you mean “away”? Write /team away until friday"),
        ("seats three", "Write /team seats one"),
        ("values nobody", "“nobody” is neither of the two. /team values part for those with a part"),
        ("hours 22-6", "22:00 to 06:00 would end before it begins. Count up to 24, like 09:00-17:00"),
        ("hours early", "“early” is not a day of the week. Write the hours, and the days"),
        (
            "hours @ana 8",
            "says no working hours. Write the hours, and the days where they are not the usual ones",
        ),
        ("take @hugo admin", "@hugo is an admin by Slack or by the settings; that cannot be taken here."),
    ],
)
def test_what_is_mistyped_gets_a_sentence(sqlite_lab: Lab, typed: str, answer: str) -> None:
    before = contents(sqlite_lab.office.database)
    hugo = sqlite_lab.person("hugo")
    hugo.type(f"/team {typed}", channel="lab")
    hugo.sees(answer)
    assert contents(sqlite_lab.office.database) == before


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("seats MANY", "One person may give several reviews"),
        ("values Everybody", "Values are recorded by"),
        ("links OFF", "is not answered"),
    ],
)
def test_a_choice_counts_however_its_letters_are_written(sqlite_lab: Lab, typed: str, answer: str) -> None:
    hugo = sqlite_lab.person("hugo")
    hugo.type(f"/team {typed}", channel="lab")
    hugo.sees(answer)


@pytest.mark.parametrize(
    "typed",
    [
        "role @ben data engineer",
        "give @ana ethics",
        "take @ben technical",
        "seats many",
        "values everybody",
        "role",
        "give",
    ],
)
def test_only_an_admin_changes_the_team(lab: Lab, typed: str) -> None:
    before = contents(lab.office.database)
    ana = lab.person("ana")
    ana.type(f"/team {typed}", channel="lab")
    ana.sees("Only an admin can change the team.")
    assert contents(lab.office.database) == before
    assert ana.views() == []


def test_working_hours_are_told_set_and_shown(lab: Lab) -> None:
    ana, hugo = lab.people("ana", "hugo")
    ana.type("/team hours", channel="lab")
    ana.sees(
        "Your working hours are 09:00 to 17:00, those of the workspace. To change them, type", channel="lab"
    )
    ana.type("/team hours 10:00-18:30 sun-thu", channel="lab")
    ana.sees("Your working hours are 10:00 to 18:30, Sunday to Thursday. Nobody is reminded", channel="lab")
    ana.type("/team hours @ben 8-16", channel="lab")
    ana.sees("Only an admin can say that for somebody else.", channel="lab")
    hugo.type("/team hours @ben 8-4pm", channel="lab")
    hugo.sees("The working hours of @ben are 08:00 to 16:00.", channel="lab")
    ana.type("/team hours everybody 8-16", channel="lab")
    ana.sees("Only an admin", channel="lab")
    hugo.type("/team hours everybody 9-18", channel="lab")
    hugo.sees("Who set no hours of their own works 09:00 to 18:00, from now on.", channel="lab")
    hugo.type("/team", channel="lab")
    hugo.sees("10:00 to 18:30, Sunday to Thursday", channel="lab")
    hugo.type("/team hours 8-17 mon-thu for everybody", channel="lab")
    hugo.sees("Who set no hours of their own works 08:00 to 17:00, Monday to Thursday", channel="lab")
    hugo.type("/team hours 9-18 mon-fri everybody", channel="lab")
    hugo.sees("works 09:00 to 18:00, Monday to Friday", channel="lab")
    hugo.type("/team hours 9-16 for @ben", channel="lab")
    hugo.sees("The working hours of @ben are 09:00 to 16:00", channel="lab")
    ana.type("/team hours default", channel="lab")
    ana.sees(
        "Your working hours are 09:00 to 18:00, Monday to Friday, those of the workspace.", channel="lab"
    )


def test_who_the_settings_name_is_an_admin(lab: Lab) -> None:
    database = lab.office.database
    with open_lab(database, admins=frozenset({stories.IVAN})) as other:
        other.person("ivan").type("/team give @ana ethics", channel="lab")
        assert duties(other, stories.ANA) == {Duty.ETHICS}


def test_a_role_is_set_in_a_form_and_told_privately(lab: Lab) -> None:
    hugo = lab.person("hugo")
    hugo.type("/team role @ivan", channel="lab")
    hugo.fill("Role", "Prompt engineer")
    assert hugo.submit()["ok"]
    assert team.member_of(lab.desk, stories.IVAN).role is Role.PROMPT_ENGINEER
    lab.deliver()
    assert hugo.sees("@ivan is prompt engineer now.", channel="lab")["is_ephemeral"]


def test_picking_a_member_shows_the_duties_that_this_member_holds(any_lab: Lab) -> None:
    hugo = any_lab.person("hugo")
    hugo.type("/team list", channel="lab")
    hugo.click("Give or take duties", channel="lab")
    for name, held in (("ben", {"technical"}), ("clara", {"ethics"}), ("ivan", set())):
        hugo.choose("Member", name)
        assert ticked(hugo) == held
    hugo.fill("Duties", ["Security", "Business"])
    assert hugo.submit()["ok"]
    assert duties(any_lab, stories.IVAN) == {Duty.SECURITY, Duty.BUSINESS}
    any_lab.deliver()
    hugo.sees("@ivan holds the duties business and security now.", channel="lab")


def test_a_form_that_is_submitted_before_it_shows_the_member_changes_nothing(lab: Lab) -> None:
    before = contents(lab.office.database)
    hugo = lab.person("hugo")
    hugo.type("/team give @ben", channel="lab")
    # The choice never reached the bot, so the form still shows Ben's duties.
    hugo.fill("Member", "ivan")
    assert "did not show this member yet" in hugo.submit()["errors"]["member"]
    assert contents(lab.office.database) == before


def test_the_role_of_one_member_is_not_given_to_another_who_was_picked_meanwhile(lab: Lab) -> None:
    hugo = lab.person("hugo")
    hugo.type("/team role @ben", channel="lab")
    hugo.fill("Member", "ivan")
    assert "member" in hugo.submit()["errors"]
    assert team.member_of(lab.desk, stories.IVAN).role is None


def test_the_last_of_two_quick_choices_wins(lab: Lab) -> None:
    hugo = lab.person("hugo")
    hugo.type("/team give @ana", channel="lab")
    drawn = hugo.modal()
    for user in (stories.BEN, stories.CLARA):
        # Both clicks carry the hash of the form as it was opened.
        action = {"type": "users_select", "action_id": "member", "block_id": "member", "selected_user": user}
        body = payloads.click_in_view(action, drawn, user=stories.HUGO)
        body["view"] |= {"id": drawn["id"], "hash": drawn["hash"]}
        assert lab.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    assert ticked(hugo) == {"ethics"}


def test_a_choice_in_a_form_that_was_closed_meanwhile_is_no_fault(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    action = {
        "type": "users_select",
        "action_id": "member",
        "block_id": "member",
        "selected_user": stories.BEN,
    }
    drawn = team_forms.duty_form(stories.ANA, team.everybody(lab.desk)).to_dict()
    body = payloads.click_in_view(action, drawn, user=stories.HUGO)
    assert lab.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    assert faults(caplog) == []


def test_who_is_no_longer_an_admin_is_told_so_on_top_of_the_form(lab: Lab) -> None:
    team.give_duty(lab.desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=stories.NOW)
    ivan = lab.person("ivan")
    ivan.type("/team give @ana", channel="lab")
    team.take_duty(lab.desk, stories.IVAN, Duty.ADMIN, by=stories.HUGO, now=stories.NOW)
    ivan.choose("Member", "ben")
    assert "Only an admin can change the team." in words(ivan.modal("Assay"))
    ivan.close()
    ivan.fill("Member", "ana")
    assert "Only an admin can change the team." in ivan.submit()["errors"]["member"]
    assert duties(lab, stories.ANA) == frozenset()


def test_what_slack_tells_of_people_is_taken_over(any_lab: Lab) -> None:
    keeper = any_lab.sandbox.keeper
    keeper.change_person("ivan", is_admin=True, tz="Asia/Tokyo")
    keeper.change_person("judit", real_name="Judit")
    keeper.wait_for_traffic("team_join")
    keeper.wait_for_traffic("user_change")
    ivan = team.member_of(any_lab.desk, stories.IVAN)
    assert (ivan.is_slack_admin, ivan.zone) == (True, "Asia/Tokyo")
    assert "judit" in {member.name.casefold() for member in team.everybody(any_lab.desk).members}


def test_who_left_holds_no_seat_but_keeps_the_duties_for_a_return(lab: Lab) -> None:
    keeper = lab.sandbox.keeper
    for deleted, could in ((True, ()), (False, (stories.GRETA,))):
        keeper.change_person("greta", deleted=deleted)
        keeper.wait_for_traffic("user_change", 1 if deleted else 2)
        assert team.everybody(lab.desk).holders(Duty.SECURITY) == could
