"""The manifest says exactly what the code does: commands, events, and the fewest scopes, each with its reason."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from strictslack.errors import BadFile
from strictslack.published import REFERENCE
from strictslack.workspace.manifest import event_scopes, load_manifest

from bot.draw.help import WORDS
from bot.hear.lifecycle import experiment_command
from bot.hear.listeners import TABLE
from bot.hear.workflows.workflow_steps import STEPS
from bot.ids import Command, Shortcut, WorkflowStep
from rules.workflows.executions import LABELS
from rules.workflows.outcomes import Awaited, Outcome
from tests.bot import payloads
from tests.bot.lab import Lab

# No ceremony is held in a direct message, so nobody asks who is in one, and Assay posts in none of several people.
OF_DIRECT_MESSAGES = {"im:read", "mpim:read", "mpim:history"}
ROOT = Path(__file__).parent.parent.parent
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
METHODS: dict[str, Any] = json.loads((REFERENCE / "web-api-methods.json").read_text())
# slack-sdk puts a file up in three steps; the middle one is no method of the Web API. Some methods have two points in their name.
SEVERAL = {
    "files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal"),
    "apps_connections_open": ("apps.connections.open",),
    "oauth_v2_access": ("oauth.v2.access",),
    # The one way that every method takes.
    "api_call": (),
}
# Slash commands come by a scope of their own, which no method asks for.
COMMANDS_SCOPE = {"commands"}


def bot_scopes() -> set[str]:
    scopes = MANIFEST["oauth_config"]["scopes"]
    return {*scopes["bot"], *scopes["bot_optional"]}


def bot_events() -> set[str]:
    return set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])


def methods_used() -> Iterator[str]:
    """Yield the Web API methods that the code of the bot calls."""
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and is_method(node.attr):
                yield from SEVERAL.get(node.attr, [node.attr.replace("_", ".", 1)])


def is_method(name: str) -> bool:
    return not name.startswith("_") and callable(getattr(WebClient, name, None))


def events_registered() -> set[str]:
    """Return the events that a listener other than the stranger's waits for."""
    return set(TABLE.events)


def test_the_manifest_fits_slacks_schema() -> None:
    schema = json.loads((REFERENCE / "manifest.schema.2.0.0.json").read_text())
    assert [problem.message for problem in Draft7Validator(schema).iter_errors(MANIFEST)] == []


def test_the_manifest_says_nothing_twice(tmp_path: Path) -> None:
    text = (ROOT / "manifest.yml").read_text()
    assert load_manifest(ROOT / "manifest.yml").messages_tab
    twice = tmp_path / "manifest.yml"
    twice.write_text(text.replace("  bot_user:\n", "  app_home:\n    home_tab_enabled: true\n  bot_user:\n"))
    with pytest.raises(BadFile, match=r"features\.app_home: stands here a second time"):
        load_manifest(twice)


def test_the_manifest_names_the_commands_that_there_are() -> None:
    named = [one["command"] for one in MANIFEST["features"]["slash_commands"]]
    assert named == [command.value for command in Command]


def test_the_manifest_names_the_shortcuts_that_there_are() -> None:
    assert [one["callback_id"] for one in MANIFEST["features"]["shortcuts"]] == list(Shortcut)


def test_the_manifest_names_the_workflow_steps_that_there_are() -> None:
    assert list(MANIFEST["functions"]) == list(WorkflowStep) == list(STEPS)
    # Slack lets no app have steps that is not ready for an organisation.
    assert MANIFEST["settings"]["org_deploy_enabled"] is True


@pytest.mark.parametrize("step", WorkflowStep)
def test_a_workflow_step_titles_its_inputs_as_its_refusals_name_them(step: WorkflowStep) -> None:
    inputs = MANIFEST["functions"][step]["input_parameters"]["properties"]
    assert {name: one["title"] for name, one in inputs.items()} == {name: LABELS[name] for name in inputs}


def test_a_workflow_chooses_what_it_waits_for_and_is_told_what_may_come() -> None:
    wait = MANIFEST["functions"][WorkflowStep.WAIT]
    until = wait["input_parameters"]["properties"]["until"]
    assert until["enum"] == [one["value"] for one in until["choices"]] == list(Awaited)
    said = wait["output_parameters"]["properties"]["outcome"]["description"]
    assert re.split(r", | or ", said) == [one.words for one in Outcome]


@pytest.mark.parametrize("command", Command)
def test_each_command_is_heard(sqlite_lab: Lab, command: Command) -> None:
    answer = sqlite_lab.app.dispatch(
        BoltRequest(mode="socket_mode", body=payloads.command(command.value, "help"))
    )
    assert f"What {command.value} can do" in answer.body


@pytest.mark.parametrize("command", Command)
def test_each_word_of_the_help_is_understood(sqlite_lab: Lab, command: Command) -> None:
    for word in WORDS[command]:
        body = payloads.command(command.value, word.name)
        answer = sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=body))
        assert "does not know" not in answer.body, word.name


def test_each_word_of_the_experiment_command_stands_in_its_help() -> None:
    assert list(experiment_command.DEED_OF_WORD) == [word.name for word in WORDS[Command.EXPERIMENT]]


@pytest.mark.parametrize("one", MANIFEST["features"]["slash_commands"], ids=lambda one: one["command"])
def test_the_usage_hint_of_a_command_names_words_that_it_knows(one: dict[str, str]) -> None:
    hinted = re.findall(r"[a-z]+", re.sub(r"\b[A-Z@]\S*", "", one["usage_hint"]).replace("who", ""))
    assert set(hinted) <= {word.name for word in WORDS[Command(one["command"])]}


def test_people_are_named_by_their_ids_in_what_is_typed() -> None:
    assert all(one["should_escape"] for one in MANIFEST["features"]["slash_commands"])


def test_the_scopes_are_exactly_those_that_the_methods_and_events_need() -> None:
    of_methods = {scope for method in methods_used() for scope in METHODS[method]["scope"].get("bot", [])}
    of_events = {scope for event in bot_events() for scope in event_scopes().get(event, ())}
    assert bot_scopes() == (of_methods - OF_DIRECT_MESSAGES) | of_events | COMMANDS_SCOPE


def test_no_scope_of_a_person_is_asked_for() -> None:
    assert "user" not in MANIFEST["oauth_config"]["scopes"]


def test_each_scope_has_its_reason_in_the_docs() -> None:
    scopes, _, _ = (ROOT / "docs" / "slack-app.md").read_text().partition("| event | why |")
    rows = re.findall(r"^\| `([a-z:._]+)` \| (\S.+?) \|$", scopes, re.MULTILINE)
    assert {scope for scope, _ in rows} == bot_scopes()


def test_each_event_and_each_workflow_step_has_its_reason_in_the_docs() -> None:
    _, _, events = (ROOT / "docs" / "slack-app.md").read_text().partition("| event | why |")
    named = {
        name
        for row in re.findall(r"^\| (`.+?) \|", events, re.MULTILINE)
        for name in re.findall("`(.+?)`", row)
    }
    assert named == bot_events() | set(WorkflowStep)


def test_the_events_subscribed_are_those_that_a_listener_waits_for() -> None:
    # Messages are subscribed to by the kind of their conversation, and told of as one kind of event.
    assert {event.partition(".")[0] for event in bot_events()} == events_registered()


def test_a_direct_message_from_the_bot_can_be_opened() -> None:
    assert MANIFEST["features"]["app_home"]["messages_tab_enabled"] is True


def test_a_listener_takes_only_what_bolt_gives(sqlite_lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    sqlite_lab.app.dispatch(BoltRequest(mode="socket_mode", body=payloads.click(payloads.button("old", "1"))))
    assert "is not a valid argument" not in caplog.text


def test_app_is_made_without_asking_slack(sqlite_lab: Lab) -> None:
    assert isinstance(sqlite_lab.app, App)
    assert sqlite_lab.calls("auth.test") == []
