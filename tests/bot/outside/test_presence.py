"""Slack's own word that somebody is not to be disturbed: their status, and paused notifications where we may ask."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.outside.presence import is_away, is_silent, is_undisturbed
from tests import stories
from tests.bot.lab import Lab

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
LATER, BEFORE = (int((NOW + timedelta(hours=hours)).timestamp()) for hours in (1, -1))


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({}, False),
        ({"status_emoji": ":palm_tree:"}, True),
        ({"status_emoji": ":palm_tree:", "status_expiration": LATER}, True),
        ({"status_emoji": ":palm_tree:", "status_expiration": BEFORE}, False),
        ({"status_text": "Out of office until Monday"}, True),
        ({"status_text": "OOO"}, True),
        ({"status_text": "In a meeting", "status_emoji": ":calendar:"}, False),
        ({"status_text": "Working remotely", "status_emoji": ":house_with_garden:"}, False),
        ({"status_text": "Fooo"}, False),
        ({"status_text": None, "status_emoji": None, "status_expiration": None}, False),
    ],
)
def test_a_status_says_who_is_out_of_the_office(profile: dict[str, Any], expected: bool) -> None:
    assert is_away(profile, NOW) == expected


@pytest.mark.parametrize(
    ("dnd", "expected"),
    [
        ({"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}, False),
        ({"snooze_enabled": True, "snooze_endtime": LATER}, True),
        ({"snooze_enabled": True, "snooze_endtime": BEFORE}, False),
        ({"dnd_enabled": True, "next_dnd_start_ts": BEFORE, "next_dnd_end_ts": LATER}, True),
        ({"dnd_enabled": True, "next_dnd_start_ts": LATER, "next_dnd_end_ts": LATER + 9}, False),
        ({"dnd_enabled": False, "next_dnd_start_ts": BEFORE, "next_dnd_end_ts": LATER}, False),
        (b"", False),
    ],
)
def test_paused_notifications_are_respected(dnd: Any, expected: bool) -> None:
    assert is_undisturbed(dnd, NOW) == expected


def test_slack_is_asked_for_both(sqlite_lab: Lab) -> None:
    client, now = sqlite_lab.client, datetime.now(UTC)
    assert not is_silent(client, stories.CLARA, now)
    change(sqlite_lab, status_emoji=":palm_tree:")
    assert is_silent(client, stories.CLARA, now)
    change(sqlite_lab, status_emoji="", snoozes_until=int((now + timedelta(hours=1)).timestamp()))
    assert is_silent(client, stories.CLARA, now)
    assert not is_silent(client, stories.BEN, now)


def test_without_the_optional_scope_a_status_is_respected_all_the_same(sqlite_lab: Lab) -> None:
    installation = sqlite_lab.sandbox.installation
    installation.scopes.remove("dnd:read")
    client, now = sqlite_lab.client, datetime.now(UTC)
    change(sqlite_lab, snoozes_until=int((now + timedelta(hours=1)).timestamp()))
    assert not is_silent(client, stories.CLARA, now)
    change(sqlite_lab, status_text="Out sick")
    assert is_silent(client, stories.CLARA, now)


def change(lab: Lab, **changes: Any) -> None:
    """Change what Slack says of Clara."""
    lab.sandbox.keeper.change_person("clara", **changes)
