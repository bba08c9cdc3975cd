"""What almost is Slack's shape, forged values and hostile texts: answered in words, with no trace, and nothing written where refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.hear.listeners import TABLE
from bot.ids import Act, Command, Form, Input, Shortcut
from tests import stories
from tests.bot import payloads
from tests.bot.mutations import forged, hostile_json, hostile_texts, known_ids, mutation
from tests.bot.payloads import Json
from tests.bot.watching import Watch, watching

thorough = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def watch(sqlite_template: Path) -> Iterator[Watch]:
    """Yield a door behind which experiments of every stage are, watched for harm."""
    with watching(sqlite_template) as opened:
        yield opened


FUNCTION: Json = {
    "type": "function_executed",
    "function": {"id": "Fn1", "callback_id": "propose_experiment", "title": "Propose", "app_id": payloads.APP},
    "inputs": {"title": "Router", "hypothesis": "If smaller, then faster.", "owner": stories.ANA, "channel": stories.CHANNEL},
    "function_execution_id": "Fx1",
    "workflow_execution_id": "Wx1",
    "event_ts": "1596530385.000100",
    "bot_access_token": "xwfp-x",
}  # fmt: skip
REVIEW = '{"experiment": 3, "revision": 1, "kind": "technical"}'
SHAPES: dict[str, Json] = {
    "a command": payloads.command("/experiment", "metric EXP-2 accuracy 0.94"),
    "a click": payloads.click(payloads.button(Act.APPROVE_REVIEW, REVIEW), user=stories.BEN),
    "a choice": payloads.click(payloads.overflow(Act.MORE, '{"experiment": 1, "choice": "show"}')),
    "a choice in a form": payloads.click_in_view(
        payloads.button(Act.WHOLE_PROPOSAL, "{}"), {"callback_id": Form.PROPOSE, "blocks": []}
    ),
    "a form": payloads.submission(
        {
            "callback_id": Form.MEASURE,
            "private_metadata": '{"experiment": 2}',
            "blocks": [{"type": "input", "block_id": "value", "element": {"action_id": "value"}}],
        },
        {"metric": {"metric": payloads.chosen("accuracy")}, "value": {"value": payloads.typed("0.97")}},
    ),
    "a shortcut": payloads.shortcut(Shortcut.PROPOSE),
    "a shortcut of a message": payloads.message_shortcut(Shortcut.PROPOSE_FROM_MESSAGE),
    "a message": payloads.said("EXP-3 approved", channel="D0TALK", channel_type="im"),
    "a mention": payloads.said("<@U0ASSAYBOT> EXP-3 approved", type="app_mention"),
    "a changed profile": payloads.user_change(payloads.profile_of(stories.IVAN, "Ivan")),
    "an opened home": payloads.happening({"type": "app_home_opened", "user": stories.ANA, "tab": "home"}),
    "a step of a workflow": payloads.happening(FUNCTION),
}


@pytest.mark.parametrize("kind", SHAPES)
@thorough
@given(seed=st.integers(0, 2**64 - 1))
def test_what_is_almost_shaped_as_slack_says_it_does_no_harm(
    watch: Watch, caplog: pytest.LogCaptureFixture, kind: str, seed: int
) -> None:
    body = mutation(SHAPES[kind], Random(seed))
    watch.harmless(caplog, lambda: watch.window.say(body))


# One that Slack would send for each kind of input, and what it never sends.
ENTRIES = st.one_of(
    hostile_texts.map(payloads.typed),
    hostile_texts.map(payloads.chosen),
    hostile_texts.map(payloads.day),
    known_ids.map(payloads.picked),
    hostile_texts.map(payloads.picked),
    st.lists(known_ids, max_size=3).map(
        lambda users: {"type": "multi_users_select", "selected_users": users}
    ),
    st.lists(hostile_texts, max_size=3).map(
        lambda values: {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}
    ),
    st.integers(-1, 10**10).map(lambda at: {"type": "datetimepicker", "selected_date_time": at}),
    hostile_json,
)
BLOCKS = [
    *Input,
    "value_of_accuracy",
    "query_of_accuracy",
    "query_of_latency",
    "model",
    "rollback_plan",
    "safety_evaluation",
]


def filled(entries: dict[str, Any], form: str, metadata: str, user: str, id: str) -> Json:
    """Return a submitted form that holds these entries, each in an input of its own."""
    blocks = [{"type": "input", "block_id": block, "element": {"action_id": block}} for block in entries]
    drawn = {"callback_id": form, "private_metadata": metadata, "blocks": blocks}
    return payloads.submission(
        drawn, {block: {block: entry} for block, entry in entries.items()}, user=user, id=id
    )


@pytest.mark.parametrize("form", sorted(TABLE.forms))
@settings(thorough, max_examples=5)
@given(
    entries=st.dictionaries(st.sampled_from(BLOCKS), ENTRIES, max_size=12),
    metadata=forged,
    user=known_ids,
    id=st.integers(0, 10**9).map("V{}".format),
)
def test_a_form_filled_by_hostile_hands_does_no_harm(
    watch: Watch,
    caplog: pytest.LogCaptureFixture,
    form: str,
    entries: dict[str, Any],
    metadata: str,
    user: str,
    id: str,
) -> None:
    body = filled(entries, form, metadata, user, id)
    answer = watch.harmless(caplog, lambda: watch.window.say(body))
    if answer.status_code == 200 and answer.text and answer.json["response_action"] == "errors":
        assert all(said.strip() for said in answer.json["errors"].values())


# Longer than what both databases keep, and longer than what Python turns into a number.
OVERLONG = ("9" * 30, "9" * 5000)


@pytest.mark.parametrize("number", OVERLONG, ids=["a row", "a number"])
@pytest.mark.parametrize("form", [Form.RECORD_BLOCKER, Form.BLOCKERS, Form.CHECK_IN, Form.DECISION])
def test_a_number_in_a_form_that_no_row_bears_does_no_harm(
    watch: Watch, caplog: pytest.LogCaptureFixture, form: Form, number: str
) -> None:
    where = {"experiment": 2, "held_in": stories.CHANNEL, "ceremony": "ethics", "day": "2026-03-02"}
    ticked = {"type": "checkboxes", "selected_options": [{"value": number}]}
    entries = {
        Input.EXPERIMENT: payloads.chosen(number),
        Input.BLOCKERS: ticked if form is Form.BLOCKERS else payloads.typed("It waits."),
        Input.DECISION: payloads.typed("Go on."),
        Input.REASON: payloads.typed("It is safe."),
    }
    body = filled(
        entries, form, json.dumps(where), stories.CLARA, f"V{form}{len(number)}".upper().replace("_", "")
    )
    watch.harmless(caplog, lambda: watch.window.say(body))


@pytest.mark.parametrize("picked", ["", "nonsense", "nonsense U0BEN", "technical", " "])
@pytest.mark.parametrize("form", [Form.QUESTION, Form.PASS_SEAT])
def test_a_seat_that_there_is_not_does_no_harm(
    watch: Watch, caplog: pytest.LogCaptureFixture, form: Form, picked: str
) -> None:
    entries = {
        Input.SEAT: payloads.chosen(picked),
        Input.PASSED_TO: payloads.chosen(picked),
        Input.QUESTION: payloads.typed("On which data?"),
    }
    metadata = '{"experiment": 3, "turn": 1}'
    id = f"V{form}{len(picked)}".upper().replace("_", "")
    body = filled(entries, form, metadata, stories.BEN, id)
    watch.harmless(caplog, lambda: watch.window.say(body))


@settings(thorough, max_examples=120)
@given(act=st.sampled_from(sorted(TABLE.actions)), value=forged, user=known_ids, in_menu=st.booleans())
def test_a_button_with_a_forged_value_does_no_harm(
    watch: Watch, caplog: pytest.LogCaptureFixture, act: str, value: str, user: str, in_menu: bool
) -> None:
    action = payloads.overflow(act, value) if in_menu else payloads.button(act, value)
    watch.harmless(caplog, lambda: watch.window.say(payloads.click(action, user=user)))


WORDS = (
    "", "propose", "start", "submit", "metric", "metric EXP-2 accuracy", "show", "show EXP-1 at", "list", "search", "withdraw",
    "override", "promote", "rollback", "history", "export", "link", "bias", "insights", "create", "duty", "role", "away",
    "hours", "tokens", "seats", "setup", "next", "swap", "pause", "resume", "feed", "skip", "move", "note", "card", "help",
)  # fmt: skip


@settings(thorough, max_examples=120)
@given(command=st.sampled_from(Command), word=st.sampled_from(WORDS), rest=hostile_texts, user=known_ids)
def test_a_command_typed_by_hostile_hands_does_no_harm(
    watch: Watch, caplog: pytest.LogCaptureFixture, command: str, word: str, rest: str, user: str
) -> None:
    body = payloads.command(command, f"{word} {rest}".encode("utf-8", "replace").decode(), user=user)
    answer = watch.harmless(caplog, lambda: watch.window.say(body))
    assert answer.status_code == 200
