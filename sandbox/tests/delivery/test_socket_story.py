"""A Bolt app over Socket Mode and the people who use it."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from strictslack.client.person import Person
from strictslack.server import Sandbox
from tests import echo
from tests.leaving import leave

Heard = list[dict[str, Any]]


@pytest.fixture(scope="module")
def heard(sandbox: Sandbox) -> Iterator[Heard]:
    """What the connected app was told."""
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app, told = echo.build(client)
    handler = SocketModeHandler(app, sandbox.app_token, ping_interval=60)
    handler.connect()
    yield told
    leave(handler)


@pytest.fixture
def ana(sandbox: Sandbox, heard: Heard) -> Person:
    return sandbox.person("ana")


def test_a_command_is_answered_to_the_one_who_gave_it(ana: Person, sandbox: Sandbox) -> None:
    ana.type("/echo a < b & c", channel="general")
    answer = ana.sees("You said: a < b & c", channel="general")
    assert answer["is_ephemeral"]
    assert sandbox.person("ben").sees_nothing_of("You said")


def test_an_escaping_command_brings_ids_and_answers_in_the_channel(ana: Person, sandbox: Sandbox) -> None:
    ana.type("/escape @ben in #reviews", channel="general")
    answer = sandbox.person("cho").sees("Escaped: @ben in #reviews", channel="general")
    assert "<@U02BEN|ben> in <#C02REV|reviews>" in answer["text"]


def test_a_form_is_filled_refused_corrected_and_decided_upon(ana: Person, sandbox: Sandbox) -> None:
    ana.type("/form", channel="reviews")
    assert ana.modal("A form")["state"]["values"]["owner"]["owner"]["selected_user"] == "U02BEN"
    ana.fill("Title", "wrong")
    assert ana.submit()["errors"] == {"title": "This title is wrong."}
    ana.fill("Title", "A better title")
    assert ana.submit() == {"ok": True, "response_action": None}
    ben = sandbox.person("ben")
    ben.click("Approve", channel="reviews", near="A better title")
    assert ana.sees("Approved by @ben", channel="reviews")["text"] == "Approved by ben"


def test_an_external_select_offers_what_the_app_answers(ana: Person) -> None:
    ana.type("/form", channel="reviews")
    assert ana.suggestions("Topic", "safety") == ["Safety"]
    ana.close()


def test_closing_is_told_to_the_app(ana: Person, heard: Heard) -> None:
    ana.shortcut("new_note")
    ana.modal("A form")
    ana.close()
    ana.type("/echo done", channel="general")
    assert "view_closed" in [body.get("type") for body in heard]


def test_a_mention_is_answered_in_its_thread(ana: Person) -> None:
    asked = ana.type("@echo are you there?", channel="general")
    assert ana.sees("At your service", thread=asked["ts"])["thread_ts"] == asked["ts"]


def test_a_direct_message_reaches_the_app(ana: Person) -> None:
    ana.type("hello", channel=ana.direct("echo"))
    ana.sees("Just between us: hello")


def test_opening_home_lets_the_app_publish(ana: Person, sandbox: Sandbox) -> None:
    ana.home()
    assert ana._until(ana.home, "home")["blocks"][0]["text"]["text"] == "Welcome home"


def test_a_message_shortcut_answers_by_its_response_url(ana: Person) -> None:
    ana.type("remember the milk", channel="general")
    ana.shortcut("keep_this", ana.sees("remember the milk"), channel="general")
    ana.sees("Kept: remember the milk")


def test_a_custom_step_completes_or_fails(sandbox: Sandbox, heard: Heard) -> None:
    done = sandbox.keeper.run_step("double", number=21)
    assert (done["status"], done["outputs"]) == ("completed", {"result": 42})
    failed = sandbox.keeper.run_step("double", number=13)
    assert (failed["status"], failed["error"]) == ("failed", "Thirteen is not doubled.")
