"""Slack takes the app out: its token is erased at once, what was owed waits, and the data goes after the days of the policy."""

from dataclasses import replace
from typing import Any

import pytest

from bot import bots
from bot.office import UnknownWorkspace
from bot.serve.clock import Rosters, erase_left, hold_ceremonies, remind_people, seal_journal
from bot.serve.offices import open_office
from flows.ceremonies import feeds
from flows.due import DueKind, run_due
from flows.experiments import sheets
from settings import Settings
from store import workspaces
from store.letters import backlogs
from store.tables import LetterState
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.install.house import FIRST, SECOND, House, rows_of
from tests.flows import gatherings


def installed(house: House) -> House:
    """Return the house with Assay in both workspaces, and everything delivered."""
    for user in ("U0HUGO", "U1ZOE"):
        assert house.install(user).status == 200
    house.deliver()
    return house


def leave(house: House, workspace: str = FIRST) -> None:
    """Take Assay out of a workspace, and wait until it has acknowledged that."""
    house.hands.move(seconds=1)
    house.sandbox.keeper.uninstall(workspace)
    house.sandbox.keeper.wait_for_traffic("app_uninstalled")
    house.sandbox.keeper.wait_for_traffic("tokens_revoked")


def tell(house: House, event: dict[str, Any], **more: Any) -> int:
    """Tell of something as Slack does, and return the status of the answer."""
    body, content_type = payloads.encoded(payloads.happening(event, **more))
    now = int(house.sandbox.core.clock.now())
    headers = payloads.signed(house.sandbox.signing_secret, body, now) | {"Content-Type": content_type}
    return house.web.test_client().post("/slack/events", data=body, headers=headers).status_code


def test_the_token_is_erased_before_that_is_acknowledged(house: House) -> None:
    token = installed(house).token(FIRST)
    leave(house)
    (row,) = [row for row in contents(house.database)["installations"] if FIRST in row]
    assert not [value for value in row if isinstance(value, str) and value.startswith("gAAAA")]
    assert token not in str(row)
    with pytest.raises(UnknownWorkspace):
        house.office.slack(FIRST)
    assert house.token(SECOND)


def test_another_process_forgets_the_token_within_seconds(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(house)
    other = open_office(house.settings)
    monkeypatch.setattr(bots, "KEPT_SECONDS", 0.0)
    assert other.bots.find(FIRST)
    leave(house)
    assert other.bots.find(FIRST) is None
    assert FIRST not in other.bots.workspaces()
    other.database.close()


def test_what_is_owed_there_waits_and_nothing_else_does(house: House) -> None:
    desk = installed(house).office.desk(FIRST)
    leave(house)
    stories.proposed(desk)
    house.deliver()
    with house.database.look_everywhere() as session:
        assert backlogs.counts(session).get(LetterState.WAITING, 0) > 0
        assert backlogs.counts(session).get(LetterState.PARKED, 0) == 0
    zoe = house.sandbox.person("zoe", workspace=SECOND)
    zoe.invite("general", "assay")
    zoe.type("/experiment propose A second one", channel="general")
    zoe.fill("Hypothesis", "If it is second, then it works too.")
    assert zoe.submit()["ok"]
    house.deliver()
    zoe.sees("EXP-1 · A second one", channel="general")


def test_the_clock_looks_for_nothing_where_we_were_taken_out(house: House) -> None:
    installed(house)
    leave(house)
    every = DueKind(lambda session, _now: map(Row, workspaces.every(session)), lambda *_: 1, str)
    seen = []
    run_due((every,), house.database, lambda workspace: seen.append(workspace), house.hands.now)  # type: ignore[arg-type, func-returns-value]
    assert SECOND in seen
    assert FIRST not in seen
    for tick in (hold_ceremonies, remind_people, seal_journal):
        tick(house.office)
    Rosters().refresh(house.office)


class Row(str):
    """A workspace as something that is due."""

    @property
    def workspace(self) -> str:
        """Return it."""
        return str(self)


def test_no_machine_and_no_calendar_is_served_there_until_it_is_installed_anew(house: House) -> None:
    desk = replace(installed(house).office.desk(FIRST), public_url=house.address)
    experiment = stories.running(desk)
    _, secret = stories.token(desk, now=house.hands.now)
    gatherings.set_up(desk, "standup")
    address = feeds.renew(desk, stories.CHANNEL, by=stories.ANA, now=house.hands.now)

    def answers() -> tuple[int, int]:
        client = house.web.test_client()
        values = {"metrics": [{"metric": "accuracy", "value": 0.9}]}
        headers = {"Authorization": f"Bearer {secret}"}
        sent = client.post(f"/api/v1/experiments/{experiment.key}/metrics", json=values, headers=headers)
        return sent.status_code, client.get(address.removeprefix(house.address)).status_code

    assert answers() == (201, 200)
    leave(house)
    assert answers() == (401, 404)
    assert house.install("U0HUGO").status == 200
    assert answers()[1] == 200


def test_a_command_there_is_answered_with_where_to_install(house: House) -> None:
    installed(house)
    leave(house)
    body, content_type = payloads.encoded(payloads.command("/experiment", "list"))
    headers = payloads.signed(house.sandbox.signing_secret, body, int(house.sandbox.core.clock.now()))
    answer = house.web.test_client().post(
        "/slack/events", data=body, headers=headers | {"Content-Type": content_type}
    )
    assert f"was taken out of it. An admin can install it at {house.address}/slack/install" in answer.text


def test_who_installs_it_again_in_time_finds_everything(house: House) -> None:
    stories.proposed(installed(house).office.desk(FIRST))
    leave(house)
    house.pass_time(days=30, seconds=-1)
    erase_left(house.office, entrance(house))
    assert house.install("U0HUGO").status == 200
    house.deliver()
    assert sheets.sheet(house.office.desk(FIRST), 1).experiment.title == "Smaller router model"


def test_after_the_days_of_the_policy_everything_of_it_is_erased(house: House) -> None:
    stories.in_production(installed(house).office.desk(FIRST))
    leave(house)
    house.pass_time(days=30)
    theirs = rows_of(house.database, SECOND)
    assert rows_of(house.database, FIRST) > 50
    erase_left(house.office, entrance(house))
    assert rows_of(house.database, FIRST) == 0
    assert rows_of(house.database, SECOND) == theirs
    assert house.install("U0HUGO").status == 200


def entrance(house: House) -> Any:
    return house.office.entrance


def test_late_word_of_an_end_does_not_end_what_was_installed_since(house: House) -> None:
    installed(house)
    long_ago = int(house.hands.now.timestamp()) - 60
    for event in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}):
        assert tell(house, event, event_time=long_ago) == 200
    assert house.token(FIRST)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"], "bot": []}},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"]}},
        {"type": "tokens_revoked", "tokens": None},
        {"type": "tokens_revoked"},
    ],
)
def test_tokens_of_people_that_were_revoked_change_nothing(house: House, event: dict[str, Any]) -> None:
    installed(house)
    assert tell(house, event, event_time=int(house.hands.now.timestamp()) + 5) == 200
    assert house.token(FIRST)


def test_a_token_that_was_revoked_is_erased_too(house: House) -> None:
    client = installed(house).office.slack(FIRST)
    house.hands.move(seconds=1)
    client.auth_revoke()
    house.sandbox.keeper.wait_for_traffic("tokens_revoked")
    assert house.office.bots.find(FIRST) is None


def test_a_workspace_that_goes_over_to_a_token_of_the_settings_is_never_erased(house: House) -> None:
    installed(house)
    leave(house)
    house.sandbox.keeper.install(FIRST)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        slack_bot_token=house.sandbox.bot_token,
        slack_signing_secret=house.sandbox.signing_secret,
        slack_api_url=house.sandbox.api_url,
        database_url=house.settings.database_url,
    )
    single = open_office(settings)
    assert single.bots.workspaces() == (FIRST,)
    single.database.close()
    house.pass_time(days=31)
    erase_left(house.office, entrance(house))
    assert rows_of(house.database, FIRST) > 0
