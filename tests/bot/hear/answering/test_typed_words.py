"""What people type in the thread of a card: answered privately with the button that decides, once, or not at all."""

from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import BoltRequest

from rules.experiments.experiment import Experiment, ReviewKind, Stage
from tests import stories
from tests.backends import contents
from tests.bot import payloads
from tests.bot.lab import Lab

TOLD = "Typed words decide nothing about EXP-1"
COUNT = iter(range(1, 1000))


@pytest.fixture
def reviewing(sqlite_lab: Lab) -> Lab:
    """Return a lab with EXP-1 before its board."""
    stories.in_review(sqlite_lab.desk)
    sqlite_lab.deliver()
    return sqlite_lab


@pytest.fixture
def promoting(sqlite_lab: Lab) -> Lab:
    """Return a lab with EXP-1 before its approvers."""
    stories.promoting(sqlite_lab.desk)
    sqlite_lab.deliver()
    return sqlite_lab


def thread_of(lab: Lab) -> str:
    """Return the card of EXP-1, whose thread is the review thread."""
    return str(lab.person("ana").sees("EXP-1 ·", channel="reviews")["ts"])


def types(lab: Lab, name: str, text: str, *, thread: str | None = None) -> None:
    """Let somebody type in the review thread, or elsewhere, and wait until Assay has heard and answered it."""
    root = thread_of(lab) if thread is None else thread
    ts = lab.person(name).type(text, channel="reviews", thread=root)["ts"]
    wait_until_heard(lab, ts)
    lab.deliver()


def wait_until_heard(lab: Lab, ts: str) -> None:
    """Wait until Assay has acknowledged the event of a message; those of its own messages come in between."""
    heard = lab.sandbox.keeper.traffic("message")
    while not any(f"'event_ts': '{ts}'" in str(one) for one in heard):
        heard = lab.sandbox.keeper.wait_for_traffic("message", len(heard) + 1)


def answers(lab: Lab) -> list[dict[str, Any]]:
    """Return the private answers in the channel so far."""
    return list(lab.sandbox.core.state.channels[stories.REVIEW_CHANNEL].ephemerals.values())


def said_in_thread(text: str, thread: str, **more: Any) -> dict[str, Any]:
    """Return a message event, as Slack tells of a reply."""
    ts = f"1596530399.{next(COUNT):06}"
    reply = {"user": stories.BEN, "thread_ts": thread, "parent_user_id": "U0ASSAYBOT"}
    return payloads.said(text, ts=ts, **{**reply, **more})


def hear(lab: Lab, body: dict[str, Any]) -> None:
    """Let Assay hear an event, and deliver what it owes."""
    assert lab.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    lab.deliver()


def test_a_typed_approval_gets_the_button_in_the_thread_and_the_button_approves(any_lab: Lab) -> None:
    stories.in_review(any_lab.desk)
    any_lab.deliver()
    types(any_lab, "ben", "LGTM, approved :rocket:")
    (answer,) = answers(any_lab)
    assert (answer["ephemeral_to"], answer["thread_ts"]) == (stories.BEN, thread_of(any_lab))
    assert "Here is yours" in str(answer["blocks"])
    any_lab.person("ben").click("Approve", channel="reviews", near="Here is yours")
    any_lab.person("ben").sees("You approved the technical review of EXP-1.", channel="reviews")
    assert [review.by for review in any_lab.experiment().reviews] == [stories.BEN]


def test_a_typed_refusal_gets_the_two_buttons_that_ask_for_a_reason(reviewing: Lab) -> None:
    types(reviewing, "clara", "rejected")
    assert [label_of(one) for one in buttons(answers(reviewing)[0])] == ["Ask for changes", "Reject"]
    clara = reviewing.person("clara")
    clara.click("Reject EXP-1 in the ethics review", channel="reviews", near="Here is yours")
    clara.fill("Reason", "It is not safe yet.")
    assert clara.submit()["ok"]
    assert reviewing.experiment().stage is Stage.REJECTED


def test_a_typed_approval_of_a_promotion_gets_the_button_of_the_seat(promoting: Lab) -> None:
    types(promoting, "eva", "+1")
    eva = promoting.person("eva")
    eva.click("Approve as technical lead", channel="reviews", near="Here is yours")
    eva.sees("You approved the promotion of EXP-1 as technical lead.", channel="reviews")
    assert [approval.by for approval in promoting.experiment().approvals] == [stories.EVA]


def test_a_typed_refusal_of_a_promotion_gets_the_button_that_declines(promoting: Lab) -> None:
    types(promoting, "greta", "no go")
    assert [label_of(one) for one in buttons(answers(promoting)[0])] == ["Decline"]


def test_who_could_decide_nothing_is_told_who_can(reviewing: Lab) -> None:
    types(reviewing, "ana", "approved")
    (answer,) = answers(reviewing)
    assert buttons(answer) == []
    assert "You own EXP-1, so somebody else decides" in str(answer["blocks"])
    assert "Ben could decide it." in str(answer["blocks"])


@pytest.mark.parametrize(
    "text", ["approved?", "not approved yet", "ok, will fix it", "&gt; approved", "LGTM once CI is green"]
)
def test_what_decides_nothing_is_not_answered(reviewing: Lab, text: str) -> None:
    hear(reviewing, said_in_thread(text, thread_of(reviewing)))
    assert answers(reviewing) == []


def test_a_mere_ok_is_answered_to_who_could_decide_alone(reviewing: Lab) -> None:
    types(reviewing, "ana", "ok")
    assert answers(reviewing) == []
    types(reviewing, "ben", "ok")
    assert len(answers(reviewing)) == 1


def test_who_has_decided_may_say_so(reviewing: Lab) -> None:
    stories.approve(reviewing.desk, reviewing.experiment(), ReviewKind.TECHNICAL)
    types(reviewing, "ben", "approved")
    assert answers(reviewing) == []


def test_what_is_said_elsewhere_is_not_answered(reviewing: Lab) -> None:
    types(reviewing, "ben", "approved", thread="")
    root = reviewing.person("ben").type("Shall we ship?", channel="reviews")["ts"]
    types(reviewing, "ben", "approved", thread=root)
    assert answers(reviewing) == []


def test_a_verdict_on_another_experiment_is_not_taken_for_this_one(reviewing: Lab) -> None:
    stories.in_review(reviewing.desk, title="Another")
    reviewing.deliver()
    types(reviewing, "ben", "EXP-2 approved")
    assert answers(reviewing) == []
    types(reviewing, "ben", "EXP-1 approved")
    assert len(answers(reviewing)) == 1


def test_where_nothing_waits_nothing_is_answered(sqlite_lab: Lab) -> None:
    stories.running(sqlite_lab.desk)
    sqlite_lab.deliver()
    types(sqlite_lab, "ben", "approved")
    assert answers(sqlite_lab) == []


def test_a_message_that_slack_tells_of_again_is_answered_once(reviewing: Lab) -> None:
    body = said_in_thread("approved", thread_of(reviewing))
    for _ in range(3):
        hear(reviewing, body)
    assert len(answers(reviewing)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B0OTHER"},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "user": None, "message": {"text": "approved"}},
        {"subtype": "message_deleted", "user": None},
        {"user": "ours"},
        {"user": None},
    ],
)
def test_apps_edits_and_our_own_words_are_not_answered(reviewing: Lab, more: dict[str, Any]) -> None:
    ours = {"user": reviewing.bot_user} if more.get("user") == "ours" else {}
    hear(reviewing, said_in_thread("approved", thread_of(reviewing), **{**more, **ours}))
    assert answers(reviewing) == []


def test_a_guest_is_not_answered(reviewing: Lab) -> None:
    before = len(reviewing.sandbox.keeper.traffic("user_change"))
    reviewing.sandbox.keeper.change_person("ben", is_restricted=True)
    reviewing.sandbox.keeper.wait_for_traffic("user_change", before + 1)
    types(reviewing, "ben", "approved")
    assert answers(reviewing) == []


@pytest.mark.parametrize(
    "broken",
    [{"ts": None}, {"ts": 5}, {"channel": None}, {"channel": {"id": "C0"}}, {"text": 5}, {"text": None}],
)
def test_a_broken_event_is_acknowledged_and_changes_nothing(reviewing: Lab, broken: dict[str, Any]) -> None:
    before = contents(reviewing.office.database)
    body = said_in_thread("approved", thread_of(reviewing))
    body["event"] |= broken
    hear(reviewing, body)
    assert contents(reviewing.office.database) == before


def test_what_people_type_is_kept_nowhere(reviewing: Lab) -> None:
    types(reviewing, "ben", "approved")
    types(reviewing, "ben", "the secret word is xyzzy")
    assert "xyzzy" not in str(contents(reviewing.office.database))


def test_by_the_time_of_the_answer_another_may_have_decided(reviewing: Lab) -> None:
    body = said_in_thread("approved", thread_of(reviewing))
    assert reviewing.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
    experiment: Experiment = reviewing.experiment()
    for kind in ReviewKind:
        experiment = stories.approve(reviewing.desk, replace(experiment), kind)
    reviewing.deliver()
    (answer,) = answers(reviewing)
    assert buttons(answer) == []


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons of a message."""
    elements = [one for block in message["blocks"] for one in block.get("elements", [])]
    accessories = [block["accessory"] for block in message["blocks"] if "accessory" in block]
    return [one for one in (*elements, *accessories) if one["type"] == "button"]


def label_of(button: dict[str, Any]) -> str:
    """Return what stands on a button."""
    return str(button["text"]["text"])
