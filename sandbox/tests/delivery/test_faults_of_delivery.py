"""What goes wrong on the way to an app, and calls that take their time."""

import logging
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from strictslack.errors import Refused
from strictslack.server import Sandbox
from tests.delivery.test_events import Inbox, connected, event


@pytest.fixture(scope="module")
def inbox(sandbox: Sandbox) -> Iterator[Inbox]:
    with connected(sandbox) as arrived:
        yield arrived


@pytest.fixture(autouse=True)
def _calm(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.keeper.no_faults()
    while not inbox.empty():
        inbox.get_nowait()


def test_a_slow_call_has_its_effect_when_its_time_has_come(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.keeper.fault("chat.postMessage", "slow", seconds=600)
    call = threading.Thread(target=client.chat_postMessage, kwargs={"channel": "C01GEN", "text": "at last"})
    call.start()
    assert sandbox.person("ana").sees_nothing_of("at last")
    while call.is_alive():
        # The call may not have arrived yet; the clock is moved until it has.
        sandbox.keeper.advance(600)
        call.join(0.05)
    assert sandbox.person("ana").sees("at last")


def test_a_slow_delivery_is_a_failure_after_three_seconds_only(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.keeper.fault("delivery:slash_commands", "slow", seconds=0.01)
    assert sandbox.person("ana").type("/echo soon", channel="general") == {"ok": True}


def test_an_acknowledgement_that_is_lost_brings_the_event_again(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.keeper.fault("delivery:app_mention", "lost_after")
    sandbox.person("ana").type("@echo did you hear?", channel="general")
    first, second = event(inbox, "app_mention"), event(inbox, "app_mention")
    assert first["event_id"] == second["event_id"]


def test_a_lost_acknowledgement_of_a_command_is_told_though_the_app_had_it(
    sandbox: Sandbox, inbox: Inbox
) -> None:
    sandbox.keeper.fault("delivery:/echo", "lost_after")
    answer = sandbox.person("ana").type("/echo heard", channel="general")
    assert answer["error"] == "/echo failed with the error “operation_timeout”"
    assert inbox.get(timeout=10).payload["command"] == "/echo"


def test_a_delivery_that_nothing_overtakes_comes_after_its_seconds(sandbox: Sandbox, inbox: Inbox) -> None:
    sandbox.keeper.fault("delivery:message", "later", seconds=0.01)
    sandbox.person("ana").type("alone on the road", channel="general")
    assert event(inbox, "message")["event"]["text"] == "alone on the road"


def test_luck_strikes_some_deliveries_and_the_same_each_time(sandbox: Sandbox, inbox: Inbox) -> None:
    def lost() -> list[bool]:
        sandbox.keeper.no_faults()
        sandbox.keeper.fault("delivery:/echo", "lost_after", times=None, chance=0.5, seed=7)
        ana = sandbox.person("ana")
        return [ana.type(f"/echo {n}", channel="general")["ok"] for n in range(10)]

    first = lost()
    assert first == lost()
    assert len(set(first)) == 2


@pytest.mark.parametrize(
    ("target", "kind", "problem"),
    [
        ("delivery", "ratelimited", "one of drop, lost_after, twice, slow, later"),
        ("socket", "slow", "one of drop, disconnect"),
        ("", "drop", "needs a target"),
    ],
)
def test_each_place_has_its_own_faults(sandbox: Sandbox, target: str, kind: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        sandbox.keeper.fault(target, kind)


def test_a_page_that_closes_is_no_error(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    stream = urllib.request.urlopen(f"{sandbox.url}/_sandbox/stream?user=U01ANA")
    assert stream.readline() == b": here\n"
    stream.close()
    for number in range(20):
        sandbox.person("ben").type(f"nobody looks {number}", channel="general")
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []
