"""Tokens that end are renewed well before, by one process alone; the keys that seal them can be changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest

from bot.commands.install_command import rotate
from bot.serve.clock import renew_tokens
from bot.serve.offices import open_office
from flows.installing import renewals
from flows.installing.renewals import RefreshRefused
from rules.installing.grants import Tokens
from store.installing import installations
from store.installing.vault import Vault
from tests.backends import contents
from tests.bot.install.house import FIRST, KEY, NEWER_KEY, House, settings_of

VAULT = Vault([KEY])


def exchanges(house: House) -> int:
    """Return how often Slack was asked for tokens."""
    return len(house.sandbox.keeper.traffic("oauth.v2.access"))


def tick(house: House, office: Any = None) -> None:
    """Let the clock renew what is due."""
    office = office or house.office
    renew_tokens(office, office.entrance)


def test_a_token_is_renewed_three_hours_before_it_ends(turning_house: House) -> None:
    house = turning_house
    house.install("U0HUGO")
    before = house.token(FIRST)
    for hours, asked in ((8.9, 1), (0.2, 2), (0.2, 2)):
        house.pass_time(hours=hours)
        tick(house)
        assert exchanges(house) == asked
    assert house.token(FIRST) != before
    assert house.office.slack(FIRST).auth_test()["ok"]
    house.deliver()
    house.sandbox.person("hugo").sees("Assay is here")


def test_two_processes_at_once_renew_a_token_once(turning_house: House) -> None:
    house = turning_house
    house.install("U0HUGO")
    house.pass_time(hours=10)
    other = open_office(house.settings)
    barrier = Barrier(2)

    def renew(database: Any) -> bool:
        barrier.wait(30)
        assert house.office.entrance
        return renewals.renew(database, VAULT, FIRST, house.office.entrance.oauth.renewed, house.hands.now)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(renew, (house.database, other.database))) == [False, True]
    assert exchanges(house) == 2
    house.office.bots.forget()
    assert house.office.slack(FIRST).auth_test()["ok"]
    other.database.close()


def test_while_slack_is_asked_nobody_waits_and_nobody_else_asks(turning_house: House) -> None:
    house = turning_house
    house.install("U0HUGO")
    house.pass_time(hours=10)
    now, asked, answer = house.hands.now, Event(), Event()

    def ask(_refresh: str, _now: datetime) -> Tokens:
        asked.set()
        assert answer.wait(30)
        return Tokens(bot="xoxb-new", refresh="xoxe-new", expires_at=now + timedelta(hours=12))

    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(renewals.renew, house.database, VAULT, FIRST, ask, now)
        assert asked.wait(30)
        assert not renewals.renew(house.database, VAULT, FIRST, ask, now)
        assert renewals.expiring(house.database, now) == []
        # Who asked may have died: after a minute another one tries.
        assert renewals.expiring(house.database, now + timedelta(minutes=1))
        with house.database.begin(FIRST) as session:
            assert installations.locked(session)
        answer.set()
        assert renewing.result(30)
    house.office.bots.forget()
    assert house.token(FIRST) == "xoxb-new"


def test_what_comes_of_a_renewal_after_an_end_is_not_kept(turning_house: House) -> None:
    house = turning_house
    house.install("U0HUGO")
    house.pass_time(hours=10)
    now = house.hands.now

    def ask(_refresh: str, _now: datetime) -> Tokens:
        with house.database.begin(FIRST) as session:
            assert installations.end(session, now, now)
        return Tokens(bot="xoxb-new", refresh="xoxe-new", expires_at=now + timedelta(hours=12))

    assert not renewals.renew(house.database, VAULT, FIRST, ask, now)
    assert house.installation(FIRST).bot_token == ""  # type: ignore[union-attr]


def test_a_refusal_is_logged_and_left_for_ten_minutes(
    turning_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house = turning_house
    house.install("U0HUGO")
    house.pass_time(hours=10)
    house.sandbox.keeper.fault("oauth.v2.access", "error", error="invalid_refresh_token")
    for minutes, asked in ((0, 2), (9, 2), (1, 3)):
        house.hands.move(minutes=minutes)
        tick(house)
        assert exchanges(house) == asked
    assert "the token of T0ASSAY could not be renewed" in caplog.text
    assert RefreshRefused("invalid_refresh_token").args[0] in caplog.text


def test_a_slack_that_is_away_is_asked_again_after_a_minute(turning_house: House) -> None:
    house = turning_house
    house.install("U0HUGO")
    house.pass_time(hours=10)
    house.sandbox.keeper.fault("oauth.v2.access", "status", status=503)
    before = house.token(FIRST)
    tick(house)
    house.hands.move(minutes=1)
    tick(house)
    assert house.token(FIRST) != before


def test_no_token_is_logged(turning_house: House, caplog: pytest.LogCaptureFixture) -> None:
    house = turning_house
    with caplog.at_level("DEBUG"):
        house.install("U0HUGO")
        token = house.token(FIRST)
        house.pass_time(hours=10)
        tick(house)
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("slack_sdk")
    )
    assert token not in ours
    assert house.token(FIRST) not in ours


def test_keys_are_changed_by_a_newer_one_and_the_command(
    turning_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house = turning_house
    house.install("U0HUGO")
    token, both = house.token(FIRST), f"{NEWER_KEY}, {KEY}"
    changed = settings_of(
        house.sandbox, house.settings.database_url, house.address, assay_encryption_key=both
    )
    office = open_office(changed)
    assert office.slack(FIRST).token == token
    office.database.close()
    before = contents(house.database)["installations"]
    assert (rotate(changed), rotate(changed)) == (0, 0)
    assert capsys.readouterr().out.splitlines()[0].startswith("1 installation")
    assert contents(house.database)["installations"] != before
    alone = settings_of(
        house.sandbox, house.settings.database_url, house.address, assay_encryption_key=NEWER_KEY
    )
    office = open_office(alone)
    assert office.slack(FIRST).token == token
    office.database.close()
