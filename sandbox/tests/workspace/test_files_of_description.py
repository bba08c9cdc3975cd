"""Manifests, workspaces and states that cannot be used say where and why."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from strictslack.errors import BadFile, Json
from strictslack.server import Plan, Sandbox
from strictslack.workspace.description import load_workspace
from strictslack.workspace.manifest import load_manifest
from strictslack.workspace.persistence import encoded_state, read_state, write_state
from strictslack.workspace.shapes import user_shape
from strictslack.workspace.state import State

HERE = Path(__file__).parents[1]


def test_a_scope_that_the_manifest_calls_optional_is_granted(tmp_path: Path) -> None:
    scopes = "scopes: {bot: [chat:write], bot_optional: [groups:history]}"
    manifest = f"display_information: {{name: A}}\nfeatures:\n  bot_user: {{display_name: a}}\noauth_config: {{{scopes}}}\n"
    assert load_manifest(written(tmp_path, manifest)).bot_scopes == ("chat:write", "groups:history")


def people_of(folder: Path, content: str) -> dict[str, Json]:
    state = State()
    load_workspace(written(folder, content), state, 0)
    return {user.name: user_shape(user) for user in state.users.values()}


def written(folder: Path, content: str) -> Path:
    path = folder / "file.yml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("display_information:\n  name: [unclosed\n", 3, "expected"),
        ("features: {}\n", 1, "display_information"),
        ("display_information:\n  name: A\n  colour: red\n", 1, "colour"),
        (
            "display_information: {name: A}\nsettings:\n  socket_mode_enabled: maybe\n",
            3,
            "not of type 'boolean'",
        ),
        (
            "display_information: {name: A}\nfeatures:\n  bot_user: {display_name: a}\n"
            "  slash_commands:\n    - {command: /a, description: A}\nsettings: {socket_mode_enabled: true}\n",
            1,
            "need the scope commands",
        ),
        (
            "display_information: {name: A}\nfeatures:\n  bot_user: {display_name: a}\n  slash_commands:\n"
            "    - {command: /a, description: A}\noauth_config: {scopes: {bot: [commands]}}\n",
            5,
            "a command needs a url",
        ),
        (
            "display_information: {name: A}\nfeatures:\n  app_home: {home_tab_enabled: true}\n"
            "  bot_user: {display_name: a}\n  app_home: {home_tab_enabled: false}\n",
            5,
            "features.app_home: stands here a second time, after line 3; keep one of the two",
        ),
    ],
)
def test_a_bad_manifest_is_refused_with_its_line(
    tmp_path: Path, content: str, line: int, reason: str
) -> None:
    with pytest.raises(BadFile) as caught:
        load_manifest(written(tmp_path, content))
    assert f"line {line}" in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("workspace: {name: A}\npeople: []\n", 2, "should be non-empty"),
        ("workspace: {name: A}\npeople:\n  - {name: ana, tz: Mars/North}\n", 3, "no time zone"),
        ("workspace: {name: A}\npeople:\n  - {name: ana}\n  - {name: ana, id: U2}\n", 4, "already taken"),
        (
            "workspace: {name: A}\npeople: [{name: ana}]\nchannels:\n  - name: x\n    members: [bob]\n",
            5,
            "nobody here is called bob",
        ),
        ("workspace: {name: A}\npeople:\n  - {name: ana, age: 7}\n", 3, "age"),
    ],
)
def test_a_bad_workspace_is_refused_with_its_line(
    tmp_path: Path, content: str, line: int, reason: str
) -> None:
    with pytest.raises(BadFile) as caught:
        load_workspace(written(tmp_path, content), State(), 0)
    assert f"line {line}" in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 99}'])
def test_a_bad_state_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadFile, match="remove it to start over"):
        read_state(written(tmp_path, content))


def test_a_missing_file_is_one_sentence_on_the_command_line(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "strictslack",
        "--manifest",
        str(tmp_path / "no.yml"),
        "--workspace",
        "no.yml",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=HERE.parent, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "no.yml: cannot be read" in ended.stderr


def test_a_taken_port_is_one_sentence_on_the_command_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        files = ["--manifest", str(HERE / "manifest.yml"), "--workspace", str(HERE / "workspace.yml")]
        command = [sys.executable, "-m", "strictslack", *files, "--port", port]
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=30, cwd=HERE.parent, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Port {port} of 127.0.0.1 cannot be used")


def test_a_port_that_is_none_is_one_sentence_on_the_command_line() -> None:
    command = [sys.executable, "-m", "strictslack", "--manifest", "a", "--workspace", "b", "--port", "99999"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=HERE.parent, check=False)
    assert ended.returncode == 2
    assert ended.stderr.endswith("99999 is not a port; 0 to 65535 are\n")


def test_the_help_tells_every_option() -> None:
    command = [sys.executable, "-m", "strictslack", "--help"]
    told = subprocess.run(
        command, capture_output=True, text=True, timeout=30, cwd=HERE.parent, check=True
    ).stdout
    for option in ("--manifest", "--workspace", "--state", "--port", "--request-url", "--rates", "--oauth"):
        assert option in told


def test_two_apps_of_the_same_name_cannot_be_told_apart() -> None:
    with pytest.raises(BadFile, match="two apps are called Echo"):
        Sandbox(Plan([HERE / "manifest.yml"] * 2, [HERE / "workspace.yml"]))


OUTSIDERS = """workspace: {id: T01ACME, name: A}
people:
  - {name: ana}
  - {name: ben, guest: true}
  - {name: zoe, team: T0OTHER, stranger: true, admin: true}
"""


def test_guests_and_strangers_are_shown_as_slack_shows_them(tmp_path: Path) -> None:
    people = people_of(tmp_path, OUTSIDERS)
    assert {name: (one["team_id"], one["is_restricted"]) for name, one in people.items()} == {
        "ana": ("T01ACME", False),
        "ben": ("T01ACME", True),
        "zoe": ("T0OTHER", False),
    }
    assert (people["zoe"]["is_stranger"], people["zoe"]["is_admin"]) == (True, True)
    assert people["zoe"]["profile"]["team"] == "T0OTHER"
    assert "is_stranger" not in people["ana"]


def test_strangers_outlive_a_restart(tmp_path: Path) -> None:
    state, file = State(), tmp_path / "state.json"
    load_workspace(written(tmp_path, OUTSIDERS), state, 0)
    write_state(encoded_state(state), [], file)
    assert read_state(file).users == state.users


def test_a_team_that_is_no_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="line 3"):
        people_of(tmp_path, "workspace: {name: A}\npeople:\n  - {name: zoe, team: other}\n")
