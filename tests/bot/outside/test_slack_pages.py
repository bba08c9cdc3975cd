"""Long answers of Slack's come in pages, of which each may be refused."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.outside import roster
from bot.outside.roster import people_of
from bot.outside.slack_errors import status_of
from tests.bot.lab import Lab


def test_every_page_is_read(sqlite_lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(people_of(sqlite_lab.client, sqlite_lab.workspace))
    monkeypatch.setattr(roster, "PAGE", 2)
    assert list(people_of(sqlite_lab.client, sqlite_lab.workspace)) == whole
    assert len(sqlite_lab.calls("users.list")) > len(whole) // 2


def test_a_later_page_that_is_no_json_is_slacks_and_no_fault_of_ours(
    sqlite_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "PAGE", 1)
    found = people_of(sqlite_lab.client, sqlite_lab.workspace)
    next(found)
    sqlite_lab.sandbox.keeper.fault("users.list", "status", status=503)
    with pytest.raises(SlackApiError) as refused:
        list(found)
    assert status_of(refused.value) == 503
