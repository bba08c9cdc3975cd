"""The command /project, its form, its card."""

import pytest

from flows.experiments import project_sheets
from flows.people import projects
from tests import stories
from tests.backends import contents
from tests.bot.lab import Lab
from tests.bot.looks import buttons, values
from tests.bot.watching import faults

MILESTONES = "Alpha, 2026-04-01\nBeta, 2026-05-01"


def create(lab: Lab, name: str = "Apollo", who: str = "ana") -> None:
    person = lab.person(who)
    person.type(f"/project create {name}", channel="lab")
    person.fill("Workstream", "Production")
    person.fill("Members", ["ana", "ben"])
    person.fill("Milestones", MILESTONES)
    assert person.submit()["ok"]


def test_a_project_is_created_listed_and_shown(any_lab: Lab) -> None:
    ana = any_lab.person("ana")
    ana.type("/project list", channel="lab")
    ana.sees("There are no projects yet. /project create makes the first one")
    create(any_lab)
    any_lab.deliver()
    ana.sees("Apollo is created.", channel="lab")
    ana.type("/project list", channel="lab")
    ana.sees("Apollo · production · 2 members · 0 of 2 milestones done · next: Alpha, 1 Apr 2026")
    stories.proposed(any_lab.desk, project="1", title="One of Apollo's")
    ana.type("/project show apollo", channel="lab")
    ana.sees("○ Beta · due 1 May 2026")
    ana.sees("One of Apollo's")


def test_what_is_wrong_is_refused_beside_its_field_and_kept(lab: Lab) -> None:
    create(lab)
    before = contents(lab.office.database)
    ben = lab.person("ben")
    ben.type("/project create APOLLO", channel="lab")
    ben.fill("Milestones", "Gamma some day")
    answer = ben.submit()
    assert set(answer["errors"]) == {"name", "milestones"}
    assert "There is a project “APOLLO” already, written “Apollo”" in answer["errors"]["name"]
    assert values(ben.modal())["milestones"] == "Gamma some day"
    assert contents(lab.office.database) == before


def test_days_of_milestones_are_read_as_people_write_them_and_told_in_words(sqlite_lab: Lab) -> None:
    ana = sqlite_lab.person("ana")
    ana.type("/project create Apollo", channel="lab")
    ana.fill("Workstream", "Production")
    ana.fill("Milestones", "Alpha, 03/04\nBeta, 31 feb\nGamma, 1-1-99999999999999999999\nDelta, 28.03.2027")
    said = ana.submit()["errors"]["milestones"].splitlines()
    assert said[0] == "• “03/04” can mean “4 Mar 2026” or “3 Apr 2026”. Write the one you mean like that."
    assert [line.split(" the day")[0] for line in said[1:]] == ["• No calendar has"] * 2
    ana.fill("Milestones", "Alpha, 3 Apr 2026\nDelta, 28.03.2027")
    assert ana.submit()["ok"]
    sqlite_lab.deliver()
    ana.sees("Milestones: Alpha, 3 Apr 2026; Delta, 28 Mar 2027.", channel="lab")


def test_a_milestone_is_marked_as_done_by_words_and_by_its_button(lab: Lab) -> None:
    create(lab)
    ana, ben = lab.people("ana", "ben")
    ana.type("/project done Apollo / alpha", channel="lab")
    ana.sees("“alpha” of Apollo is done.")
    ben.type("/project show Apollo", channel="lab")
    ben.click("Mark milestone 2 as done: Beta", channel="lab")
    card = ben.messages("lab")[-1]
    assert buttons(card) == ["Edit"]
    assert [one.done_at for one in project_sheets.project(lab.desk, 1).project.milestones] == [
        stories.NOW
    ] * 2


def test_a_milestone_that_is_done_stays_so_though_slack_does_not_show_it(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    create(lab)
    ben = lab.person("ben")
    ben.type("/project show Apollo", channel="lab")
    lab.sandbox.core.response_urls._made.clear()
    assert ben.click("Mark milestone 1 as done: Alpha", channel="lab")["ok"]
    assert project_sheets.project(lab.desk, 1).project.milestones[0].done_at
    assert faults(caplog) == []


def test_a_project_is_edited_from_its_card(lab: Lab) -> None:
    create(lab)
    ben = lab.person("ben")
    ben.type("/project show Apollo", channel="lab")
    ben.click("Edit", channel="lab")
    assert values(ben.modal())["milestones"] == MILESTONES
    ben.fill("Name", "Artemis")
    assert ben.submit()["ok"]
    ben.type("/project show Apollo", channel="lab")
    ben.sees("There is no project “Apollo”.")
    ben.type("/project edit artemis", channel="lab")
    assert values(ben.modal())["name"] == "Artemis"


def test_only_members_and_admins_change_a_project(lab: Lab) -> None:
    create(lab)
    before = contents(lab.office.database)
    clara = lab.person("clara")
    clara.type("/project show Apollo", channel="lab")
    assert buttons(clara.messages("lab")[-1]) == []
    clara.type("/project done Apollo / Alpha", channel="lab")
    clara.sees("Only a member of Apollo or an admin can change it.")
    clara.type("/project edit Apollo", channel="lab")
    clara.fill("Name", "Mine")
    assert "Only a member of Apollo" in clara.submit()["errors"]["name"]
    assert contents(lab.office.database) == before
    lab.person("hugo").type("/project done Apollo / Alpha", channel="lab")
    assert project_sheets.project(lab.desk, 1).project.milestones[0].done_at


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("show", "Which project? Add its name"),
        ("show Apolo", "Did you mean “Apollo”?"),
        ("done Apollo", "Name the project and the milestone"),
        ("done Apollo / Gamma", "Apollo has no milestone “Gamma”."),
        ("done Apollo / Alhpa", "Did you mean “Alpha”?"),
    ],
)
def test_what_is_mistyped_gets_a_sentence(sqlite_lab: Lab, typed: str, answer: str) -> None:
    create(sqlite_lab)
    ben = sqlite_lab.person("ben")
    ben.type(f"/project {typed}", channel="lab")
    ben.sees(answer)


def test_a_project_submitted_twice_is_created_once(any_lab: Lab) -> None:
    any_lab.sandbox.keeper.fault("delivery:view_submission project", "twice")
    create(any_lab)
    assert len(projects.all_projects(any_lab.desk)) == 1
