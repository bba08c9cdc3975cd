"""The doctor of an Assay that many workspaces install."""

import pytest

from bot.commands.doctor_installed import installed
from bot.commands.examined import Health
from tests.bot.install.house import FIRST, NEWER_KEY, SECOND, House, settings_of


def looked_at(house: House, **changes: str) -> dict[str, tuple[Health, str]]:
    settings = settings_of(house.sandbox, house.settings.database_url, house.address, **changes)
    return {one.what: (one.health, one.words) for one in installed(settings)}


def test_an_app_that_nobody_has_installed_is_to_be_looked_at(house: House) -> None:
    said = looked_at(house)
    assert said["app"][0] is Health.OK
    assert said["workspaces"] == (
        Health.LOOK_AT,
        "none has installed Assay yet; open /slack/install",
    )


def test_each_workspace_that_shuts_assay_out_is_named(house: House) -> None:
    for user in ("U0HUGO", "U1ZOE"):
        house.install(user)
    assert looked_at(house)["workspaces"] == (Health.OK, "2 of 2 let Assay in")
    house.sandbox.core.state.installations[house.sandbox.app.id, FIRST].status = "revoked"
    said = looked_at(house)
    assert said["workspace Assay's lab"] == (
        Health.BROKEN,
        "Slack refuses its token (token_revoked); have it installed anew",
    )
    assert said["workspaces"][1] == "1 of 2 let Assay in"
    assert house.token(SECOND)


def test_a_key_that_opens_nothing_is_named(house: House) -> None:
    house.install("U0HUGO")
    said = looked_at(house, assay_encryption_key=NEWER_KEY)
    assert said["workspace Assay's lab"][1].startswith("no key of ASSAY_ENCRYPTION_KEY opens its token")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slack_client_secret": "wrong"}, "Slack refuses SLACK_CLIENT_ID with SLACK_CLIENT_SECRET"),
        ({"slack_client_id": "wrong"}, "Slack refuses SLACK_CLIENT_ID with SLACK_CLIENT_SECRET"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "Slack cannot be reached"),
    ],
)
def test_an_app_that_slack_does_not_know_is_broken(house: House, changes: dict[str, str], words: str) -> None:
    health, said = looked_at(house, **changes)["app"]
    assert (health, said.startswith(words)) == (Health.BROKEN, True)
