"""A whole Enterprise organisation installs Assay once, and each of its workspaces is served by that."""

from typing import Any

import pytest

from bot.serve.clock import Rosters, erase_left, renew_tokens
from flows.people import team
from tests import stories
from tests.backends import contents
from tests.bot.install.house import DELTA, FIRST, GAMMA, ORGANISATION, House, Page, Surfer, rows_of
from tests.bot.install.test_leaving import tell

ADMIN, MEMBER = f"U2{GAMMA}", f"U3{GAMMA}"


def install_everywhere(house: House, user: str = ADMIN) -> Page:
    """Install Assay in all workspaces of the organisation."""
    surfer = Surfer()
    return surfer.open(house.consent(surfer, user, organisation="all"))


def ask(house: House, *workspaces: str) -> None:
    """Let somebody of each workspace type a command, which is answered."""
    for workspace in workspaces:
        uma = house.sandbox.person("uma", workspace=workspace)
        uma.type("/experiment list", channel="general")
        uma.sees("There are no experiments yet.", channel="general")


def test_one_installation_serves_every_workspace_of_an_organisation(house: House) -> None:
    page = install_everywhere(house)
    assert (page.status, page.title) == (200, "Assay is in The Org")
    assert page.button.endswith(
        f"/manage/{ORGANISATION}/integrations/profile/{house.sandbox.app.id}/workspaces/add"
    )
    ask(house, GAMMA, DELTA)
    assert house.token(GAMMA) == house.token(DELTA)
    assert set(house.office.bots.workspaces()) == {ORGANISATION, GAMMA, DELTA}
    assert len(contents(house.database)["installations"]) == 1
    house.deliver()
    person = house.sandbox.person("gamma", workspace=GAMMA)
    person.sees("Assay is here", channel=person.direct("gamma", "assay"))


def test_a_proposal_and_its_card_stay_in_their_workspace(house: House) -> None:
    install_everywhere(house)
    uma = house.sandbox.person("uma", workspace=DELTA)
    uma.invite("general", "assay")
    uma.type("/experiment propose Of Delta", channel="general")
    uma.fill("Hypothesis", "If it is of Delta, then Gamma has none.")
    assert uma.submit()["ok"]
    house.deliver()
    uma.sees("EXP-1 · Of Delta", channel="general")
    ask(house, GAMMA)
    assert "Of Delta" not in str([row for row in contents(house.database)["letters"] if GAMMA in row])


def test_each_workspace_has_the_people_of_its_own(house: House) -> None:
    install_everywhere(house)
    ask(house, GAMMA, DELTA)
    Rosters().refresh(house.office)
    for workspace, other in ((GAMMA, DELTA), (DELTA, GAMMA)):
        known = {one.id for one in team.everybody(house.office.desk(workspace)).members}
        assert f"U3{workspace}" in known
        assert f"U3{other}" not in known


def test_an_event_of_an_organisation_is_heard_in_its_workspace(house: House) -> None:
    install_everywhere(house)
    uma = house.sandbox.person("uma", workspace=DELTA)
    uma.type("help", channel=uma.direct("uma", "assay"))
    house.sandbox.keeper.wait_for_traffic("message")
    house.deliver()
    letters = contents(house.database)["letters"]
    assert [row for row in letters if DELTA in row]
    assert not [row for row in letters if ORGANISATION in row and "welcome" not in row]


def test_an_organisation_that_takes_the_app_out_is_left_as_a_whole(house: House) -> None:
    install_everywhere(house)
    house.install("U0HUGO")
    ask(house, GAMMA, DELTA)
    stories.open_desk(house.database, GAMMA)
    house.hands.move(seconds=1)
    house.sandbox.keeper.uninstall(GAMMA)
    house.sandbox.keeper.wait_for_traffic("app_uninstalled")
    house.sandbox.keeper.wait_for_traffic("tokens_revoked")
    assert [house.office.bots.find(one) for one in (GAMMA, DELTA, ORGANISATION)] == [None] * 3
    house.pass_time(days=30)
    erase_left(house.office, entrance(house))
    assert [rows_of(house.database, one) for one in (GAMMA, DELTA, ORGANISATION)] == [0, 0, 0]
    assert house.token(FIRST)


def change_access(house: House, kind: str, *teams: str, **more: Any) -> int:
    """Tell, as Slack does, that an organisation took workspaces into its installation or out of it."""
    event, now = {"type": f"team_access_{kind}", "team_ids": list(teams)}, int(house.hands.now.timestamp())
    who = {"enterprise_id": ORGANISATION, "team_id": None, "is_bot": False, "is_enterprise_install": False}
    return tell(
        house,
        event,
        **(
            {"team_id": None, "enterprise_id": ORGANISATION, "authorizations": [who], "event_time": now}
            | more
        ),
    )


def test_a_workspace_that_its_organisation_takes_out_is_left_and_can_come_back(house: House) -> None:
    install_everywhere(house)
    ask(house, GAMMA, DELTA)
    house.hands.move(seconds=1)
    assert change_access(house, "revoked", DELTA, "T0NOWHERE") == 200
    # Word that comes late lets nobody in, whatever it says beside it.
    for known in (house.office.bots.find(DELTA), house.office.bots.find(DELTA, ORGANISATION)):
        assert known is None
    assert set(house.office.bots.workspaces()) == {ORGANISATION, GAMMA}
    ask(house, GAMMA)
    assert change_access(house, "granted", DELTA) == 200
    ask(house, DELTA)
    house.pass_time(days=31)
    erase_left(house.office, entrance(house))
    assert rows_of(house.database, DELTA) > 0


def test_the_data_of_a_workspace_that_was_taken_out_goes_and_that_of_others_stays(house: House) -> None:
    install_everywhere(house)
    ask(house, GAMMA, DELTA)
    house.hands.move(seconds=1)
    assert change_access(house, "revoked", DELTA, team_id=GAMMA) == 200
    house.pass_time(days=30)
    kept = rows_of(house.database, GAMMA)
    erase_left(house.office, entrance(house))
    assert (rows_of(house.database, DELTA), rows_of(house.database, GAMMA)) == (0, kept)
    ask(house, GAMMA)


def test_late_word_of_access_that_was_lost_changes_nothing_after_all_was_installed_anew(house: House) -> None:
    install_everywhere(house)
    ask(house, DELTA)
    long_ago = int(house.hands.now.timestamp()) - 60
    assert change_access(house, "revoked", DELTA, event_time=long_ago) == 200
    ask(house, DELTA)


def entrance(house: House) -> Any:
    return house.office.entrance


def test_a_workspace_that_installs_it_for_itself_goes_by_its_own(house: House) -> None:
    install_everywhere(house)
    ask(house, GAMMA, DELTA)
    house.sandbox.keeper.uninstall(GAMMA)
    house.sandbox.keeper.wait_for_traffic("tokens_revoked")
    assert house.install(f"U2{DELTA}").status == 200
    assert house.office.bots.find(GAMMA) is None
    ask(house, DELTA)
    house.pass_time(days=30, seconds=1)
    erase_left(house.office, entrance(house))
    assert rows_of(house.database, DELTA) > 0
    ask(house, DELTA)


def test_the_token_of_an_organisation_is_renewed_for_all(turning_house: House) -> None:
    house = turning_house
    install_everywhere(house)
    ask(house, GAMMA, DELTA)
    before = house.token(GAMMA)
    house.pass_time(hours=10)
    renew_tokens(house.office, entrance(house))
    assert house.token(GAMMA) == house.token(DELTA) != before
    ask(house, GAMMA, DELTA)


@pytest.mark.parametrize("user", [MEMBER, "U0HUGO"])
def test_who_administers_no_organisation_installs_it_in_none(house: House, user: str) -> None:
    assert install_everywhere(house, user).title == "Assay was not installed"
    assert contents(house.database)["installations"] == []
