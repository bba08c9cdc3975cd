"""Modals, Home and triggers: stacks, hashes, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from strictslack.errors import SlackError
from strictslack.parts.clock import Clock
from strictslack.parts.triggers import Triggers
from strictslack.server import Sandbox
from tests.api.test_web_api import refused
from tests.echo import FORM

Trigger = Callable[[], str]


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def modal(**changes: Any) -> dict[str, Any]:
    return {"type": "modal", "title": text("Modal"), "blocks": [{"type": "divider"}], **changes}


@pytest.fixture
def trigger(sandbox: Sandbox) -> Trigger:
    """Makes a trigger as a deed of Ana's would."""
    return lambda: sandbox.core.triggers.make(sandbox.app.id, "T01ACME", "U01ANA")


def test_a_trigger_opens_one_view(client: WebClient, trigger: Trigger, sandbox: Sandbox) -> None:
    used = trigger()
    view = client.views_open(trigger_id=used, view=modal())["view"]
    assert (view["root_view_id"], view["previous_view_id"], view["state"]) == (
        view["id"],
        None,
        {"values": {}},
    )
    assert sandbox.person("ana").modal("Modal")["id"] == view["id"]
    assert refused(client.views_open, trigger_id=used, view=modal())["error"] == "exchanged_trigger_id"


def test_a_patient_sandbox_lets_a_trigger_live_longer() -> None:
    clock = Clock()
    made = Triggers(clock, patience=5)
    early, late = (made.make("A0", "T0", "U0") for _ in range(2))
    clock.advance(14)
    assert made.take(early, "A0", "T0").used
    clock.advance(2)
    with pytest.raises(SlackError, match="expired_trigger_id"):
        made.take(late, "A0", "T0")


def test_a_trigger_is_gone_after_three_seconds(client: WebClient, trigger: Trigger, sandbox: Sandbox) -> None:
    late = trigger()
    sandbox.keeper.advance(3.1)
    assert refused(client.views_open, trigger_id=late, view=modal())["error"] == "expired_trigger_id"
    assert refused(client.views_open, trigger_id="1.2.3", view=modal())["error"] == "invalid_trigger_id"


def test_a_stack_holds_three_views(client: WebClient, trigger: Trigger) -> None:
    root = client.views_open(trigger_id=trigger(), view=modal())["view"]
    second = client.views_push(trigger_id=trigger(), view=modal())["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    client.views_push(trigger_id=trigger(), view=modal())
    assert refused(client.views_push, trigger_id=trigger(), view=modal())["error"] == "push_limit_reached"


def test_an_update_on_an_old_hash_conflicts(client: WebClient, trigger: Trigger) -> None:
    first = client.views_open(trigger_id=trigger(), view=modal())["view"]
    second = client.views_update(view_id=first["id"], hash=first["hash"], view=modal(title=text("New")))[
        "view"
    ]
    assert second["hash"] != first["hash"]
    answer = refused(client.views_update, view_id=first["id"], hash=first["hash"], view=modal())
    assert answer["error"] == "hash_conflict"


def test_an_update_finds_a_view_by_external_id_only_once(client: WebClient, trigger: Trigger) -> None:
    client.views_open(trigger_id=trigger(), view=modal(external_id="mine"))
    assert client.views_update(external_id="mine", view=modal(external_id="mine"))["ok"]
    answer = refused(client.views_push, trigger_id=trigger(), view=modal(external_id="mine"))
    assert answer["error"] == "duplicate_external_id"
    assert refused(client.views_update, view_id="V0", view=modal())["error"] == "not_found"


def test_what_was_typed_survives_an_update(client: WebClient, trigger: Trigger, sandbox: Sandbox) -> None:
    opened = client.views_open(trigger_id=trigger(), view=FORM)["view"]
    ana = sandbox.person("ana")
    ana.fill("Title", "x" * 41)
    assert "at most 40" in ana.submit()["errors"]["title"]
    client.views_update(view_id=opened["id"], view={**FORM, "title": text("Again")})
    assert ana.modal("Again")["state"]["values"]["title"]["title"]["value"] == "x" * 41


def test_a_select_may_begin_with_the_current_conversation(client: WebClient, sandbox: Sandbox) -> None:
    made = sandbox.core.triggers.make(sandbox.app.id, "T01ACME", "U01ANA", channel_id="C02REV")
    element = {"type": "conversations_select", "action_id": "c", "default_to_current_conversation": True}
    block = {"type": "input", "block_id": "b", "label": text("Where"), "element": element}
    client.views_open(trigger_id=made, view=modal(blocks=[block], submit=text("Go")))
    assert sandbox.person("ana").modal()["state"]["values"]["b"]["c"]["selected_conversation"] == "C02REV"


def test_a_required_field_left_empty_never_reaches_the_app(
    client: WebClient, trigger: Trigger, sandbox: Sandbox
) -> None:
    client.views_open(trigger_id=trigger(), view=FORM)
    assert sandbox.person("ana").submit()["errors"] == {"title": "Please complete this required field."}


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(title=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (
            modal(private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (
            modal(blocks=[{"type": "divider"}] * 101),
            "no more than 100 items allowed [json-pointer:/view/blocks]",
        ),
        (modal(blocks=[{"type": "table"}]), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
        ({"type": "modal", "blocks": []}, "must provide at least 1 items [json-pointer:/view/blocks]"),
        (
            {"type": "modal", "blocks": [{"type": "divider"}]},
            "missing required field: title [json-pointer:/view]",
        ),
        (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
        (
            {**FORM, "submit": None},
            "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
        ),
        (modal(submit=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    ],
)
def test_a_faulty_view_is_refused_with_its_place(
    client: WebClient, trigger: Trigger, view: dict[str, Any], problem: str
) -> None:
    answer = refused(client.views_open, trigger_id=trigger(), view=view)
    assert answer["error"] == "invalid_arguments"
    assert f"[ERROR] {problem}" in answer["response_metadata"]["messages"]


def test_a_huge_view_is_too_large(client: WebClient, trigger: Trigger) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 90
    assert (
        refused(client.views_open, trigger_id=trigger(), view=modal(blocks=blocks))["error"]
        == "view_too_large"
    )


def test_home_is_published_for_one_person(client: WebClient, sandbox: Sandbox) -> None:
    home = {"type": "home", "blocks": [{"type": "header", "text": text("Ben's desk")}]}
    first = client.views_publish(user_id="U02BEN", view=home)["view"]
    shown = sandbox.person("ben").home()
    assert shown is not None
    assert shown["blocks"][0]["text"]["text"] == "Ben's desk"
    assert sandbox.person("cho").home() is None
    client.views_publish(user_id="U02BEN", view=home, hash=first["hash"])
    assert (
        refused(client.views_publish, user_id="U02BEN", view=home, hash=first["hash"])["error"]
        == "hash_conflict"
    )
    assert refused(client.views_publish, user_id="U02BEN", view=modal())["error"] == "invalid_arguments"
