"""A short campaign with a fixed seed on either database, and that what would be wrong in the end is found."""

from pathlib import Path
from typing import Any

import pytest
from strictslack.delivery.deliveries import Ack

from bot.hear.errors import DATABASE_AWAY, MAYBE_KEPT
from bot.outside.own_messages import marked
from faults.bot_house import APART, SOCKET
from faults.campaign import Plan, run
from faults.databases import POSTGRESQL, SQLITE
from faults.deeds import Done, Outcome, outcome, told_of
from faults.in_slack import disorders, doubles
from faults.kinds import KINDS
from faults.verdict import what_was_done
from flows.desk import Desk
from rules.journal.entries import Deed
from tests import stories

# A channel that was closed is looked at after a minute; tests/bot/deliver/test_closed_channels.py moves the clock on.
CLOSING = {"Slack refuses for good", "the channel is archived"}
SHORT: dict[str, Any] = {
    "seconds": 8.0,
    "rate": 6.0,
    "boards": 3,
    "longest": 1.0,
    "only": tuple(one.name for one in KINDS if one.name not in CLOSING),
}


# Seeds by which no edit is lost, which would be made once more a minute later.
@pytest.mark.parametrize(("database", "way", "seed"), [(SQLITE, APART, 810), (POSTGRESQL, SOCKET, 1036)])
def test_all_agrees_after_a_short_campaign(database: str, way: str, seed: int, tmp_path: Path) -> None:
    said: list[str] = []
    report = run(Plan(database=database, way=way, seed=seed, **SHORT), tmp_path, said.append)
    assert report.findings == (), "\n".join([*said, *report.lines])
    assert report.deeds[Outcome.ACKNOWLEDGED] > 5
    assert report.struck.total() > 2


def test_what_an_acknowledgement_says_is_understood() -> None:
    assert outcome([Ack()]) is Outcome.ACKNOWLEDGED
    assert outcome([Ack(error="http_timeout"), Ack()]) is Outcome.ACKNOWLEDGED
    assert outcome([Ack(error="http_timeout"), Ack(error="connection_failed")]) is Outcome.UNKNOWN
    assert outcome([Ack(body={"text": DATABASE_AWAY})]) is Outcome.UNCHANGED
    assert outcome([Ack(body={"text": MAYBE_KEPT})]) is Outcome.UNKNOWN


def test_where_one_of_two_clicks_changed_nothing_the_other_may_have() -> None:
    assert told_of([DATABASE_AWAY], 1) is told_of([DATABASE_AWAY] * 2, 2) is Outcome.UNCHANGED
    assert told_of([DATABASE_AWAY], 2) is told_of([MAYBE_KEPT], 1) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("found", "is_there", "is_wrong"),
    [
        (Outcome.ACKNOWLEDGED, False, True),
        (Outcome.ACKNOWLEDGED, True, False),
        (Outcome.UNCHANGED, True, True),
        (Outcome.UNCHANGED, False, False),
        (Outcome.UNKNOWN, True, False),
        (Outcome.UNKNOWN, False, False),
    ],
)
def test_what_was_acknowledged_and_is_not_there_is_found_and_so_is_what_should_not_be(
    desk: Desk, found: Outcome, is_there: bool, is_wrong: bool
) -> None:
    stories.proposed(desk, title="Is there")
    done = Done(Deed.PROPOSED, "EXP-1", "Is there" if is_there else "Is not there", found)
    assert bool(list(what_was_done(desk, [done]))) is is_wrong


def test_doubles_and_disorder_in_slack_are_found() -> None:
    first = {"ts": "1.0", "thread_ts": "1.0", "text": "One", "metadata": marked("letter:7:0")}
    second = {**first, "ts": "2.0", "metadata": marked("letter:8:0")}
    assert list(doubles([first, second])) == list(disorders([first, second])) == []
    assert list(doubles([first, {**first, "ts": "3.0"}])) == ["letter:7:0 stands 2 times: One"]
    assert list(disorders([{**first, "ts": "3.0"}, second])) == [
        "letter 7 stands after letter 8 in thread 1.0"
    ]


def test_every_kind_of_fault_is_told_of_in_the_docs() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "faults.md").read_text()
    assert [one.name for one in KINDS if f"| {one.name} |" not in page] == []
